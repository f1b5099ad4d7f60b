import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repoFolder } from '../../../support/paths.ts';
import { aWindow, call } from '../conversation/aService.ts';
import { aPlace } from './fixtures.ts';

// Written by version 0.1.0: five conversations, one of them without messages, one waiting, one deleted.
const written = path.join(repoFolder, 'test', 'fixtures', 'history', 'version-0.1.0.db');

function anOldPlace() {
  const place = aPlace();
  copyFileSync(written, path.join(place.directory, 'history.db'));
  return place;
}

describe('a history that version 0.1.0 has written', () => {
  it('is read whole, and what was deleted can be restored', () => {
    using place = anOldPlace();
    const history = place.open({ isProcessAlive: () => true });
    history.restore(['deleted']);
    const rows = history.page().conversations.map(({ id, state, turnCount, lastProcessId }) => {
      return { id, state, turnCount, lastProcessId };
    });
    assert.deepEqual(
      rows.map(({ id, state, turnCount }) => `${id} ${state} ${turnCount}`),
      ['waiting creating 1', 'silent open 2', 'open open 2', 'deleted open 1', 'closed closed 3'],
    );
    assert.equal(rows.find(({ id }) => id === 'open')?.lastProcessId, 4242);
    const said = (id: string) => history.get(id)?.turns.map(({ userText, reply }) => [userText, reply]);
    assert.deepEqual(said('open'), [
      ['Hello', 'Good evening.'],
      ['A room', 'I heard A room.'],
    ]);
    assert.deepEqual(said('silent'), [
      [undefined, undefined],
      [undefined, undefined],
    ]);
    assert.equal(history.get('closed')?.turns[2]?.kind, 'close');
  });

  it('goes on: its conversations take further turns, and keep the earlier ones as they were', async () => {
    using place = anOldPlace();
    const { service, history } = aWindow(place);
    const before = history.get('open')?.turns;
    await service.send({ ...call, id: 'open', message: 'For two' });
    await service.close({ ...call, id: 'open' });
    const after = place.open().get('open');
    assert.deepEqual(after?.turns.slice(0, 2), before);
    assert.deepEqual(
      [after?.state, after?.turns.map(({ userText }) => userText)],
      ['closed', ['Hello', 'A room', 'For two', undefined]],
    );
  });

  it('has a turn that waited: unknown once its process is gone, and answered when the answer comes after all', () => {
    using place = anOldPlace();
    const waiting = place.open({ isProcessAlive: () => true }).get('waiting');
    assert.equal(waiting?.turns[0]?.state, 'pending');
    const history = place.open({ isProcessAlive: () => false });
    assert.equal(history.get('waiting')?.state, 'unknown');
    const [turn] = waiting.turns;
    assert.ok(turn);
    history.save({ ...waiting, state: 'open', turns: [{ ...turn, state: 'answered', reply: 'Here' }] });
    const answered = place.open().get('waiting');
    assert.deepEqual(
      [answered?.state, answered?.turns.length, answered?.turns[0]?.reply],
      ['open', 1, 'Here'],
    );
  });
});
