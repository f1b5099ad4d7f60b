import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { closeEach, isStillOpen } from '../../../../src/core/history/closeOpen.ts';
import {
  countLive,
  readLeftOpen,
  readOpenConversations,
} from '../../../../src/core/history/openConversations.ts';
import {
  answerClose,
  answerTurn,
  beginTurn,
  failTurn,
} from '../../../../src/core/conversation/transitions.ts';
import type { ConversationSummary, History } from '../../../../src/core/history/history.ts';
import {
  aChatError,
  aCloseReply,
  aConversation,
  aPendingConversation,
  aPlace,
  aReply,
  at,
  grandHotel,
} from './fixtures.ts';

const owner = { processId: process.pid, deadlineAt: at(60_000) };
const deadProcessId = 1;
const standIn = { ...grandHotel, connectionId: 'stand-in', region: 'stand-in' };
const isProcessAlive = (processId: number) => processId === process.pid;
const lost = { error: { reason: 'connectionLost', outcome: 'unknown' } } as const;

/** The server's id is the conversation's own with CONV- before it, so that each has another. */
function open(id: string, fields: Partial<Conversation> = {}): Conversation {
  return {
    ...aConversation({ id, createdAt: at(id.charCodeAt(0)) }),
    conversationId: `CONV-${id}`,
    ...fields,
  };
}

function ids(conversations: readonly ConversationSummary[]): string {
  return conversations.map(({ id }) => id).join(' ');
}

describe('the ledger of open conversations', () => {
  it('holds what is open, newest first, and lets go of what is over', () => {
    using place = aPlace();
    const history = place.open();
    const asked = beginTurn(open('d'), { kind: 'respond', userText: 'Hello', at: at(1), owner });
    const closing = beginTurn(open('e'), { kind: 'close', at: at(1), owner });
    const all: Conversation[] = [
      open('a'),
      open('b'),
      aPendingConversation({ id: 'c', createdAt: at(99) }),
      answerTurn(asked, 1, aReply('Bye', { endConversation: true }), at(2)),
      answerClose(closing, 1, aCloseReply(), at(2)),
      failTurn(aPendingConversation({ id: 'f' }), 0, lost, at(2)),
      open('g'),
    ];
    for (const conversation of all) history.save(conversation);
    history.delete(['g']);
    assert.equal(ids(history.openConversations()), 'b a');
    assert.equal(ids(place.open().openConversations()), 'b a', 'after a restart too');
  });

  it('holds a conversation whose answer was lost, when its id was received', () => {
    using place = aPlace();
    const history = place.open();
    const failure = { ...lost, conversationId: 'CONV-1' };
    history.save(failTurn(aPendingConversation({ id: 'a' }), 0, failure, at(2)));
    const [row] = history.openConversations();
    assert.deepEqual([row?.id, row?.state, row?.conversationId], ['a', 'unknown', 'CONV-1']);
  });

  it("leaves the stand-in agent's out once the process it lived in is gone", () => {
    using place = aPlace();
    const history = place.open();
    history.save(open('a', { connection: standIn }));
    history.save(open('b', { connection: standIn, lastProcessId: deadProcessId }));
    history.save(open('c', { lastProcessId: deadProcessId }));
    assert.equal(ids(readOpenConversations({ history, isProcessAlive })), 'c a');
  });

  it('knows which were left open: those whose window is gone', () => {
    using place = aPlace();
    const history = place.open();
    history.save(open('a'));
    history.save(open('b', { lastProcessId: deadProcessId }));
    assert.equal(ids(readLeftOpen({ history, isProcessAlive })), 'b');
  });

  it('counts the live ones, and never takes the stand-in agent for live', () => {
    const environments = [
      grandHotel,
      { ...grandHotel, environment: 'live' },
      { ...standIn, environment: 'live' },
    ];
    assert.equal(countLive(environments.map((connection) => ({ connection }) as Conversation)), 1);
  });
});

describe('closing several', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }) as ConversationSummary);
  const closed = { state: 'closed' } as Conversation;

  it('goes a few at a time, tells of each, and one that fails does not keep the others', async () => {
    let running = 0;
    let most = 0;
    const close = async ({ id }: ConversationSummary) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (id === 'b') throw new Error('no connection');
      return id === 'c' ? ({ state: 'open' } as Conversation) : closed;
    };
    const told: string[] = [];
    for await (const progress of closeEach(rows, close, { atOnce: 2 })) {
      told.push(`${progress.done}/${progress.total} ${isStillOpen(progress)}`);
    }
    assert.equal(most, 2);
    assert.deepEqual(
      told.map((line) => line.split(' ')[0]),
      ['1/5', '2/5', '3/5', '4/5', '5/5'],
    );
    assert.equal(told.filter((line) => line.endsWith('true')).length, 2);
  });

  it('begins no further one after an abort', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const close = async ({ id }: ConversationSummary) => {
      seen.push(id);
      return closed;
    };
    for await (const { done } of closeEach(rows, close, { signal: controller.signal, atOnce: 1 })) {
      if (done === 2) controller.abort();
    }
    assert.deepEqual(seen, ['a', 'b']);
  });
});

describe('a reply to create that cannot be used', () => {
  it('leaves the id it carried, so that the conversation can be closed', async () => {
    const { createConversationService } =
      await import('../../../../src/core/conversation/conversationService.ts');
    using place = aPlace();
    const history: History = place.open();
    const closedIds: string[] = [];
    const service = createConversationService({
      client: {
        create: async () => {
          throw aChatError({ reason: 'badReply', outcome: 'unknown', conversationId: 'CONV-7' });
        },
        respond: async () => aReply(''),
        close: async (_target, id) => {
          closedIds.push(id);
          return aCloseReply();
        },
      },
      record: history,
      now: () => Date.parse(at(0)),
      newId: () => 'a',
      processId: process.pid,
      recordMessages: () => true,
      onRecordError: () => undefined,
    });
    const target = { ...grandHotel, apiKey: 'key', token: 'token' };
    const created = await service.create({
      target,
      connection: grandHotel,
      parameters: {},
      timeoutSeconds: 1,
    });
    assert.deepEqual([created.state, ids(history.openConversations())], ['unknown', 'a']);
    const afterwards = await service.close({ id: 'a', target, timeoutSeconds: 1 });
    assert.deepEqual([closedIds, afterwards.state, history.openConversations()], [['CONV-7'], 'closed', []]);
  });
});
