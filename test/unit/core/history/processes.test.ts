import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { aPlace } from './fixtures.ts';
import { write } from './writers.ts';

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe('processes that share a history', () => {
  it('begin and write it at once, and nothing is lost', async () => {
    using place = aPlace();
    const writers = ['one', 'two'].map((name) => write(place.directory, 'many', name));
    const exits = await Promise.all(writers.map((writer) => once(writer, 'exit')));
    assert.deepEqual(exits, [
      [0, null],
      [0, null],
    ]);
    const history = place.open();
    const first = history.page();
    assert.equal(first.conversations.length, 200);
    assert.equal(first.next, undefined);
  });

  it('killed between sending and the answer, leave what was said, and an honest state', async () => {
    using place = aPlace();
    const history = place.open({ now: Date.now, isProcessAlive });
    const writer = write(place.directory, 'ask');
    await once(writer.stdout, 'data');
    const before = history.get('asked');
    assert.deepEqual([before?.state, before?.turns[0]?.state], ['creating', 'pending']);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const after = history.get('asked');
    assert.deepEqual([after?.state, after?.turns[0]?.state], ['unknown', 'unknown']);
    assert.equal(after?.turns[0]?.userText, 'A room for two');
  });
});
