import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Conversation, TurnError } from '../../../../src/core/conversation/conversation.ts';
import type { PanelAction } from '../../../../src/protocol/conversation.ts';
import { toComposerLock } from '../../../../src/panels/conversation/composerLock.ts';
import { aConversation, greeting, said } from './fixtures.ts';

const refused = (reason: TurnError['reason']) => ({
  state: 'failed' as const,
  reply: undefined,
  error: { reason, outcome: 'refused' as const },
});
const open = [greeting(), said(1, 'I need a room')];
const again: PanelAction[] = ['createAgain', 'replay', 'startFresh'];
const withoutReplay: PanelAction[] = ['createAgain', 'startFresh'];

/** Every way a conversation is over: why the composer says so, and what it offers. */
const ends: [how: string, change: Partial<Conversation>, sentence: RegExp, actions: PanelAction[]][] = [
  ['end_conversation', { state: 'ended', turns: open }, /^The agent ended the conversation\.$/, again],
  [
    'end_conversation in the reply to create',
    { state: 'ended', turns: [greeting()] },
    /ended this conversation with its first reply/,
    withoutReplay,
  ],
  [
    'a handoff with destination and reason',
    { state: 'handedOff', turns: open, handoff: { destination: 'front_desk', reason: 'asked_for_human' } },
    /handed the conversation off to front_desk \(asked_for_human\)\./,
    again,
  ],
  [
    'a handoff with a destination',
    { state: 'handedOff', turns: open, handoff: { destination: 'front_desk' } },
    /handed the conversation off to front_desk\.$/,
    again,
  ],
  [
    'a handoff that hides what it says',
    { state: 'handedOff', turns: open, handoff: { destination: 'a\u202eb\n\nc' } },
    /off to a<U\+202E>b c\.$/,
    again,
  ],
  [
    'a handoff without anything',
    { state: 'handedOff', turns: open },
    /handed the conversation off\.$/,
    again,
  ],
  [
    'HTTP 410',
    { state: 'ended', turns: [...open, said(2, 'Hello?', refused('conversationEnded'))] },
    /had ended this conversation already, so the last message was not delivered/,
    again,
  ],
  [
    'CHAT_TIMEOUT',
    { state: 'expired', turns: [...open, said(2, 'Hello?', refused('conversationTimedOut'))] },
    /has expired, so the last message was not delivered/,
    again,
  ],
  ['closed by the person', { state: 'closed', turns: open }, /^You closed this conversation\.$/, again],
  [
    'create refused',
    { state: 'failed', conversationId: undefined, turns: [greeting(refused('unauthorized'))] },
    /never created/,
    withoutReplay,
  ],
  [
    'create without a trustworthy answer',
    {
      state: 'unknown',
      conversationId: undefined,
      turns: [greeting({ state: 'unknown', reply: undefined })],
    },
    /unknown/,
    withoutReplay,
  ],
];

describe('the composer is locked after', () => {
  for (const [how, change, sentence, actions] of ends) {
    it(how, () => {
      const lock = toComposerLock(aConversation(change));
      assert.match(lock?.sentence ?? '', sentence);
      assert.deepEqual(
        lock?.actions.map(({ action }) => action),
        actions,
      );
    });
  }
});

describe('the composer is open', () => {
  it('in an open conversation', () => assert.equal(toComposerLock(aConversation()), undefined));

  it('while the first reply is awaited', () => {
    const turns = [greeting({ state: 'pending', reply: undefined })];
    const creating = aConversation({ state: 'creating', conversationId: undefined, turns });
    assert.equal(toComposerLock(creating), undefined);
  });

  it('after a message of which nobody knows whether it arrived', () => {
    const turns = [greeting(), said(1, 'Hello?', { state: 'unknown', reply: undefined })];
    assert.equal(toComposerLock(aConversation({ turns })), undefined);
  });
});
