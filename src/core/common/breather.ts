import { setImmediate } from 'node:timers/promises';

/** How long the thread may be held before others have their turn. */
const sliceMs = 8;

/** Lets others have their turn when the thread has been held for a slice. */
export function createBreather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    await setImmediate();
    since = performance.now();
  };
}

/** One after the other, however many there are. */
export async function forEachInSlices<T>(values: Iterable<T>, action: (value: T) => void): Promise<void> {
  const breathe = createBreather();
  for (const value of values) {
    action(value);
    // oxlint-disable-next-line no-await-in-loop -- the pause is the point
    await breathe();
  }
}
