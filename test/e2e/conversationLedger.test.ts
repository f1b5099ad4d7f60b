import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { textNow } from '../support/workbench/readNow.ts';
import { findSeriousProblems } from './support/axe.ts';
import { untilForgotten, untilRemembered } from './support/browserMemory.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { findCutOff } from './support/cutOff.ts';
import { frontDesk, messagesTo } from './support/frontDesk.ts';
import { type Gate, startGate } from './support/gate.ts';
import { addFromCurl, curlLine, waitForKeyboard } from './support/keyboard.ts';
import { untilKept } from './support/unsentTexts.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person who tests a live agent too, and wants to leave nothing open there.
const vscode = useVscode(followsTheSystem);
const canary = createCanary();
let agent: StandInAgent;
let gate: Gate;
let live: ConversationPanel;

before(async () => {
  agent = await startStandInAgent({ ...canary, script: frontDesk(), recordRequests: true });
  gate = await startGate(agent.origin);
});
after(async () => {
  gate.close();
  await agent.close();
});

it('where only a live agent is known, Enter alone creates no chat', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'london']),
    name: 'Hotel London',
    environment: 'LIVE',
  });
  await workbench.quickInput.escape();
  await workbench.statusBar.item('Choose Connection');
  await workbench.runCommand('PolyAI: Create Chat');
  await workbench.quickInput.waitForItem('Hotel London');
  await workbench.press('Enter');
  await workbench.press('ArrowDown');
  await workbench.press('Enter');
  const question = await workbench.dialogs.waitFor('Hotel London is LIVE. Create a chat there?');
  await question.click('Cancel');
  assert.deepEqual(agent.requests, []);
});

it('a live conversation is marked in its colour, its head and its title', async () => {
  const { workbench } = vscode;
  assert.equal(await openCount(), '');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.quickInput.escape();
  await createChat('Hotel London');
  await (await workbench.dialogs.waitFor('Hotel London is LIVE. Create a chat there?')).click('Create Chat');
  live = await ConversationPanel.created(workbench);
  await live.ask('Is the pool open?');
  await workbench.editors.waitForTab(/^Hotel London LIVE: Is the pool open/);
  assert.match(await live.frame.locator('.head-where').innerText(), /LIVE/);
  assert.equal(await live.frame.locator('main.page.live').count(), 1);
  await photograph(workbench, 'conversation-live');
  assert.deepEqual(await findSeriousProblems(live.frame), []);
});

it('the badge counts what is open, and one command closes all of it', async () => {
  const { workbench } = vscode;
  await until('the badge', async () => (await openCount()) === '1');
  await createChat('Grand Hotel');
  const sandbox = await ConversationPanel.find(workbench, { not: live });
  await sandbox.ask('Hello');
  await until('the badge', async () => (await openCount()) === '2');
  await photograph(workbench, 'conversation-open-count');

  await workbench.runCommand('PolyAI: Close All Open Conversations');
  const dialog = await workbench.dialogs.waitFor('Close all 2 open conversations?');
  assert.match(dialog.detail, /Hotel London \(LIVE\): 1/);
  assert.match(dialog.detail, /Grand Hotel: 1/);
  await photograph(workbench, 'conversation-close-all');
  await dialog.click('Close All');
  await until('no badge', async () => (await openCount()) === '');
  assert.deepEqual(
    closes()
      .map(({ path }) => path)
      .toSorted(),
    ['/v1/acme-uk/front-desk/chat/close', '/v1/acme-uk/london/chat/close'],
  );
  assert.equal((await sandbox.lock()).sentence, 'You closed this conversation.');
  await workbench.editors.activate(/^Hotel London LIVE/);
  live = await ConversationPanel.find(workbench, { not: sandbox });
  assert.equal((await live.lock()).sentence, 'You closed this conversation.');

  await workbench.runCommand('PolyAI: Close All Open Conversations');
  await workbench.statusBar.item('No conversation is open.');
  assert.equal(closes().length, 2);
});

