import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { frontDesk } from './support/frontDesk.ts';
import { addFromCurl, curlLine } from './support/keyboard.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person who keeps the hands on the keyboard. The arrow keys move the focus; what was clicked stays selected.
const vscode = useVscode(followsTheSystem);
const canary = createCanary();
const said = ['Is the pool open?', 'Is the sauna open?', 'Is the bar open?'];
let agent: StandInAgent;
let exportFile = '';
/** The latest chat; from the search on, the conversation that is looked for, forked and compared. */
let talk: ConversationPanel | undefined;

before(async () => {
  agent = await startStandInAgent({ ...canary, script: frontDesk(), recordRequests: true });
});
after(() => agent.close());

it('Delete deletes the row with the focus, not the one that was clicked, and closes it at the agent', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  for (const name of ['Small Hotel', 'Grand Hotel']) {
    await addFromCurl(workbench, {
      curl: curlLine(agent, ['acme-uk', name.replace(' ', '-')]),
      name,
      environment: 'sandbox',
    });
    await workbench.quickInput.escape();
  }
  for (const text of said) {
    await workbench.runCommand('PolyAI: Create Chat');
    talk = await ConversationPanel.created(workbench, talk && { not: talk });
    await talk.ask(text);
  }
  const history = workbench.tree('History');
  await history.waitForRow('Is the bar open?');
  await workbench.notifications.dismissAll();

  await history.click('Is the bar open?');
  await until('the row is selected', async () => (await history.waitForRow('Is the bar open?')).selected);
  await workbench.runCommand('PolyAI: Focus on History View');
  await workbench.press('ArrowDown');
  await workbench.press('Delete');
  await workbench.notifications.waitFor('The conversation “Is the sauna open?” was deleted.');
  await history.waitForNoRow('Is the sauna open?');
  assert.deepEqual(
    (await history.labels()).filter((label) => said.includes(label)),
    ['Is the bar open?', 'Is the pool open?'],
  );
  assert.equal(closes(), 1);
});

it('right after a deletion Delete goes on with the next row', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  await until('the next row', async () => (await history.waitForRow('Is the pool open?')).selected);
  await workbench.press('Delete');
  await history.waitForNoRow('Is the pool open?');
  await history.waitForRow('Is the bar open?');
  assert.equal(closes(), 2);
  // What offers Undo goes by itself after a while.
  await workbench.notifications.dismissAll();
});

it('F2 edits the connection with the focus, not the one that was clicked', async () => {
  const { workbench } = vscode;
  const connections = workbench.tree('Connections');
  await connections.click('Small Hotel');
  await until(
    'it is active',
    async () => (await connections.waitForRow('Small Hotel')).icon === 'circle-filled',
  );
  await workbench.press('ArrowDown');
  await workbench.press('F2');
  await workbench.quickInput.waitFor('Edit Connection: Grand Hotel');
  await workbench.quickInput.escape();
});

it('Search History shows the line that holds the word, and opens the conversation at that turn', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Create Chat');
  talk = await ConversationPanel.created(workbench, talk && { not: talk });
  await talk.ask('Is the terrace heated?');
  await talk.ask('And the café?');
  await workbench.runCommand('PolyAI: Search History…');
  await workbench.quickInput.waitFor('Search History');
  await workbench.quickInput.waitForItem('state:');
  await workbench.quickInput.type('from:me cafe');
  await until('the line', async () =>
    (await workbench.quickInput.items()).some(({ detail }) => detail === 'You: And the café?'),
  );
  await photograph(workbench, 'history-search');
  await workbench.quickInput.pick('Is the terrace heated?');
  await talk.waitForFocus('[data-index="2"]');
});

