import assert from 'node:assert/strict';
import { globSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { findSeriousProblems } from './support/axe.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { findCutOff, inNarrowWindow, waitUntilWhole } from './support/cutOff.ts';
import { addFromCurl, answer, curlLine } from './support/keyboard.ts';
import { NewChatForm } from './support/newChatForm.ts';
import { findSecrets, scanFolder } from './support/secretScan.ts';
import { followsTheSystem, inEveryTheme, photograph } from './support/themes.ts';

// A person who wants to say exactly what is sent.
const vscode = useVscode(followsTheSystem);
const canary = createCanary();
const secrets = [canary.apiKey, canary.token];
const createForm = 'PolyAI: Create Chat with Parameters…';
const attributes =
  '{"customer_id":"007","big":12345678901234567890,"price":1.10,"vip":true,"none":null,"stay":{"nights":[1,2.0],"room":{"floor":3}}}';
let agent: StandInAgent;

before(async () => {
  agent = await startStandInAgent({ ...canary, recordRequests: true });
});
after(() => agent.close());

it('the form is empty until something is typed, and says what is missing', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await workbench.runCommand(createForm);
  const form = await NewChatForm.find(workbench);
  await form.button('Add Connection…').waitFor();
  await photograph(workbench, 'new-chat-without-connection');

  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.quickInput.escape();
  await form.waitForPreview(`${agent.origin}/v1/acme-uk/front-desk/chat/create`);
  assert.match(await form.waitForPreview('X-API-KEY'), /X-API-KEY: •+/);
  await photograph(workbench, 'new-chat-empty');
});

it('an invalid attribute is explained where it stands, and nothing is sent or lost', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.addAttribute({ key: 'nights', type: 'number', value: 'two' });
  await form.addAttribute({ key: 'nights', type: 'JSON', value: '{"a": }' });
  await form.button('Create Chat').click();
  await until('both problems', async () => (await form.problems()).length >= 2);
  assert.match((await form.problems())[0] ?? '', /Enter a number, for example 12\.5\./);
  assert.match(await form.frame.getByRole('alert').innerText(), /^Attributes: Enter a number.*\(\d more\)$/);
  assert.deepEqual(await findSeriousProblems(form.frame), []);
  await waitUntilWhole(form.frame);
  await photograph(workbench, 'new-chat-refused');
  assert.equal(await form.frame.locator('#attribute-value-0').inputValue(), 'two');

  await form.button('Clear').click();
  await form.view('JSON');
  await form.type(form.attributesText(), '{\n  "a": 1,\n  "a": tru\n}');
  await workbench.press('ControlOrMeta+Enter');
  await until('the problem', async () => (await form.problems()).length > 0);
  assert.match((await form.problems()).join('\n'), /3/);
  await photograph(workbench, 'new-chat-refused-json');
  assert.equal(await form.attributesText().inputValue(), '{\n  "a": 1,\n  "a": tru\n}');
  assert.deepEqual(agent.requests, []);
});

it('nothing scrolls in the JSON box while its first words are typed', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Clear').click();
  await form.view('JSON');
  await form.attributesText().click();
  await workbench.page.keyboard.type('{"vip": tru');
  assert.equal(await form.attributesText().inputValue(), '{"vip": tru');
  const scrolled = await form.frame.evaluate<number[]>(
    `[...document.querySelectorAll('.code-field, .code-field *')].map((one) => one.scrollLeft)`,
  );
  assert.deepEqual(
    scrolled.filter((left) => left !== 0),
    [],
  );
  await photograph(workbench, 'new-chat-typing-json');
});

it('a click on Channel, Hears and Speaks opens the list, and a language is found by its code', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Clear').click();
  for (const [name, id, first] of [
    ['Channel', 'channel', 'webchat'],
    ['Hears', 'asrLangCode', 'sq-AL'],
    ['Speaks', 'ttsLangCode', 'sq-AL'],
  ] as const) {
    await form.field(name).click();
    await until(`the list of ${name}`, async () => (await form.suggestions(id))[0] === first);
    await workbench.press('Escape');
  }
  await form.type(form.field('Hears'), 'en');
  assert.deepEqual(
    (await form.suggestions('asrLangCode')).every((code) => code.startsWith('en-')),
    true,
  );
  await photograph(workbench, 'new-chat-languages');
  await form.type(form.field('Hears'), 'German');
  await workbench.press('Escape');
  await form.frame.getByText('“German” is not a language code.').waitFor();
  await form.button('Use de-DE').click();
  await form.waitForPreview('"asr_lang_code": "de-DE"');
  await form.waitForFocus('input asrLangCode');
  await form.type(form.field('Speaks'), 'en_us');
  await form.waitForPreview('"tts_lang_code": "en-US"');
});

it('after Clear and Undo the keyboard is where one goes on', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Clear').focus();
  await workbench.press('Enter');
  await form.frame.getByText('The fields were cleared.').first().waitFor();
  await form.button('Undo').focus();
  await workbench.press('Enter');
  await form.waitForFocus('button send');
  assert.equal(await form.field('Hears').inputValue(), 'de-DE');
});

