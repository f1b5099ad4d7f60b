import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { chatErrorReasons } from '../../../../src/core/chatApi/chatError.ts';
import type { Conversation, ConversationState } from '../../../../src/core/conversation/conversation.ts';
import {
  abandonTurn,
  answerClose,
  answerTurn,
  beginTurn,
  continueConversation,
  failTurn,
  isOver,
  startConversation,
} from '../../../../src/core/conversation/transitions.ts';
import { aCloseReply, aReply, at, grandHotel } from '../history/fixtures.ts';

const owner = { processId: 1, deadlineAt: at(60_000) };
const created = startConversation({ id: 'a', connection: grandHotel, parameters: {}, at: at(0), owner });
const open = answerTurn(created, 0, aReply('Hi'), at(1));
const asked = beginTurn(open, { kind: 'respond', userText: 'A room', at: at(2), owner });
const closing = beginTurn(open, { kind: 'close', at: at(2), owner });

const unsure = failTurn(
  created,
  0,
  { error: { reason: 'badReply', outcome: 'unknown' }, conversationId: 'c' },
  at(1),
);
const elsewhere = continueConversation({ id: 'b', connection: grandHotel, conversationId: 'c', at: at(0) });

describe('a conversation', () => {
  const facts: [string, Conversation, ConversationState, string][] = [
    ['begins as creating', created, 'creating', 'pending'],
    ['is open once the agent has greeted', open, 'open', 'answered'],
    [
      'is ended when create itself ends it',
      answerTurn(created, 0, aReply('Bye', { endConversation: true }), at(1)),
      'ended',
      'answered',
    ],
    [
      'has failed when create was refused',
      failTurn(created, 0, { error: { reason: 'unauthorized', outcome: 'refused' } }, at(1)),
      'failed',
      'failed',
    ],
    [
      'has failed when create never left',
      failTurn(created, 0, { error: { reason: 'unreachable', outcome: 'notSent' } }, at(1)),
      'failed',
      'failed',
    ],
    [
      'is unknown when nobody knows whether create arrived',
      failTurn(created, 0, { error: { reason: 'timeout', outcome: 'unknown' } }, at(1)),
      'unknown',
      'unknown',
    ],
    [
      'is over when the server says so, also when it was not known whether it had begun',
      failTurn(
        beginTurn(unsure, { kind: 'respond', at: at(2), owner }),
        1,
        { error: { reason: 'conversationEnded', outcome: 'refused' } },
        at(3),
      ),
      'ended',
      'failed',
    ],
    [
      'that was begun elsewhere goes on',
      answerTurn(
        beginTurn(elsewhere, { kind: 'respond', userText: 'A room', at: at(2), owner }),
        0,
        aReply('Which nights?'),
        at(3),
      ),
      'open',
      'answered',
    ],
    ['is unknown when its process died during create', abandonTurn(created, 0), 'unknown', 'unknown'],
    [
      'is open after all when the answer to create comes late',
      answerTurn(abandonTurn(created, 0), 0, aReply('Hi'), at(1)),
      'open',
      'answered',
    ],
    ['stays open after a reply', answerTurn(asked, 1, aReply('Which nights?'), at(3)), 'open', 'answered'],
    [
      'is ended by the agent',
      answerTurn(asked, 1, aReply('Bye', { endConversation: true }), at(3)),
      'ended',
      'answered',
    ],
    [
      'is handed off, also when the agent ends it with that',
      answerTurn(asked, 1, aReply('One moment', { endConversation: true, handoff: {} }), at(3)),
      'handedOff',
      'answered',
    ],
    [
      'is ended by 410',
      failTurn(asked, 1, { error: { reason: 'conversationEnded', outcome: 'refused' } }, at(3)),
      'ended',
      'failed',
    ],
    [
      'is expired by CHAT_TIMEOUT',
      failTurn(asked, 1, { error: { reason: 'conversationTimedOut', outcome: 'refused' } }, at(3)),
      'expired',
      'failed',
    ],
    [
      'stays open when a message was refused',
      failTurn(asked, 1, { error: { reason: 'rateLimited', outcome: 'refused' } }, at(3)),
      'open',
      'failed',
    ],
    [
      'stays open when nobody knows whether a message arrived',
      failTurn(asked, 1, { error: { reason: 'connectionLost', outcome: 'unknown' } }, at(3)),
      'open',
      'unknown',
    ],
    ['stays open when its process died during a message', abandonTurn(asked, 1), 'open', 'unknown'],
    ['is closed by us', answerClose(closing, 1, aCloseReply(), at(3)), 'closed', 'answered'],
    [
      'stays open when close did not succeed',
      answerClose(closing, 1, aCloseReply(false), at(3)),
      'open',
      'failed',
    ],
    [
      'is ended when close finds it gone',
      failTurn(closing, 1, { error: { reason: 'conversationEnded', outcome: 'refused' } }, at(3)),
      'ended',
      'failed',
    ],
  ];
  for (const [sentence, conversation, state, turnState] of facts) {
    it(sentence, () => {
      assert.equal(conversation.state, state);
      assert.equal(conversation.turns.at(-1)?.state, turnState);
    });
  }

  it('keeps what the first message was', () => {
    const parameters = { initialMessage: 'Hello' };
    const started = startConversation({ id: 'a', connection: grandHotel, parameters, at: at(0), owner });
    assert.equal(started.turns[0]?.userText, 'Hello');
  });

  it('keeps its id when a reply names another', () => {
    const answered = answerTurn(asked, 1, aReply('Hi', { conversationId: 'CONV-OTHER' }), at(3));
    assert.equal(answered.conversationId, 'CONV-1234567890');
  });

  it('remembers where it was handed off to', () => {
    const handoff = { destination: 'billing', reason: 'refund' };
    assert.deepEqual(answerTurn(asked, 1, aReply('', { handoff }), at(3)).handoff, handoff);
  });
});