it('the history is filtered, grouped and labelled by keyboard', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const rows = async () => (await history.labels()).filter((label) => label.startsWith('Is the'));
  await until('all rows', async () => (await rows()).length > 1);
  await workbench.runCommand('PolyAI: Filter History…');
  await workbench.quickInput.waitFor('Filter History');
  await workbench.quickInput.type('heated');
  await workbench.quickInput.pick('Show only: heated');
  await until('one row', async () => (await rows()).length === 1);
  await workbench.runCommand('PolyAI: Group History…');
  await workbench.quickInput.pick('By connection');
  await history.waitForRow('Small Hotel');
  await workbench.runCommand('PolyAI: Focus on History View');
  await workbench.press('Home');
  await workbench.press('ArrowDown');
  await workbench.press('F2');
  await workbench.quickInput.waitFor('Rename Conversation');
  await workbench.quickInput.type('The terrace');
  await workbench.quickInput.accept();
  await history.waitForRow('The terrace');
  await photograph(workbench, 'history-filtered');
  await workbench.runCommand('PolyAI: Clear Filter');
  await history.waitForRow('Is the bar open?');
});

it('F on a turn forks there, the row says the verdict, and the two are compared', async () => {
  const { workbench } = vscode;
  assert.ok(talk);
  await talk.frame.locator('[data-index="2"]').focus();
  await workbench.press('f');
  const fork = await ConversationPanel.find(workbench, { not: talk });
  await fork.waitForTurn(1);
  const history = workbench.tree('History');
  await until('the verdict', async () =>
    (await history.rows()).some(({ description }) => /identical · fork at turn 3/.test(description)),
  );
  await workbench.runCommand('PolyAI: Compare Conversations…');
  await workbench.editors.waitForTab(/↔.*1 of 3 turns differ/);
  await photograph(workbench, 'history-comparison');
});

it('Export History writes what the person chose, and no key', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Export History…');
  await workbench.quickInput.waitFor('Export History (1/2)');
  await photograph(workbench, 'history-export');
  await workbench.quickInput.pick('JSON Lines');
  await workbench.quickInput.waitFor('Export History (2/2)');
  await workbench.quickInput.pick('With what was said');
  // The dialog proposes a name.
  exportFile = await until('the save dialog', async () => {
    const proposed = await workbench.quickInput.value();
    return proposed.endsWith('.jsonl') && proposed;
  });
  await workbench.quickInput.accept();
  const text = await until(
    'the file',
    async () => existsSync(exportFile) && readFileSync(exportFile, 'utf8'),
  );
  assert.match(text, /"title":"The terrace"/);
  assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
});

it('a click on a turn forks there too', async () => {
  const { workbench } = vscode;
  await workbench.editors.activate(/^Small Hotel: Is the terrace/);
  // A panel that was behind another has begun anew.
  talk = await ConversationPanel.created(workbench);
  await talk.button('fork at turn 2').click();
  await until('the verdict', async () =>
    (await workbench.tree('History').rows()).some(({ description }) =>
      /identical · fork at turn 2/.test(description),
    ),
  );
});

it('Clear History names the count, and nothing is left', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Clear History…');
  const question = await workbench.dialogs.waitFor(/Delete all \d+ conversations of the history for good\?/);
  await question.click('Delete for Good');
  await workbench.tree('History').waitForNoRow('The terrace');
  await workbench.tree('History').waitForNoRow('Is the bar open?');
});

function closes(): number {
  return agent.requests.filter(({ path }) => path.endsWith('/chat/close')).length;
}

it('Import History says what the file holds, brings it back, and brings it once', async () => {
  const { workbench } = vscode;
  const choose = async () => {
    await workbench.runCommand('PolyAI: Import History…');
    await workbench.quickInput.waitFor('Import History');
    // Until the dialog has its folder, it would put that before what is typed.
    await until('the folder', async () => (await workbench.quickInput.value()).endsWith('/'));
    await workbench.quickInput.type(exportFile);
    await workbench.quickInput.accept();
  };
  appendFileSync(exportFile, '{"version":1,"cut off');
  await choose();
  const question = await workbench.dialogs.waitFor(/^polyai-.*\.jsonl: \d+ new, 1 not readable\./);
  await photograph(workbench, 'history-import');
  await question.click('Import');
  await workbench.tree('History').waitForRow('The terrace');
  await workbench.tree('History').waitForRow('Is the bar open?');
  await choose();
  await workbench.notifications.waitFor(
    /jsonl: 0 new, \d+ already here, 1 not readable\. Line \d+ is not JSON/,
  );
});
