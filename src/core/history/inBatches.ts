import { setTimeout as pause } from 'node:timers/promises';
import { whenFree } from './whenFree.ts';

/** A part is as large as goes into so much time: neither typing nor saving is held up. */
const partMs = 4;
/** Longer than a window that was refused waits before it tries again, so that it comes in between. */
const gapMs = 25;
const sizes = { first: 20, largest: 1000 };

export interface BatchOptions {
  readonly untilNotFull?: boolean;
  readonly between?: (() => Promise<void> | undefined) | undefined;
}

/**
 * Does what takes long in parts, for as long as `part` has something to do; one that another window refuses is done again.
 * Each part is given how many rows it may touch and returns how many it did. With `untilNotFull` a part that was not full
 * is the last: what others never pause to add has no end. `between` is awaited after each. Resolves with the sum.
 */
export async function inBatches(
  part: (limit: number) => number,
  { untilNotFull = false, between }: BatchOptions = {},
): Promise<number> {
  let size = sizes.first;
  let sum = 0;
  for (;;) {
    let started = 0;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const done = await whenFree(() => {
      started = performance.now();
      return part(size);
    });
    const tookMs = performance.now() - started;
    if (done === 0) return sum;
    sum += done;
    if (untilNotFull && done < size) return sum;
    if (tookMs > partMs) size = Math.max(1, Math.floor((size * partMs) / tookMs));
    else if (done === size) size = Math.min(sizes.largest, size * 2);
    // oxlint-disable-next-line no-await-in-loop -- the pause is the point
    await pause(gapMs);
    // oxlint-disable-next-line no-await-in-loop
    await between?.();
  }
}
