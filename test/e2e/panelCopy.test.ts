import assert from 'node:assert/strict';
import { it } from 'node:test';
import { emptyComposerDraft } from '../../src/protocol/conversation.ts';
import { toConversationHeader } from '../../src/panels/conversation/conversationHeader.ts';
import { toTurnView } from '../../src/panels/conversation/turnView.ts';
import { openWebviewPage } from '../support/webviewPage.ts';
import { aConversation, explain, greeting, nowMs } from '../unit/panels/conversation/fixtures.ts';

it('what is selected in the panel is copied as it was received', async () => {
  const reply =
    'שלום\u200f invoice\u202egpj.exe, <U+202E> is a word.\nSee https://example.com/a\u200b now\u0007';
  const conversation = aConversation({ turns: [greeting({ reply })] });
  const panel = await openWebviewPage({
    name: 'conversation',
    subject: 'panel',
    viewport: { width: 900, height: 700 },
  });
  try {
    await panel.post({
      type: 'state',
      state: {
        header: toConversationHeader(conversation, { canCancel: true, canOpenInStudio: false }),
        turns: conversation.turns.map((turn) => toTurnView(conversation, turn, explain, nowMs)),
        firstNews: 1,
        draft: emptyComposerDraft,
        keepsDrafts: true,
        language: 'en',
      },
    });
    await panel.page.locator('.turn').waitFor();
    const shown = await panel.page.locator('.said-text > .untrusted').innerText();
    assert.match(shown, /invoice<U\+202E>gpj/);
    const copied = await panel.page.evaluate<string>(`(() => {
      let copied = '';
      document.addEventListener('copy', (event) => (copied = event.clipboardData.getData('text/plain')), { once: true });
      getSelection().selectAllChildren(document.querySelector('.said-text > .untrusted'));
      document.execCommand('copy');
      return copied;
    })()`);
    assert.equal(copied, reply);
    // And nothing of it is left on the screen.
    assert.equal(await panel.page.locator('.said-text > .untrusted').innerText(), shown);
  } finally {
    await panel.close();
  }
});
