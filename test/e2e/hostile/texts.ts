import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { VscodeSession } from '../../support/session.ts';
import { until } from '../../support/until.ts';
import { createCanary } from '../support/canary.ts';
import { ConversationPanel } from '../support/conversationPanel.ts';
import { type HostileAgent, hostileText, startHostileAgent } from '../support/hostileAgent.ts';
import { answer, choose, curlLine, questions, waitForQuestion } from '../support/keyboard.ts';
import { NewChatForm } from '../support/newChatForm.ts';
import { clickWhatLooksLikeALink, findMarkupOfOthers } from '../support/looksLike.ts';

/** Texts that are not ours, with what VS Code makes links, commands and icons of, on every surface. */
export function testHostileTexts(vscode: VscodeSession): void {
  const canary = createCanary();
  const name = 'Hotel [Sign in](command:workbench.action.files.newUntitledFile) $(ruby)';
  const plainName = 'Hotel [Sign in] (command:workbench.action.files.newUntitledFile) $ (ruby)';
  let agent: HostileAgent;
  let panel: ConversationPanel;

  before(async () => {
    agent = await startHostileAgent();
  });
  after(() => agent.close());

  /** Looks at the whole window, webviews included, and clicks what a person might take for a link. */
  async function assertNothingButText(where: string): Promise<void> {
    const { page } = vscode.workbench;
    assert.deepEqual(await findMarkupOfOthers(page), [], where);
    await clickWhatLooksLikeALink(page);
    const tabs = await vscode.workbench.editors.tabs();
    assert.ok(!tabs.some(({ title }) => title.startsWith('Untitled')), `${where}: a click ran a command`);
  }

  it('what a folder proposes is text in every box', async () => {
    const { workbench } = vscode;
    const ids = { region: 'uk-1', account_id: 'acme-uk', project_id: 'front-desk' };
    const project = { ...ids, project_name: hostileText('Project') };
    await writeFile(join(vscode.workspaceFolder, 'project.yaml'), JSON.stringify(project));
    await workbench.runCommand('View: Close All Editors');
    await workbench.showSideBar('PolyAI');
    await workbench.runCommand('PolyAI: Add Connection…');
    await waitForQuestion(workbench, 'Which agent would you like to connect to?');
    await workbench.quickInput.waitForItem(/^Project \[Sign in\]/);
    await assertNothingButText('the list of projects');
    await choose(workbench, 'Which agent would you like to connect to?', 'Another agent');
    const body = JSON.stringify({ variant_id: hostileText('Variant'), channel: hostileText('Channel') });
    await answer(workbench, questions.first, curlLine(agentTarget(), ['acme-uk', 'front-desk'], body));
    await choose(workbench, questions.approval, 'Yes');
    await choose(workbench, questions.environment, 'sandbox');
    await answer(workbench, questions.name, name);
    await waitForQuestion(workbench, questions.next);
    await assertNothingButText('what next');
  });

  it('the name of a connection is text in progress, and what the server says is text in a notification', async () => {
    const { workbench } = vscode;
    const held = agent.holdCreate();
    await choose(workbench, questions.next, 'Create Chat');
    const progress = await workbench.notifications.waitFor(`Creating a chat with ${plainName}`);
    await assertNothingButText('progress');
    held.answer(400, { error_message: hostileText('Session expired.'), error_code: hostileText('C') });
    await progress.waitUntilGone();
    const failure = await workbench.notifications.waitFor(/Session expired\. \[Sign in\] \(command:/);
    await assertNothingButText('the notification of a failure');
    await failure.dismiss();
  });

  it('ids, replies and parameters are text in the panel', async () => {
    const { workbench } = vscode;
    // A chat that has failed has a panel too.
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('PolyAI: Create Chat');
    panel = await ConversationPanel.created(workbench);
    assert.match((await panel.turns())[0]?.agent ?? '', /^Hello \[Sign in\]\(command:/);
    assert.equal((await panel.ask('hello')).state, 'answered');
    assert.notEqual((await panel.ask('refuse')).failure, '');
    await assertNothingButText('the panel');
  });

  it('the tree, its tooltips and the status bar show text', async () => {
    const { workbench } = vscode;
    const connections = workbench.tree('Connections');
    assert.match(await connections.tooltip(/^Hotel/), /Sign in/);
    await assertNothingButText('the tooltip of a connection');
    const history = workbench.tree('History');
    await until('a row of the history', async () => (await history.rows()).some(({ level }) => level === 2));
    for (const { label, level } of await history.rows()) {
      if (level !== 2) continue;
      await history.tooltip(label);
      await assertNothingButText(`the tooltip of ${label}`);
    }
    const item = await workbench.statusBar.item('Hotel');
    assert.ok(item.text.includes(plainName), item.text);
    await workbench.page.locator('.statusbar-item').filter({ hasText: 'Hotel' }).hover();
    await workbench.page.locator('.monaco-hover').filter({ hasText: 'Sign in' }).first().waitFor();
    await assertNothingButText('the status bar');
  });

  it('boxes, lists and dialogs show text', async () => {
    const { workbench } = vscode;
    const { quickInput, dialogs } = workbench;
    for (const [command, title] of [
      ['PolyAI: Switch Connection…', 'Switch Connection'],
      ['PolyAI: Edit Connection…', 'Edit Connection'],
      ['PolyAI: Open Conversation', 'Open Conversation'],
    ] as const) {
      await workbench.runCommand(command);
      await quickInput.waitFor(new RegExp(`^${title}`));
      await until('its rows', async () => (await quickInput.items()).length > 0);
      await assertNothingButText(title);
      await quickInput.escape();
    }
    await workbench.runCommand('PolyAI: Send Message');
    await quickInput.waitFor(/^Send Message to Hotel/);
    assert.match(await quickInput.message(), /Sign in|not sent/);
    await assertNothingButText('the box for a message');
    await quickInput.escape();

    await (await workbench.tree('Connections').contextMenu(/^Hotel/)).choose('Remove Connection');
    const dialog = await dialogs.waitFor(/^Remove the connection Hotel \[Sign in\]/);
    await assertNothingButText('a dialog');
    await dialog.click('Cancel');
  });

  it('a handoff is text, and so is what a deletion repeats', async () => {
    const { workbench } = vscode;
    await panel.message.click();
    await panel.ask('hand off');
    assert.match((await panel.lock()).sentence, /Desk \[Sign in\]/);
    await assertNothingButText('the end of a conversation');
    await workbench.page.mouse.move(0, 0);
    await workbench.tree('History').tooltip(/^hello/);
    await assertNothingButText('the tooltip of a handoff');
  });

  it('the form shows text', async () => {
    const { workbench } = vscode;
    await workbench.runCommand('PolyAI: Create Chat with Parameters…');
    const form = await NewChatForm.find(workbench);
    await until('the name', async () => (await form.frame.locator('main').innerText()).includes('Sign in'));
    await assertNothingButText('the form');
    await workbench.runCommand('View: Close Editor');
  });

  it('the output, the text of a conversation and its record hold no link', async () => {
    const { workbench } = vscode;
    panel = await ConversationPanel.find(workbench);
    await panel.button('More Actions…').click();
    await panel.frame.getByRole('menuitem', { name: 'Open Raw' }).click();
    await workbench.editors.waitForText(/evil\.invalid/);
    await waitUntilLinksAreThere();
    await assertNothingButText('the record');
    await workbench.runCommand('View: Close Editor');
    await workbench.runCommand('View: Close Editor');
    await workbench.runCommand('PolyAI: Open as Text');
    await workbench.editors.waitForText(/evil\.invalid/);
    await workbench.runCommand('PolyAI: Show Output');
    await workbench.output.waitForText(/evil\.invalid/);
    await waitUntilLinksAreThere();
    await assertNothingButText('output and text');
  });

  /** VS Code looks for links a while after a text is shown: a text beside it, opened last, has its link then. */
  async function waitUntilLinksAreThere(): Promise<void> {
    const { workbench } = vscode;
    const path = join(vscode.workspaceFolder, 'control.txt');
    await writeFile(path, 'https://control.invalid/\n');
    await workbench.runCommand('View: Split Editor Right');
    await workbench.press('ControlOrMeta+P');
    await workbench.quickInput.type(path);
    await until(
      'the file on top',
      async () => (await workbench.quickInput.items())[0]?.label === 'control.txt',
    );
    await workbench.press('Enter');
    await workbench.page.locator('.detected-link').filter({ hasText: 'control.invalid' }).first().waitFor();
  }

  function agentTarget() {
    return { origin: agent.origin, ...canary };
  }
}
