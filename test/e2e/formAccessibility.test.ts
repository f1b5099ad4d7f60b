import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { emptyNewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import type { NewChatResult, NewChatState } from '../../src/protocol/newChat.ts';
import { until } from '../support/until.ts';
import { openWebviewPage, type WebviewPage } from '../support/webviewPage.ts';
import { recordLiveRegions } from './support/liveRegions.ts';

// The built form without an editor around it: what a screen reader is told, and what the keys do.

let form: WebviewPage;

const state: NewChatState = {
  draft: { ...emptyNewChatDraft, connectionId: 'hotel', channel: 'webchat' },
  connections: [
    {
      id: 'hotel',
      name: 'Grand Hotel',
      environment: 'sandbox',
      regionLabel: 'uk-1',
      createUrl: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/hotel/chat/create',
      hasCredentials: true,
    },
  ],
  presets: [],
  suggestions: { channels: ['webchat'], languages: ['en-GB'], variants: [] },
  result: { kind: 'none' },
  language: 'en',
};

before(async () => {
  form = await openWebviewPage({ name: 'newChat', initScript: recordLiveRegions });
});
beforeEach(async () => {
  await form.post({ type: 'state', state });
  await form.page.locator('main.form').waitFor();
  await form.page.evaluate('(announced.length = 0, (editor.posted.length = 0))');
});
after(() => form.close());

const show = (result: NewChatResult) => form.post({ type: 'result', result });
const announced = () => form.page.evaluate<string[]>('announced');
const answered: NewChatResult = {
  kind: 'answered',
  conversationId: 'CONV-1234567890',
  reply: 'Good evening.',
  latencyMs: 412,
};

it('the name of a field is its label, and how the API spells it begins its description', async () => {
  for (const [name, wireName] of [
    ['Channel', 'channel'],
    ['Variant', 'variant_id'],
    ['Hears', 'asr_lang_code'],
    ['Speaks', 'tts_lang_code'],
  ] as const) {
    const field = form.page.getByRole('combobox', { name, exact: true });
    const [description = ''] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
    assert.ok((await form.page.locator(`#${description}`).textContent())?.startsWith(`${wireName}: `), name);
  }
});

describe('while the form waits', () => {
  it('Cancel is called Cancel from the first second to the last, and nothing counts aloud', async () => {
    await form.page.getByRole('button', { name: 'Create Chat' }).focus();
    await show({ kind: 'running', elapsedMs: 0 });
    const cancel = form.page.getByRole('button', { name: 'Cancel', exact: true });
    for (const seconds of [0, 1]) {
      await cancel.filter({ hasText: `${seconds} s` }).waitFor();
      assert.equal(await form.page.evaluate<string>('document.activeElement.id'), 'send');
    }
    const heard = await announced();
    assert.deepEqual(heard, ['Waiting for the agent…']);
  });

  it('Escape cancels, from a field as from the button', async () => {
    await show({ kind: 'running', elapsedMs: 0 });
    await form.page.getByRole('button', { name: 'Cancel', exact: true }).focus();
    await form.page.keyboard.press('Escape');
    await form.page.locator('#connection').focus();
    await form.page.keyboard.press('Escape');
    assert.equal((await form.posted()).filter(({ type }) => type === 'cancel').length, 2);
    // Nothing runs any more: there is nothing to cancel.
    await show(answered);
    await form.page.keyboard.press('Escape');
    assert.equal((await form.posted()).filter(({ type }) => type === 'cancel').length, 2);
  });
});

describe('a screen reader is told', () => {
  it('the reply, once', async () => {
    await show({ kind: 'running', elapsedMs: 0 });
    await show(answered);
    const heard = (await announced()).filter((text) => text.includes('Good evening.'));
    assert.equal(heard.length, 1);
  });

  it('that the fields were cleared, and that they are back', async () => {
    await form.page.getByRole('button', { name: 'Clear' }).click();
    await until('the sentence', async () => (await announced()).includes('The fields were cleared.'));
    assert.equal(await form.page.getByRole('combobox', { name: 'Channel' }).inputValue(), '');
    await form.page.getByRole('button', { name: 'Undo' }).click();
    assert.equal(await form.page.getByRole('combobox', { name: 'Channel' }).inputValue(), 'webchat');
  });

  it('that something was copied', async () => {
    await form.page.getByRole('button', { name: 'Copy as cURL' }).click();
    assert.deepEqual(await announced(), ['Copied']);
    await show(answered);
    await form.page.getByRole('button', { name: 'Copy ID' }).click();
    assert.equal((await announced()).filter((text) => text === 'Copied').length, 2);
    assert.deepEqual(
      (await form.posted()).map(({ type }) => type).filter((type) => type.startsWith('copy')),
      ['copyAsCurl', 'copyConversationId'],
    );
  });
});
