import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPacer } from '../../../../src/core/chatTest/pacer.ts';

it('a run waits as long as its agent has asked, though the clock goes back a year meanwhile', async (t) => {
  const waited: number[] = [];
  const pacer = createPacer(async (milliseconds) => {
    waited.push(milliseconds);
    await sleep(Math.min(milliseconds, 100));
    t.mock.restoreAll();
  });
  pacer.tell('a', { reason: 'rateLimited', outcome: 'refused', retryAfterSeconds: 0.05 });
  const yearMs = 365 * 86_400_000;
  const before = Date.now() - yearMs;
  t.mock.method(Date, 'now', () => before);
  await pacer.ready('a', new AbortController().signal);
  assert.ok(waited.length > 0 && waited.every((milliseconds) => milliseconds <= 50), String(waited));
});
