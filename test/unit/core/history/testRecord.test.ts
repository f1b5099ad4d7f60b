import assert from 'node:assert/strict';
import { afterEach, beforeEach, it, mock } from 'node:test';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import {
  answerClose,
  answerTurn,
  beginTurn,
  failTurn,
} from '../../../../src/core/conversation/transitions.ts';
import { createTestRecord } from '../../../../src/core/history/testRecord.ts';
import { aCloseReply, aPendingConversation, aPlace, aReply, at } from './fixtures.ts';

// A test of a connection creates a conversation and closes it, which takes an agent a moment.

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

const created = answerTurn(aPendingConversation(), 0, aReply('Good evening.'), at(100));
const closing = beginTurn(created, {
  kind: 'close',
  at: at(200),
  owner: { processId: 1, deadlineAt: at(9000) },
  recorded: true,
});

function aRecord() {
  const place = aPlace();
  const history = place.open();
  let changes = 0;
  history.onDidChange(() => changes++);
  const record = createTestRecord(history);
  return {
    write: ({ turns, ...head }: Conversation) => record.write({ head, turns: turns.slice(-1) }),
    listed: () => history.page().conversations.length,
    changes: () => changes,
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

it('stands in the history only when it is not closed soon, and leaves it once it is', async () => {
  using test = aRecord();
  await test.write(created);
  await test.write(closing);
  mock.timers.tick(1900);
  assert.equal(test.listed(), 0);
  mock.timers.tick(200);
  assert.equal(test.listed(), 1);
  await test.write(answerClose(closing, 1, aCloseReply(), at(3000)));
  assert.equal(test.listed(), 0);
});

it('is listed at once when it could not be closed, and not a second time later', async () => {
  using test = aRecord();
  await test.write(created);
  await test.write(closing);
  await test.write(failTurn(closing, 1, { error: { reason: 'serverError', outcome: 'refused' } }, at(300)));
  assert.equal(test.listed(), 1);
  const before = test.changes();
  mock.timers.tick(60_000);
  assert.equal(test.changes(), before);
});

it('ends no window when the history can no longer be written by then', async () => {
  const test = aRecord();
  await test.write(created);
  test[Symbol.dispose]();
  mock.timers.tick(60_000);
});