type Step = (conversation: Conversation) => Conversation;

const index = fc.nat(6);
const anyError = fc.record({
  reason: fc.constantFrom(...chatErrorReasons),
  outcome: fc.constantFrom('notSent' as const, 'refused' as const, 'unknown' as const),
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({ kind: fc.constantFrom('respond' as const, 'close' as const), userText: fc.string() })
    .map((turn) => (conversation: Conversation) => beginTurn(conversation, { ...turn, at: at(5), owner })),
  fc.tuple(index, fc.string(), fc.boolean(), fc.option(fc.constant({}), { nil: undefined })).map(
    ([turn, response, endConversation, handoff]) =>
      (conversation: Conversation) =>
        answerTurn(conversation, turn, aReply(response, { endConversation, handoff }), at(6)),
  ),
  fc.tuple(index, fc.boolean()).map(
    ([turn, success]) =>
      (c: Conversation) =>
        answerClose(c, turn, aCloseReply(success), at(6)),
  ),
  fc.tuple(index, anyError).map(
    ([turn, error]) =>
      (c: Conversation) =>
        failTurn(c, turn, { error }, at(6)),
  ),
  index.map((turn) => (conversation: Conversation) => abandonTurn(conversation, turn)),
);

describe('whatever happens in whatever order', () => {
  it('no turn and no word is lost, what is over stays over, what was answered stays answered', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        let before = created;
        for (const step of steps) {
          const after = step(before);
          assert.ok(after.turns.length >= before.turns.length);
          for (const turn of before.turns) {
            const same = after.turns[turn.index];
            assert.equal(same?.index, turn.index);
            assert.equal(same?.userText, turn.userText);
            if (turn.state === 'answered' || turn.state === 'failed') assert.equal(same, turn);
            if (turn.state !== 'pending') assert.notEqual(same?.state, 'pending');
          }
          for (const turn of after.turns) assert.equal(turn.owner !== undefined, turn.state === 'pending');
          if (isOver(before.state)) assert.equal(after.state, before.state);
          if (before.state !== 'creating') assert.notEqual(after.state, 'creating');
          before = after;
        }
      }),
    );
  });
});
