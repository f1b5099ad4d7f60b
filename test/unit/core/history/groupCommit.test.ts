import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConversationChange } from '../../../../src/core/conversation/conversationRecord.ts';
import { createGroupCommit } from '../../../../src/core/history/groupCommit.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { answerTurn, beginTurn } from '../../../../src/core/conversation/transitions.ts';
import { aConversation, aPendingConversation, aPlace, aReply, at as timeOf } from './fixtures.ts';

const now = timeOf(0);

const aChange = (id: string): ConversationChange => {
  const { turns, ...head } = aConversation({ id });
  return { head, turns };
};

describe('an answer and the message after it', () => {
  it('are written together, each with a revision of its own, also when others come in between', async () => {
    using place = aPlace();
    const history = place.open();
    const owner = { processId: process.pid, deadlineAt: timeOf(60_000) };
    const begun = ['a', 'b'].map((id) => aPendingConversation({ id }));
    const write = ({ turns, ...head }: Conversation, at: number) =>
      history.write({ head, turns: turns.slice(at) });
    assert.deepEqual(await Promise.all(begun.map((one) => write(one, 0))), [1, 1]);
    const answered = begun.map((one) => answerTurn(one, 0, aReply('Hello'), now));
    const next = answered.map((one) => beginTurn(one, { kind: 'respond', userText: 'And?', at: now, owner }));
    const written = [...answered.map((one) => write(one, 0)), ...next.map((one) => write(one, 1))];
    assert.deepEqual(await Promise.all(written), [2, 2, 3, 3]);
    for (const id of ['a', 'b']) {
      assert.equal(history.revision(id), 3);
      const texts = history.read(id)?.conversation.turns.map(({ reply, userText }) => reply ?? userText);
      assert.deepEqual(texts, ['Hello', 'And?']);
      assert.equal(history.summary(id)?.turnCount, 2);
    }
  });
});

describe('conversations that are recorded in the same moment', () => {
  it('share commits, and the first go on while the others are being written', async () => {
    const groups: number[] = [];
    const told: number[] = [];
    const commits = createGroupCommit({
      commit: (changes) => {
        groups.push(changes.length);
        return changes.map((_, index) => index);
      },
      syncSoon: () => new Promise((resolve) => setImmediate(resolve)),
      syncNow: () => undefined,
    });
    await Promise.all(
      Array.from({ length: 32 }, async (_, index) => {
        await commits.add(aChange(`c${index}`));
        told.push(groups.length);
      }),
    );
    assert.ok(groups.length < 16, `${groups.length} commits for 32 changes`);
    assert.ok((told[0] ?? 0) < groups.length, 'None went on before all were written');
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
  });
});
