import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createPacedQueue } from '../../../../src/core/common/pacedQueue.ts';
import { threadMs } from '../../../support/threadTime.ts';

const busyFor = (milliseconds: number) => {
  const since = performance.now();
  while (performance.now() - since < milliseconds);
};

it('handles everything in its order, a frame at a time, and holds the thread for less than 20 ms', async () => {
  const handled: number[] = [];
  const parts: number[] = [];
  const queue = createPacedQueue<number>((values, isTimeUp) => {
    const since = threadMs();
    let done = 0;
    for (const value of values) {
      busyFor(0.2);
      handled.push(value);
      done++;
      if (isTimeUp()) break;
    }
    parts.push(threadMs() - since);
    return done;
  });

  queue.add(...Array.from({ length: 500 }, (_, index) => index));
  await queue.drain();

  assert.deepEqual(
    handled,
    Array.from({ length: 500 }, (_, index) => index),
  );
  assert.ok(parts.length >= 10, `${parts.length} parts`);
  const median = parts.toSorted((a, b) => a - b)[Math.floor(parts.length / 2)] ?? 0;
  assert.ok(median < 20, `${median} ms`);
});

it('handles what goes on and on in few frames', async () => {
  const frames: number[] = [];
  const queue = createPacedQueue<number>((values) => {
    frames.push(values.length);
    return values.length;
  });
  const since = performance.now();
  while (performance.now() - since < 900) {
    queue.add(1);
    // oxlint-disable-next-line no-await-in-loop -- it goes on and on
    await pause(5);
  }
  const most = Math.ceil((performance.now() - since) / 100);
  assert.ok(frames.length > 1 && frames.length <= most, `${frames.length} frames, at most ${most}`);
  await queue.drain();
});

it('goes on after one that failed, and says so at the end', async () => {
  const handled: number[] = [];
  const queue = createPacedQueue<number>(([first = 0]) => {
    if (first === 2) throw new Error('two');
    handled.push(first);
    return 1;
  });
  queue.add(1, 2, 3);
  await assert.rejects(queue.drain(), /two/);
  assert.deepEqual(handled, [1, 3]);
});

it('handles what is added after it had nothing left to do', async () => {
  const handled: number[] = [];
  const queue = createPacedQueue<number>((values) => {
    handled.push(...values);
    return values.length;
  });
  for (const value of [1, 2, 3]) {
    queue.add(value);
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await queue.drain();
  }
  assert.deepEqual(handled, [1, 2, 3]);
});