it('what cannot be told apart by colour has a border where colours are replaced', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await workbench.page.emulateMedia({ forcedColors: 'active' });
  const borders = await form.frame.evaluate<string[]>(
    `[...document.querySelectorAll('.view')].map(
      (view) => view.ariaPressed + ' ' + getComputedStyle(view).borderTopWidth,
    )`,
  );
  await workbench.page.emulateMedia({ forcedColors: 'none' });
  assert.deepEqual(borders.toSorted(), ['false 1px', 'true 2px']);
});

it('every control is large enough to be hit', async () => {
  const form = await NewChatForm.find(vscode.workbench);
  const small = await form.frame.evaluate<string[]>(
    `[...document.querySelectorAll('button, input, select, summary, .check')]
      .filter((one) => one.checkVisibility() && !one.closest('label, .select, .combobox'))
      .map((one) => ({ one, place: one.getBoundingClientRect() }))
      .filter(({ place }) => place.width < 24 || place.height < 24)
      .map(({ one, place }) => (one.ariaLabel || one.textContent) + ' ' + place.width + ' × ' + place.height)`,
  );
  assert.deepEqual(small, []);
});

it('the server receives exactly what was typed, types and large numbers included', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Clear').click();
  await form.view('Grid');
  await form.type(form.field('Channel'), 'webchat');
  await form.type(form.field('Variant'), 'seaside');
  await form.type(form.field('Hears'), 'en-GB');
  await form.type(form.field('Speaks'), 'en-GB');
  await form.addAttribute({ key: 'customer_id', type: 'text', value: '007' });
  await form.addAttribute({ key: 'big', type: 'number', value: '12345678901234567890' });
  await form.addAttribute({ key: 'price', type: 'number', value: '1.10' });
  await form.addAttribute({ key: 'vip', type: 'true/false', value: 'true' });
  await form.addAttribute({ key: 'none', type: 'null', value: '' });
  await form.addAttribute({ key: 'stay', type: 'JSON', value: '{"nights":[1,2.0],"room":{"floor":3}}' });
  await form.view('JSON');
  assert.deepEqual(
    JSON.parse(await form.attributesText().inputValue()),
    JSON.parse(attributes),
    'the two views differ',
  );
  await form.view('Grid');
  await form.waitForPreview('12345678901234567890');
  await photograph(workbench, 'new-chat-filled');

  await form.field('Channel').focus();
  await workbench.press('ControlOrMeta+Enter');
  await form.waitForReply('Good evening from the Grand Hotel by the sea. How can I help?');
  assert.equal(agent.requests.length, 1);
  assert.equal(
    agent.requests[0]?.body,
    `{"variant_id":"seaside","channel":"webchat","asr_lang_code":"en-GB","tts_lang_code":"en-GB","integration_attributes":${attributes}}`,
  );
  assert.equal(agent.requests[0]?.headers['content-type'], 'application/json');
  const id = await form.conversationId();
  assert.match(id, /^CONV-/);
  await workbench.output.waitUntilWritten('PolyAI', new RegExp(`Grand Hotel \\(sandbox\\) .*${id}`));
  await workbench.tree('History').waitForRow(/^Good evening from/);
  await form.field('Connection').scrollIntoViewIfNeeded();
  await photograph(workbench, 'new-chat');
});

it('a reply is marked as old once the request beside it has changed', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  const mark = form.frame.getByText('to an earlier request');
  assert.equal(await mark.count(), 0);
  await form.type(form.field('Channel'), 'sms');
  await mark.waitFor();
  await photograph(workbench, 'new-chat-old-reply');
  await form.type(form.field('Channel'), 'webchat');
  await mark.waitFor({ state: 'detached' });
});

it('axe finds nothing serious in the form, whatever the theme', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await inEveryTheme(workbench, async (theme) =>
    assert.deepEqual(await findSeriousProblems(form.frame), [], theme),
  );
  await inNarrowWindow(workbench, 700, async () => {
    await waitUntilWhole(form.frame);
    await photograph(workbench, 'new-chat-narrow');
  });
});

it('Copy as cURL gives a line with variables in place of the secrets', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Copy as cURL').click();
  const line = await until('a cURL line', async () => {
    const text = await workbench.clipboard();
    return text.startsWith('curl ') && text;
  });
  assert.match(line, /-H "X-API-KEY: \$POLYAI_API_KEY" -H "X-TOKEN: \$POLYAI_TOKEN"/);
  assert.ok(line.includes('12345678901234567890'));
  assert.deepEqual(findSecrets(Buffer.from(line), secrets), []);
});

