import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  emptyNewChatDraft,
  longestAttributesText,
  longestField,
} from '../../../../src/core/newChat/newChatDraft.ts';
import { toWebviewHtml } from '../../../../src/panels/webviewHtml.ts';
import { parseFromNewChat } from '../../../../src/panels/newChat/newChatMessages.ts';

const draft = { ...emptyNewChatDraft, connectionId: 'hotel', channel: 'webchat' };

describe('the door of the form', () => {
  const welcome: readonly unknown[] = [
    { type: 'ready' },
    { type: 'ready', saved: { draft, editedAtMs: 1 } },
    { type: 'draftChanged', edited: { draft, editedAtMs: 1 } },
    { type: 'create', draft },
    { type: 'create', draft: emptyNewChatDraft },
    // A terminal has sent it, and it is created again in the form, whose own box takes less.
    { type: 'create', draft: { ...draft, initialMessage: 'x'.repeat(longestField + 1) } },
    { type: 'cancel' },
    { type: 'copyAsCurl', draft },
    { type: 'editConnection', connectionId: 'hotel' },
    { type: 'savePreset', draft },
    { type: 'deletePreset', name: 'VIP guest' },
  ];
  for (const message of welcome) {
    test(`lets in ${JSON.stringify(message).slice(0, 70)}`, () =>
      assert.deepEqual(parseFromNewChat(message), message));
  }

  const strangers: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['a text', 'create'],
    ['no type', { draft }],
    ['an unknown type', { type: 'readSecret' }],
    ['a type from the prototype', { type: 'constructor' }],
    ['a draft with a field missing', { type: 'create', draft: { ...draft, channel: undefined } }],
    ['a draft with a number for text', { type: 'create', draft: { ...draft, variantId: 7 } }],
    [
      'an unknown attribute type',
      { type: 'create', draft: { ...draft, attributeRows: [{ key: 'a', type: 'date', value: '' }] } },
    ],
    [
      'a field larger than anything that is sent',
      { type: 'create', draft: { ...draft, channel: 'x'.repeat(4 * longestAttributesText + 1) } },
    ],
    [
      'more rows than anyone adds',
      {
        type: 'create',
        draft: {
          ...draft,
          attributeRows: Array.from({ length: longestField + 1 }, () => ({
            key: '',
            type: 'text',
            value: '',
          })),
        },
      },
    ],
    ['a time that is none', { type: 'draftChanged', edited: { draft, editedAtMs: Number.NaN } }],
  ];
  for (const [name, message] of strangers) {
    test(`leaves ${name} outside`, () => assert.equal(parseFromNewChat(message), undefined));
  }

  test('what it does not know is left outside too', () => {
    const message = parseFromNewChat({
      type: 'create',
      draft: { ...draft, apiKey: 'k' },
      origin: 'https://evil.example',
    });
    assert.deepEqual(message, { type: 'create', draft });
  });

  test('a webview from another version still gets its state', () => {
    assert.deepEqual(parseFromNewChat({ type: 'ready', saved: { old: true } }), {
      type: 'ready',
      saved: undefined,
    });
  });
});

test('the page runs one script and loads nothing but our styles and font', () => {
  const files = {
    script: 'vscode:/newChat.js',
    styles: ['vscode:/newChat.css'],
    icons: 'vscode:/codicon.css',
    controls: 'vscode:/controls.css',
    cspSource: 'https://*.cdn.example',
  };
  const html = toWebviewHtml(files, { nonce: 'n0nce', title: 'New Chat "<b>' });
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  assert.deepEqual(policy?.split('; '), [
    "default-src 'none'",
    "script-src 'nonce-n0nce'",
    'style-src https://*.cdn.example',
    'font-src https://*.cdn.example',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.match(html, /<title>New Chat &quot;&lt;b&gt;<\/title>/);
});