it('a replay on a live agent asks every time, and a refusal sends nothing', async () => {
  const { workbench } = vscode;
  const question = 'Hotel London is LIVE. Create a chat there and send your message again?';
  const sent = agent.requests.length;
  await live.button('Create Again and Replay My Turns').click();
  const declined = await workbench.dialogs.waitFor(question);
  await photograph(workbench, 'conversation-live-replay');
  await declined.click('Cancel');
  assert.equal(agent.requests.length, sent);

  for (let times = 0; times < 2; times++) {
    const before = agent.requests.length;
    await live.button('Create Again and Replay My Turns').click();
    await (await workbench.dialogs.waitFor(question)).click('Create Again and Replay My Turns');
    const replayed = await ConversationPanel.find(workbench, { not: live });
    assert.equal((await replayed.waitForTurn(1)).user, 'Is the pool open?');
    assert.equal(agent.requests.length, before + 2);
    assert.equal(messagesTo(agent).at(-1), 'Is the pool open?');
    await replayed.button('Close Chat').click();
    await replayed.lock();
    live = replayed;
  }
});

it('a chat that is there while I answer a question, talk or write leaves the keyboard with me', async () => {
  const { workbench } = vscode;
  await addFromCurl(workbench, {
    curl: curlLine({ ...canary, origin: gate.origin }, ['acme-uk', 'front-desk']),
    name: 'Slow Hotel',
    environment: 'sandbox',
  });
  await workbench.press('Enter');
  await until('the request', () => gate.arrived === 1);
  await workbench.runCommand('PolyAI: Create Chat with…');
  await workbench.quickInput.waitFor('Create Chat with…');
  // The palette may hand the keyboard on after the question has opened: the chat is to come later than that.
  await waitForKeyboard(workbench);
  gate.open();
  const asked = await ConversationPanel.find(workbench, { not: live });
  await asked.message.waitFor();
  await workbench.page.keyboard.type('Slow');
  assert.equal(await workbench.quickInput.value(), 'Slow');
  gate.shut();
  await workbench.press('Enter');
  await until('the second request', () => gate.arrived === 2);
  await workbench.quickInput.waitUntilClosed();
  await asked.message.click();
  await workbench.page.keyboard.type('Is the po');
  await untilKept(workbench, 'Is the po');
  gate.open();
  const second = await ConversationPanel.find(workbench, { not: asked });
  await workbench.page.keyboard.type('ol open?');
  await asked.waitForMessage('Is the pool open?');
  assert.equal(await second.message.inputValue(), '');

  gate.shut();
  await createChat('Slow Hotel');
  await until('the third request', () => gate.arrived === 3);
  await workbench.runCommand('File: New Untitled Text File');
  await workbench.editors.waitForTab(/^Untitled/);
  await workbench.page.keyboard.type('const greeting = ');
  await workbench.editors.waitForText('const greeting =');
  // What the extension answers now it answers after it has heard of the typing.
  await workbench.runCommand('PolyAI: Show Log');
  await until('the log', () => workbench.output.isShown('PolyAI Log'));
  const before = agent.requests.length;
  gate.open();
  const slow = await ConversationPanel.find(workbench, { not: second });
  await workbench.page.keyboard.type('hello;');
  await workbench.editors.waitForText('const greeting = hello;');
  await photograph(workbench, 'conversation-beside');
  assert.deepEqual(await findCutOff(slow.frame), []);
  assert.equal(await slow.message.inputValue(), '');
  assert.equal(agent.requests.length, before + 1, 'create, and nothing of what was typed');
  await workbench.runCommand('View: Revert and Close Editor');
  await workbench.runCommand('PolyAI: Close All Open Conversations');
  await (await workbench.dialogs.waitFor('Close all 3 open conversations?')).click('Close All');
  await slow.lock();
  await until('no badge', async () => (await openCount()) === '');
});

