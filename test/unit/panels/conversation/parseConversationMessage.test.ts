import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyComposerDraft, type FromConversation } from '../../../../src/protocol/conversation.ts';
import { parseConversationMessage } from '../../../../src/panels/conversation/parseConversationMessage.ts';

const draft = { ...emptyComposerDraft, text: 'Hello' };
const edited = { draft, editedAtMs: 1, afterTurns: 2 };

/** One of each: a message that was forgotten in the schema would be dropped at the door. */
const messages: { readonly [T in FromConversation['type']]: Extract<FromConversation, { type: T }> } = {
  ready: { type: 'ready', saved: edited },
  draftChanged: { type: 'draftChanged', edited },
  send: { type: 'send', draft },
  fetchDelayedReply: { type: 'fetchDelayedReply', draft },
  cancel: { type: 'cancel' },
  close: { type: 'close' },
  act: { type: 'act', action: 'sendAgain', index: 3 },
  areYouThere: { type: 'areYouThere' },
  showWhole: { type: 'showWhole', index: 0, part: 'agent' },
  showCall: { type: 'showCall', index: 0 },
  showLatency: { type: 'showLatency' },
  copySnippet: { type: 'copySnippet', index: 0, kind: 'python' },
  copyConversationId: { type: 'copyConversationId' },
  copyCorrelationId: { type: 'copyCorrelationId', index: 0 },
  copyTranscript: { type: 'copyTranscript' },
  copyUnsentText: { type: 'copyUnsentText', text: 'x' },
  openInStudio: { type: 'openInStudio' },
  openRaw: { type: 'openRaw' },
  openOriginal: { type: 'openOriginal' },
  openReplay: { type: 'openReplay' },
  openAsText: { type: 'openAsText' },
  saveAsChatTest: { type: 'saveAsChatTest' },
  openLink: { type: 'openLink', url: 'https://example.com' },
};

describe('the door of the conversation panel', () => {
  for (const [type, message] of Object.entries(messages)) {
    it(`lets ${type} in`, () => assert.deepEqual(parseConversationMessage(message), message));
  }

  const refused: [what: string, message: unknown][] = [
    ['nothing', undefined],
    ['a text', 'send'],
    ['a message of nobody', { type: 'toString' }],
    ['a turn before the first', { type: 'showCall', index: -1 }],
    ['half a turn', { type: 'showCall', index: 0.5 }],
    ['an action that is none', { type: 'act', action: 'deleteEverything' }],
    ['a field too many', { type: 'cancel', conversation: 'another' }],
    ['a draft without its fields', { type: 'send', draft: { text: 'x' } }],
    ['a text that is no text', { type: 'send', draft: { ...draft, text: 1 } }],
    ['more than the panel can make', { type: 'send', draft: { ...draft, text: 'x'.repeat(5_000_000) } }],
    ['an endless address', { type: 'openLink', url: `https://${'x'.repeat(10_000)}` }],
  ];
  for (const [what, message] of refused) {
    it(`keeps ${what} out`, () => assert.equal(parseConversationMessage(message), undefined));
  }

  it('asks for what the webview kept, and does not insist on it', () => {
    assert.deepEqual(parseConversationMessage({ type: 'ready', saved: { from: 'another version' } }), {
      type: 'ready',
      saved: undefined,
    });
  });
});
