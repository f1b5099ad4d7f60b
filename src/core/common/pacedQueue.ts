import { setImmediate } from 'node:timers/promises';

export interface PacedQueue<T> {
  add(...values: readonly T[]): void;
  /** Resolves when all that was added has been handled. Rejects with what `handle` threw first, and tells it once. */
  drain(): Promise<void>;
}

/** What a person sees changing as one, and the more comes in it the less each costs. */
const frameMs = 100;
/** So long may the thread be held at once. */
const sliceMs = 8;

/**
 * Handles what comes in a frame together, in slices, so that thousands of small things do not hold the thread. `handle` is given
 * what is left and returns how many it did; it stops when the time is up.
 */
export function createPacedQueue<T>(
  handle: (values: readonly T[], isTimeUp: () => boolean) => number,
): PacedQueue<T> {
  let waiting: T[] = [];
  let frame: NodeJS.Timeout | undefined;
  let isWorking = false;
  let work: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;

  const handleAll = async (): Promise<void> => {
    isWorking = true;
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
    isWorking = false;
  };
  const begin = (): void => {
    frame = undefined;
    if (!isWorking) work = handleAll();
  };

  return {
    add(...values) {
      waiting.push(...values);
      if (!isWorking) frame ??= setTimeout(begin, frameMs);
    },
    async drain() {
      clearTimeout(frame);
      begin();
      await work;
      const told = failure;
      failure = undefined;
      if (told !== undefined) throw told.error;
    },
  };
}
