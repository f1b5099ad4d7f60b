import type { TurnError } from '../conversation/conversation.ts';

/** Holds calls back for as long as an agent has asked for. A call that was refused is not repeated. */
export interface Pacer {
  /** Resolves when the connection may be called again, or the signal aborts. */
  ready(connection: string, signal: AbortSignal): Promise<void>;
  /** What became of a call. */
  tell(connection: string, error: TurnError | undefined): void;
}

/** An agent that asks for more than this is not waited for. */
const longestPauseMs = 120_000;
/** A refusal that names no time. */
const usualPauseMs = 1000;

/** By the clock that only goes on: with the one of the day, a clock that is set back could make a run wait for a year. */
export function createPacer(
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  now: () => number = () => performance.now(),
): Pacer {
  const notBefore = new Map<string, number>();
  return {
    async ready(connection, signal) {
      for (;;) {
        const pause = (notBefore.get(connection) ?? 0) - now();
        if (pause <= 0 || signal.aborted) return;
        // oxlint-disable-next-line no-await-in-loop -- another refusal may have moved the time meanwhile
        await wait(pause, signal);
      }
    },
    tell(connection, error) {
      if (error?.reason !== 'rateLimited') return;
      const asked = error.retryAfterSeconds === undefined ? usualPauseMs : error.retryAfterSeconds * 1000;
      const until = now() + Math.min(asked, longestPauseMs);
      notBefore.set(connection, Math.max(until, notBefore.get(connection) ?? 0));
    },
  };
}
