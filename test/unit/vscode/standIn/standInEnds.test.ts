import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { toSnapshot } from '../../../../src/core/conversation/createChat.ts';
import { endStandInConversations } from '../../../../src/core/history/endOfStandIn.ts';
import { aTalk } from '../conversation/talkPlace.ts';

const { createConnectionFinder } = await import('../../../../src/core/conversation/connectionOf.ts');
const { toComposerLock } = await import('../../../../src/panels/conversation/composerLock.ts');

const standInConnection: Connection = {
  id: 'stand-in',
  name: 'Stand-in agent',
  region: 'stand-in',
  accountId: 'stand-in',
  projectId: 'grand-hotel',
  environment: 'other',
};

describe('a stand-in agent that is gone', () => {
  it('has ended its conversations: row, badge and panel say the same', async () => {
    await using talk = await aTalk();
    await talk.commands['polyai.startStandInAgent']();
    const mine = await talk.create(standInConnection);
    const real = await talk.create();
    assert.equal(talk.listOpen().length, 2);
    await talk.commands['polyai.stopStandInAgent']();
    assert.deepEqual(
      talk.listOpen().map(({ id }) => id),
      [real.id],
    );
    const ended = talk.service.get(mine.id);
    assert.equal(ended?.state, 'expired');
    assert.equal(
      ended && toComposerLock(ended)?.sentence,
      'The stand-in agent of this conversation has stopped, and the conversation with it.',
    );
  });

  it('is not replaced by another one that does not know the conversation', async () => {
    await using talk = await aTalk();
    const { connection } = await talk.create(standInConnection);
    const connectionOf = (origin: string | undefined) =>
      createConnectionFinder({ connections: talk.connections, standInOrigin: () => origin })(connection);
    assert.equal(connectionOf(connection.origin).region, 'stand-in');
    assert.throws(() => connectionOf(undefined), /a stand-in agent that this window does not run/);
    assert.throws(() => connectionOf('http://127.0.0.1:1'), /a stand-in agent that this window does not run/);
  });

  it('ends nobody else’s', async () => {
    await using talk = await aTalk();
    await talk.create(standInConnection);
    await talk.create();
    endStandInConversations(talk.history, ({ connection }) => connection.origin === 'http://127.0.0.1:1', '');
    assert.equal(talk.listOpen().length, 2);
    endStandInConversations(talk.history, () => true, new Date().toISOString());
    assert.equal(talk.listOpen().length, 1, 'the real agent goes on');
  });

  it('is found out by a message that does not reach it', async () => {
    await using talk = await aTalk();
    const { origin, accountId, projectId, apiKey, token } = talk.agent;
    const target = { origin, accountId, projectId, apiKey, token };
    const connection = toSnapshot(standInConnection, origin);
    const { id } = await talk.service.create({ connection, target, parameters: {}, timeoutSeconds: 5 });
    await talk.agent.close();
    const failed = await talk.service.send({ id, target, message: 'Hello?', timeoutSeconds: 5 });
    assert.deepEqual([failed.state, failed.turns.at(-1)?.error?.reason], ['expired', 'unreachable']);
  });
});
