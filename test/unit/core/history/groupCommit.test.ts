import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConversationChange } from '../../../../src/core/conversation/conversationRecord.ts';
import { createGroupCommit } from '../../../../src/core/history/groupCommit.ts';
import { aConversation } from './fixtures.ts';

const aChange = (id: string): ConversationChange => {
  const { turns, ...head } = aConversation({ id });
  return { head, turns };
};

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