it('a preset brings everything back, after a reload of the window too', async () => {
  const { workbench } = vscode;
  let form = await NewChatForm.find(workbench);
  await form.button('Save as…').click();
  await answer(workbench, 'The connection and all fields of the form are saved', 'VIP guest');
  await until('the preset', async () => (await form.field('Preset').inputValue()) === 'VIP guest');

  await form.button('Clear').click();
  await form.type(form.field('Channel'), 'a draft of mine');
  // Another tab in front, and back.
  await workbench.tree('History').click(/^Good evening from/);
  await ConversationPanel.created(workbench);
  await workbench.runCommand('PolyAI: Open as Text');
  await workbench.editors.waitForText('by the sea');
  await photograph(workbench, 'transcript-with-parameters');
  await workbench.editors.activate('New Chat');
  form = await NewChatForm.find(workbench);
  assert.equal(await form.field('Channel').inputValue(), 'a draft of mine');

  await workbench.reload();
  // VS Code in a browser writes down every few seconds which tab is in front, and not when the window is left.
  await workbench.editors.activate('New Chat');
  form = await NewChatForm.find(workbench);
  assert.equal(await form.field('Channel').inputValue(), 'a draft of mine');
  await workbench.notifications.dismissAll();
  await form.field('Preset').selectOption('VIP guest');
  await form.waitForPreview('12345678901234567890');
  await form.button('Undo').waitFor();
  assert.deepEqual(await findCutOff(form.frame), []);
  await photograph(workbench, 'new-chat-preset');
  await form.field('Channel').focus();
  await workbench.press('ControlOrMeta+Enter');
  await form.waitForReply('by the sea');
  await until('the second chat', () => agent.requests.length === 2);
  assert.equal(agent.requests[1]?.body, agent.requests[0]?.body);
});

it('the first message is sent as the first turn where a server would ignore the field', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  await form.button('Clear').click();
  await form.frame.locator('summary').click();
  await form.type(form.frame.locator('#first-message'), 'When is breakfast?');
  await form.waitForPreview('"initial_message": "When is breakfast?"');
  await form.frame.getByLabel('Send as first turn').check();
  await form.waitForPreview('Then, as the first turn:');
  await photograph(workbench, 'new-chat-first-turn');
  const sent = agent.requests.length;
  await form.button(/^Create Chat/).click();
  await form.waitForReply('winter garden');
  const [create, respond] = agent.requests.slice(sent);
  assert.equal(create?.body, '');
  assert.match(respond?.body ?? '', /"message":"When is breakfast\?"/);
});

it('a failure stands in the form with what to do next and the correlation id', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  agent.setFault('draft-missing', { times: 1 });
  await form.button(/^Create Chat/).click();
  await form.waitForReply('CHAT_DRAFT_NOT_EXIST');
  await form.waitForReply('Correlation ID');
  assert.deepEqual(await findSeriousProblems(form.frame), []);
  await photograph(workbench, 'new-chat-failed');
});

it('a chat is created though the disk does not take what it was created with, and that is said', async () => {
  const { workbench } = vscode;
  const form = await NewChatForm.find(workbench);
  const [file = ''] = globSync('**/globalStorage/**/connections.json', { cwd: vscode.folder });
  const lock = path.join(vscode.folder, `${file}.lock`);
  // A folder where the lock should be: nothing can be saved.
  rmSync(lock);
  mkdirSync(lock);
  await form.button('Clear').click();
  await form.button(/^Create Chat/).click();
  await form.waitForReply('Good evening');
  await workbench.notifications.waitFor('connections.json.lock could not be locked');
  await photograph(workbench, 'new-chat-not-remembered');
  await workbench.notifications.dismissAll();
  rmSync(lock, { recursive: true });
});

it('a conversation of the history is copied, created again, deleted and brought back', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const rows = (await history.rows()).length;
  const menuOf = () => history.contextMenu(/^Good evening from/);

  const menu = await menuOf();
  await photograph(workbench, 'history-menu');
  await menu.choose('Copy as cURL');
  await until('a cURL line', async () => (await workbench.clipboard()).includes('$POLYAI_API_KEY'));
  assert.deepEqual(findSecrets(Buffer.from(await workbench.clipboard()), secrets), []);
  await (await menuOf()).choose('Copy Conversation ID');
  await until('an id', async () => (await workbench.clipboard()).startsWith('CONV-'));

  const sent = agent.requests.length;
  await (await menuOf()).choose('Create Again with the Same Parameters');
  await until('the chat', () => agent.requests.length === sent + 1);
  assert.equal(agent.requests.at(-1)?.body, agent.requests[0]?.body);
  await until('its row', async () => (await history.rows()).length === rows + 1);
  await ConversationPanel.created(workbench);

  await (await menuOf()).choose('Delete Conversation');
  const notification = await workbench.notifications.waitFor('was deleted');
  assert.deepEqual(notification.buttons, ['Undo']);
  await until('one row less', async () => (await history.rows()).length === rows);
  await photograph(workbench, 'history-deleted');
  await notification.click('Undo');
  await until('the row again', async () => (await history.rows()).length === rows + 1);
  await workbench.notifications.dismissAll();
  await photograph(workbench, 'history');
});

it('the form has left no secret anywhere', async () => {
  await vscode.browser.close();
  await vscode.server.stop();
  assert.deepEqual(await scanFolder(vscode.folder, secrets), []);
});