it('what a window has left open is asked about once, and closed if the person wants it', async () => {
  const { workbench } = vscode;
  await createChat('Grand Hotel');
  const left = await ConversationPanel.find(workbench, { not: live });
  await until('the badge', async () => (await openCount()) === '1');
  await untilRemembered(workbench, left.id);
  await workbench.runCommand('View: Close All Editors');
  await until('no tab', async () => (await workbench.editors.tabs()).length === 0);
  await untilForgotten(workbench, left.id);
  const before = closes().length;
  await workbench.reload();
  const question = await workbench.notifications.waitFor(
    'A conversation with Grand Hotel is still open from an earlier session.',
  );
  assert.deepEqual(question.buttons, ['Close It', 'Keep Open']);
  assert.equal(closes().length, before);
  await photograph(workbench, 'conversation-left-open');
  await question.click('Close It');
  await until('the close', () => closes().length === before + 1);
  await until('no badge', async () => (await openCount()) === '');
});

it('a question keeps the keyboard when a chat is handed it, and what is typed goes into its box', async () => {
  const { workbench } = vscode;
  const { page, quickInput } = workbench;
  await workbench.runCommand('PolyAI: Chat with the Stand-in Agent');
  const chat = await ConversationPanel.created(workbench);
  await workbench.runCommand('PolyAI: Add Connection…');
  await quickInput.waitFor('Add Connection');
  await handKeyboardTo(chat);
  await page.keyboard.type('acme');
  await until('the keyboard back in the box', () => quickInput.hasKeyboard());
  assert.equal(await chat.message.inputValue(), '');
  await page.keyboard.type('hotel');
  await handKeyboardTo(chat);
  await until('the keyboard back in the box', () => quickInput.hasKeyboard());
  await page.keyboard.type('-uk');
  assert.match(await quickInput.value(), /hotel-uk$/);
  assert.equal(await chat.message.inputValue(), '');

  // A click into the chat is meant; the question stays open.
  await chat.message.click();
  await page.keyboard.type('A room');
  assert.equal(await chat.message.inputValue(), 'A room');
  assert.match(await quickInput.value(), /hotel-uk$/);
  await quickInput.input.click();
  await quickInput.escape();
  await chat.message.fill('');
});

it('a list keeps its keyboard too, with what was typed and the row in front', async () => {
  const { workbench } = vscode;
  const { page, quickInput } = workbench;
  const chat = await ConversationPanel.find(workbench);
  await workbench.runCommand('PolyAI: Switch Connection…');
  await quickInput.waitForItem('Stand-in agent');
  await waitForKeyboard(workbench);
  await page.keyboard.type('Stand');
  await handKeyboardTo(chat);
  await until('the keyboard back in the box', () => quickInput.hasKeyboard());
  assert.equal(await quickInput.value(), 'Stand');
  await page.keyboard.type('-in');
  assert.equal(await quickInput.value(), 'Stand-in');
  await quickInput.waitForItem('Stand-in agent');
  assert.equal((await quickInput.items()).length, 1);
  await workbench.press('Enter');
  await quickInput.waitUntilClosed();
  await workbench.statusBar.item(/Stand-in agent/);
});

/** The editor hands the keyboard to a chat although nobody clicks there, as when a palette closes late. */
async function handKeyboardTo(chat: ConversationPanel): Promise<void> {
  const { page, quickInput } = vscode.workbench;
  await chat.frame.evaluate(
    "window.timesFocused = 0; window.addEventListener('focus', () => (window.timesFocused += 1))",
  );
  await until('the keyboard in the box', () => quickInput.hasKeyboard());
  await page.keyboard.press('ControlOrMeta+1');
  await until('the keyboard in the chat', () => chat.frame.evaluate<boolean>('window.timesFocused > 0'));
}

async function createChat(name: string): Promise<void> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Create Chat with…');
  await workbench.quickInput.waitFor('Create Chat with…');
  await workbench.quickInput.pick(name);
}

/** What the icon of the container shows. */
async function openCount(): Promise<string> {
  const icon = vscode.workbench.page.locator(
    '.activitybar .action-item:has(.action-label[aria-label^="PolyAI"])',
  );
  return (await textNow(icon.locator('.badge:visible .badge-content'))) ?? '';
}

function closes() {
  return agent.requests.filter(({ path }) => path.endsWith('/chat/close'));
}
