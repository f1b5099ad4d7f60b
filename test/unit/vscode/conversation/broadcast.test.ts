import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { dialogButtons, modalAnswers, nextBox, notifications } from '../editorDouble.ts';
import { until } from '../../../support/until.ts';
import { aTalk } from './talkPlace.ts';

beforeEach(() => {
  for (const list of [notifications, modalAnswers, dialogButtons]) list.length = 0;
});

describe('a broadcast to a live agent', () => {
  it('is ticked by hand and asked about each time, with how many chats it makes', async () => {
    await using talk = await aTalk();
    const { agent, connections, vault, hotel } = talk;
    const live = { ...hotel, id: 'live', name: 'Hotel London', environment: 'live' } as const;
    await connections.add(live);
    await vault.write(live.id, agent.origin, { apiKey: agent.apiKey, token: agent.token });
    const question = 'Hotel London is LIVE. Create 2 chats there and send all you write to each of them?';
    const broadcast = async (answer: string | undefined) => {
      if (answer !== undefined) modalAnswers.push(answer);
      const done = talk.commands['polyai.broadcast'](live.id);
      const agents = await nextBox();
      assert.deepEqual(agents.selectedItems, [], 'no live one is ticked');
      agents.choose('Hotel London');
      (await nextBox()).enter('-, seaside');
      (await nextBox()).enter('');
      (await nextBox()).enter('');
      await done;
    };

    await broadcast(undefined);
    assert.deepEqual([notifications, talk.calls()], [[question], []]);
    for (const times of [1, 2]) {
      // oxlint-disable no-await-in-loop -- one broadcast after the other
      await broadcast('Broadcast');
      assert.equal(notifications.length, 1 + times);
      await until('both chats', () => {
        const states = talk.history.page().conversations.map(({ state }) => state);
        return states.length === 2 * times && states.every((state) => state === 'open');
      });
      // oxlint-enable no-await-in-loop
    }
    assert.equal(talk.calls().length, 4);
    assert.deepEqual(new Set(notifications), new Set([question]));
    assert.deepEqual(talk.errors, []);
  });
});
