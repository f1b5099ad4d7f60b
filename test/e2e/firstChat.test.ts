import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { waitForQuestion } from './support/keyboard.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person who has just installed the extension, and has no credentials.
// As a new user has it: with everything that comes with VS Code.
const vscode = useVscode({ ...followsTheSystem, fewBuiltIn: false });
const greeting = 'Good evening, and welcome to the Grand Hotel. How can I help?';
let panel: ConversationPanel;
/** A row has room for the beginning. */
const greetingRow = /^Good evening, and/;

it('empty views say one sentence and offer one button', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  const connections = await workbench.tree('Connections').waitForView();
  const history = await workbench.tree('History').waitForView();
  assert.deepEqual((await connections.welcome()).buttons, ['Add a Connection']);
  assert.deepEqual((await history.welcome()).buttons, ['Chat with the Stand-in Agent']);
  assert.deepEqual(await workbench.notifications.texts(), []);
  await photograph(workbench, 'empty-views');
});

it('a folder without chat tests gets no pipeline that would fail for lack of them', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Add Chat Tests to CI…');
  await (await workbench.notifications.waitFor('There is no chat test in this folder.')).dismiss();
});

it('one click leads to the first reply, in the output, the history and the status bar', async () => {
  const { workbench } = vscode;
  const clicked = performance.now();
  await workbench.tree('History').clickWelcome('Chat with the Stand-in Agent');
  const shown = await workbench.output.waitForText(greeting);
  assert.ok(performance.now() - clicked < 15_000, 'the first reply came too late');

  assert.match(
    shown,
    /^\d\d:\d\d:\d\d {2}create {3}Stand-in agent \(local\) {3}200 {3}\d+ ms {3}CONV-[\w-]+$/m,
  );
  assert.match(shown, /^ {10}Agent: Good evening, and welcome to the Grand Hotel/m);

  const row = await workbench.tree('History').waitForRow(greetingRow);
  assert.match(row.description, /^(now|\d+ min)$/);
  assert.deepEqual(await workbench.tree('History').labels(), ['Today', row.label]);
  assert.match((await workbench.tree('Connections').waitForRow('Stand-in agent')).description, /^local$/);
  assert.equal((await workbench.statusBar.item('Stand-in agent')).kind, 'standard');
  assert.deepEqual(await workbench.notifications.texts(), []);
  panel = await ConversationPanel.created(workbench);
  await photograph(workbench, 'first-chat');
});

it('a click on the conversation leads to its panel, ready to be typed into, and so does Enter', async () => {
  const { workbench } = vscode;
  const tab = /^Stand-in agent: Good evening/;
  await workbench.editors.close(tab);
  await workbench.tree('History').click(greetingRow);
  const clicked = await ConversationPanel.created(workbench);
  assert.equal(clicked.id, panel.id);

  await workbench.editors.close(tab);
  await workbench.tree('History').pane.locator('.monaco-list').focus();
  await workbench.press('Enter');
  panel = await ConversationPanel.created(workbench);
  assert.equal(panel.id, clicked.id);
  assert.equal((await workbench.editors.tabs()).length, 1);
});

it('who has closed the output does not have to do it twice', async () => {
  const { workbench } = vscode;
  await workbench.press('ControlOrMeta+J');
  await workbench.output.view.waitFor({ state: 'hidden' });
  await workbench.runCommand('PolyAI: Create Chat');
  const second = await ConversationPanel.created(workbench, { not: panel });
  await second.ask('Is breakfast included?');
  assert.equal(await workbench.output.view.isVisible(), false);
  await workbench.output.waitUntilWritten('PolyAI', 'Is breakfast included?');
  await photograph(workbench, 'second-chat');
  await workbench.editors.close(/^Stand-in agent: Is breakfast/);
});

it('Open as Text shows it as a document, which nobody can change', async () => {
  const { workbench } = vscode;
  await (await workbench.tree('History').contextMenu(greetingRow)).choose('Open as Text');
  const shown = await workbench.editors.waitForText(greeting);
  assert.match(shown, /^Conversation +CONV-[\w-]+$/m);
  assert.match(shown, /^State +open$/m);
  await photograph(workbench, 'transcript');
  const id = /CONV-[\w-]+/.exec(shown)?.[0] ?? '';

  await workbench.runCommand('PolyAI: Copy Conversation ID');
  await until('the id in the clipboard', async () => (await workbench.clipboard()) === id);
  await workbench.press('ControlOrMeta+Shift+U');
});

it('without a connection the palette offers both ways to get one', async () => {
  const { workbench } = vscode;
  const { quickInput } = workbench;
  await (await workbench.tree('Connections').contextMenu('Stand-in agent')).choose('Remove Connection');
  const dialog = await workbench.dialogs.waitFor('Remove the connection Stand-in agent?');
  await photograph(workbench, 'remove-connection');
  await dialog.click('Remove');
  await workbench.tree('Connections').waitForNoRow('Stand-in agent');

  const pressed = performance.now();
  await workbench.runCommand('PolyAI: Create Chat');
  await waitForQuestion(workbench, 'What would you like to talk to?');
  await quickInput.waitForItem('Add Connection…');
  await photograph(workbench, 'create-chat-first-time');
  const before = await countReplies();
  await workbench.press('ArrowDown');
  await workbench.press('Enter');
  await until('the reply', async () => (await countReplies()) === before + 1);
  assert.ok(performance.now() - pressed < 15_000, 'the reply came too late');
  await workbench.tree('Connections').waitForRow('Stand-in agent');
  await ConversationPanel.created(workbench, { not: panel });
});

it('a walkthrough shows the way in five steps', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('Welcome: Open Walkthrough...');
  await workbench.quickInput.pick('Get Started with PolyAI Chat');
  const steps = workbench.page.locator('.getting-started-step .step-title');
  await until('the steps', async () => (await steps.count()) === 5);
  assert.deepEqual(await steps.allInnerTexts(), [
    'Talk to the stand-in agent',
    'Connect to your own agent',
    'Create a chat with parameters',
    'Find every conversation again',
    'Keep what works',
  ]);
  // What was done before anybody looked is ticked, and nothing else.
  const done = workbench.page.locator('.getting-started-step:has([aria-checked="true"]) .step-title');
  await until('the ticks', async () => (await done.count()) === 2);
  assert.deepEqual(await done.allInnerTexts(), [
    'Talk to the stand-in agent',
    'Find every conversation again',
  ]);
  await photograph(workbench, 'walkthrough');
});

async function countReplies(): Promise<number> {
  return (await vscode.workbench.output.written('PolyAI')).split(greeting).length - 1;
}

it('an agent project that is open is offered where the connections would be', async () => {
  const { workbench } = vscode;
  const folder = join(vscode.folder, 'agent');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'project.yaml'),
    'region: uk-1\naccount_id: acme-uk\nproject_id: front-desk\n',
  );
  await workbench.open(folder);
  await workbench.showSideBar('PolyAI');
  const connections = workbench.tree('Connections');
  await (await connections.contextMenu('Stand-in agent')).choose('Remove Connection');
  await (await workbench.dialogs.waitFor('Remove the connection Stand-in agent?')).click('Remove');
  await until('the offer', async () =>
    (await connections.welcome()).buttons.includes('Connect to the Open Project'),
  );
  await photograph(workbench, 'empty-views-open-project');
  await connections.clickWelcome('Connect to the Open Project');
  await waitForQuestion(workbench, 'Which agent would you like to connect to?');
  assert.equal((await workbench.quickInput.items())[0]?.description, 'uk-1 · acme-uk · front-desk');
  await workbench.quickInput.escape();
});
