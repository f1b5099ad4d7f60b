import { setImmediate } from 'node:timers/promises';

export interface PacedQueue<T> {
  add(...values: readonly T[]): void;
  /** Resolves when all that was added has been handled. Rejects with what `handle` threw first. */
  drain(): Promise<void>;
}

/** What a person sees changing as one. */
const frameMs = 30;
/** So long may the thread be held at once. */
const sliceMs = 8;

/**
 * Handles what comes in a frame together, in slices, so that thousands of small things hold nobody up. `handle` is given
 * what is left and returns how many it did; it stops when the time is up.
 */
export function createPacedQueue<T>(
  handle: (values: readonly T[], isTimeUp: () => boolean) => number,
): PacedQueue<T> {
  let waiting: T[] = [];
  let frame: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const since = performance.now();
      try {
        waiting = waiting.slice(
          Math.max(
            1,
            handle(waiting, () => performance.now() - since > sliceMs),
          ),
        );
      } catch (error) {
        failure ??= { error };
        waiting = waiting.slice(1);
      }
      // oxlint-disable-next-line no-await-in-loop -- others have their turn between the slices
      if (waiting.length > 0) await setImmediate();
    }
    working = undefined;
  };
  const begin = (): void => {
    frame = undefined;
    working ??= work();
  };

  return {
    add(...values) {
      waiting.push(...values);
      if (working === undefined) frame ??= setTimeout(begin, frameMs);
    },
    async drain() {
      clearTimeout(frame);
      begin();
      await working;
      if (failure !== undefined) throw failure.error;
    },
  };
}
