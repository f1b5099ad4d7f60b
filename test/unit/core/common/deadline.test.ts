import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { stat } from 'node:fs/promises';
import { it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { startDeadline } from '../../../../src/core/common/deadline.ts';

const never = new Promise<never>(() => undefined);

it('work that is done in time is returned, and its failure too', async () => {
  const deadline = startDeadline(60_000);
  assert.equal(await deadline.race(Promise.resolve(7)), 7);
  await assert.rejects(deadline.race(Promise.reject(new Error('broken'))), /broken/);
  assert.equal(deadline.stopped, undefined);
  deadline.end();
});

it('one deadline for all that is waited for', async () => {
  const deadline = startDeadline(20);
  await assert.rejects(deadline.race(never));
  assert.equal(deadline.stopped, 'timeout');
  assert.ok(deadline.signal.aborted);
  await assert.rejects(deadline.race(Promise.resolve(1).then(() => never)));
  deadline.end();
});

it('what came while the computer slept is taken, although the time has passed', async () => {
  // Timers are next from here, before what has come.
  await setImmediate();
  const deadline = startDeadline(20);
  // Its answer, which comes in one piece, is there when the thread goes on, and so is the end of the time.
  const asking = deadline.race(stat(import.meta.filename));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  assert.ok((await asking).isFile());
  assert.equal(deadline.stopped, undefined);
  await assert.rejects(deadline.race(never));
  assert.equal(deadline.stopped, 'timeout');
  deadline.end();
});

it('cancelling comes first, whatever happens later', async () => {
  const controller = new AbortController();
  const deadline = startDeadline(20, controller.signal);
  controller.abort();
  await assert.rejects(deadline.race(never));
  assert.equal(deadline.stopped, 'cancelled');
  deadline.end();
});

it('a signal that is already aborted counts', async () => {
  const deadline = startDeadline(60_000, AbortSignal.abort());
  assert.equal(deadline.stopped, 'cancelled');
  await assert.rejects(deadline.race(never));
  deadline.end();
});

it('the end leaves no timer and no listener', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const controller = new AbortController();
  const before = timers();
  const deadline = startDeadline(60_000, controller.signal);
  await deadline.race(Promise.resolve());
  assert.equal(timers(), before + 1);
  assert.equal(getEventListeners(deadline.signal, 'abort').length, 0);
  deadline.end();
  assert.equal(timers(), before);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

it('abort tells the transport, and is neither a timeout nor a cancellation', () => {
  const deadline = startDeadline(60_000);
  deadline.abort();
  assert.ok(deadline.signal.aborted);
  assert.equal(deadline.stopped, undefined);
  deadline.end();
});
