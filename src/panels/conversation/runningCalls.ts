import type { Disposable } from '../../core/common/disposable.ts';

/** The calls this window waits for, by conversation: closing a panel does not end them, Cancel in any does. */
export interface RunningCalls extends Disposable {
  begin(id: string): AbortController;
  end(id: string, canceller: AbortController): void;
  cancel(id: string): void;
  isRunning(id: string): boolean;
}

export function createRunningCalls(): RunningCalls {
  const running = new Map<string, Set<AbortController>>();
  return {
    begin: (id) => {
      const canceller = new AbortController();
      const others = running.get(id);
      if (others) others.add(canceller);
      else running.set(id, new Set([canceller]));
      return canceller;
    },
    end: (id, canceller) => {
      const others = running.get(id);
      others?.delete(canceller);
      if (others?.size === 0) running.delete(id);
    },
    cancel: (id) => {
      for (const canceller of running.get(id) ?? []) canceller.abort();
    },
    isRunning: (id) => running.has(id),
    dispose: () => {
      for (const cancellers of running.values()) {
        for (const canceller of cancellers) canceller.abort();
      }
    },
  };
}
