/** The calls that are under way, by what each is about: others than who began one can end it. */
export interface RunningCalls {
  /** Of a call that begins. It ends with the signal that is given, and by `cancel`. */
  begin(key: string, signal: AbortSignal | undefined): RunningCall;
  /** Ends those of this key, whatever began them. */
  cancel(key: string): void;
  has(key: string): boolean;
}

export interface RunningCall {
  readonly signal: AbortSignal;
  /** The call is over: nothing can end it any more. */
  forget(): void;
}

export function createRunningCalls(): RunningCalls {
  const running = new Map<string, Set<AbortController>>();
  return {
    begin(key, signal) {
      const canceller = new AbortController();
      const cancel = () => canceller.abort();
      if (signal?.aborted === true) cancel();
      signal?.addEventListener('abort', cancel);
      const calls = running.get(key) ?? new Set();
      running.set(key, calls.add(canceller));
      const forget = () => {
        signal?.removeEventListener('abort', cancel);
        calls.delete(canceller);
        if (calls.size === 0) running.delete(key);
      };
      return { signal: canceller.signal, forget };
    },
    cancel: (key) => running.get(key)?.forEach((canceller) => canceller.abort()),
    has: (key) => running.has(key),
  };
}
