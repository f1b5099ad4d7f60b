import assert from 'node:assert/strict';
import { describe, it, mock, beforeEach, afterEach } from 'node:test';
import { createEditorPulse } from '../../../../media/conversation/editorPulse.ts';

describe('the sign of life of the extension', () => {
  let asked = 0;
  let isWaiting = false;
  let silences: boolean[] = [];
  const start = () =>
    createEditorPulse({
      ask: () => asked++,
      isWaiting: () => isWaiting,
      onDidChange: (isSilent) => silences.push(isSilent),
    });

  beforeEach(() => {
    asked = 0;
    isWaiting = false;
    silences = [];
    mock.timers.enable({ apis: ['setInterval'] });
  });
  afterEach(() => mock.timers.reset());

  it('is not asked for while nothing is waited for', () => {
    start().heard();
    mock.timers.tick(60_000);
    assert.equal(asked, 0);
  });

  it('is missed when nothing was heard from one beat to the next', () => {
    start().expect();
    mock.timers.tick(3000);
    assert.deepEqual([asked, silences], [1, []]);
    mock.timers.tick(3000);
    assert.deepEqual(silences, [true]);
  });

  it('is asked for as long as a reply is waited for, and never missed while it comes', () => {
    isWaiting = true;
    const pulse = start();
    pulse.expect();
    for (let beat = 1; beat <= 10; beat++) {
      mock.timers.tick(3000);
      pulse.heard();
    }
    assert.deepEqual([asked, silences], [10, []]);
    isWaiting = false;
    mock.timers.tick(60_000);
    assert.equal(asked, 10);
  });

  it('is not missed on a page that says the conversation is gone', () => {
    isWaiting = true;
    const pulse = start();
    pulse.expect();
    mock.timers.tick(3000);
    pulse.stop();
    mock.timers.tick(60_000);
    assert.deepEqual([asked, silences], [1, []]);
  });

  it('is heard again from a process that was only busy', () => {
    const pulse = start();
    pulse.expect();
    mock.timers.tick(9000);
    pulse.heard();
    assert.deepEqual(silences, [true, false]);
    mock.timers.tick(60_000);
    assert.deepEqual(silences, [true, false]);
  });
});
