import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import type { StandInRule } from '../../src/standInAgent/standInScript.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { aConversation } from '../unit/core/history/fixtures.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { frontDesk } from './support/frontDesk.ts';
import { addFromCurl, answer, chooseFile, curlLine } from './support/keyboard.ts';
import { openHistory } from './support/openHistory.ts';
import { moveToRow, pressOnRow } from './support/rowKeys.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person who keeps the hands on the keyboard. The arrow keys move the focus; what was clicked stays selected.
// Each test has conversations of its own, and none needs what another left.
const vscode = useVscode(followsTheSystem);
const canary = createCanary();
let agent: StandInAgent;
const rules: StandInRule[] = [];
/** Both connections are there: once for all tests. */
let connected: Promise<void> | undefined;
/** The chat in front. */
let latest: ConversationPanel | undefined;

before(async () => {
  agent = await startStandInAgent({ ...canary, script: { ...frontDesk(), rules }, recordRequests: true });
});
beforeEach(async () => {
  const { workbench } = vscode;
  await (connected ??= connect());
  // A dialog or a box that a test before left open when it failed.
  await workbench.press('Escape');
  await workbench.runCommand('View: Close All Editors');
  await until('no editor', async () => (await workbench.editors.tabs()).length === 0);
  await workbench.notifications.dismissAll();
});
after(() => agent.close());

it('Delete deletes the row with the focus, not the one that was clicked, and goes on with the next', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const said = ['Is the pool open?', 'Is the sauna open?', 'Is the bar open?'] as const;
  const [pool, sauna, bar] = said;
  for (const text of said) await chat(text);
  await history.waitForRow(bar);
  const before = closes();
  const isGone = (row: string) => async () => !(await history.labels()).includes(row);

  await history.click(bar);
  await until('the row is selected', async () => (await history.waitForRow(bar)).selected);
  await pressOnRow(workbench, { view: 'History', row: sauna }, 'Delete', isGone(sauna));
  await workbench.notifications.waitFor(`The conversation “${sauna}” was deleted.`);
  assert.deepEqual(
    (await history.labels()).filter((label) => said.some((text) => text === label)),
    [bar, pool],
  );
  assert.equal(closes() - before, 1, 'closed at the agent too');

  await until('the next row', async () => (await history.waitForRow(pool)).selected);
  await pressOnRow(workbench, { view: 'History', row: pool }, 'Delete', isGone(pool));
  await history.waitForRow(bar);
  assert.equal(closes() - before, 2);
});

it('F2 edits the connection with the focus, not the one that was clicked', async () => {
  const { workbench } = vscode;
  const connections = workbench.tree('Connections');
  await connections.click('Small Hotel');
  await until(
    'it is active',
    async () => (await connections.waitForRow('Small Hotel')).icon === 'circle-filled',
  );
  await pressOnRow(workbench, { view: 'Connections', row: 'Grand Hotel' }, 'F2', isAsked('Edit Connection'));
  await workbench.quickInput.waitFor('Edit Connection: Grand Hotel');
  await workbench.quickInput.escape();
});

it('Search History shows the line that holds the word, and opens the conversation at that turn', async () => {
  const { workbench } = vscode;
  const talk = await chat('Is the lobby heated?', 'And the café?');
  await workbench.runCommand('PolyAI: Search History…');
  await workbench.quickInput.waitFor('Search History');
  await workbench.quickInput.waitForItem('state:');
  await workbench.quickInput.type('from:me cafe');
  await until('the line', async () =>
    (await workbench.quickInput.items()).some(({ detail }) => detail === 'You: And the café?'),
  );
  await photograph(workbench, 'history-search');
  await workbench.quickInput.pick('Is the lobby heated?');
  await talk.waitForFocus('[data-index="2"]');
});

it('the history is filtered, grouped and labelled by keyboard', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const group = async (by: string) => {
    await workbench.runCommand('PolyAI: Group History…');
    await workbench.quickInput.pick(by);
  };
  await chat('Is the garden lit?');
  await chat('Is the terrace warm?');
  await history.waitForRow('Is the garden lit?');
  await workbench.runCommand('PolyAI: Filter History…');
  await workbench.quickInput.waitFor('Filter History');
  await workbench.quickInput.type('warm');
  await workbench.quickInput.pick('Show only: warm');
  try {
    await history.waitForNoRow('Is the garden lit?');
    await group('By connection');
    await until('the group', async () =>
      (await history.rows()).some(({ label, level }) => level === 1 && /^(Small|Grand) Hotel$/.test(label)),
    );
    await pressOnRow(
      workbench,
      { view: 'History', row: /^Is the terrace/ },
      'F2',
      isAsked('Rename Conversation'),
    );
    await workbench.quickInput.type('The terrace');
    await workbench.quickInput.accept();
    await history.waitForRow('The terrace');
    await pressOnRow(
      workbench,
      { view: 'History', row: 'The terrace' },
      'Enter',
      async () => (await workbench.editors.waitForTab(/Is the terrace warm/)).active,
    );
    await workbench.runCommand('PolyAI: Edit Note…');
    await answer(workbench, 'Shown in the tooltip', 'Asked for a blanket');
    await photograph(workbench, 'history-filtered');
    const file = await exportTo('What the filter shows', 'With what was said');
    const records = readFileSync(file, 'utf8').trim().split('\n');
    assert.equal(records.filter((line) => line.includes('"conversation"')).length, 1);
    assert.match(records.join('\n'), /Asked for a blanket[\s\S]*Is the terrace warm/);
    assert.doesNotMatch(records.join('\n'), /garden/);
  } finally {
    await workbench.runCommand('PolyAI: Clear Filter');
    await group('By day');
  }
  await history.waitForRow('Is the garden lit?');
});

it('what is selected by keyboard is tagged, pinned, compared and exported from the palette, not the chat in front', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const said = ['Is the chapel open?', 'Is the tower open?', 'Is the gate open?'];
  for (const text of said) await chat(text);
  const row = async (label: string) => (await history.waitForRow(label)).description;
  const tower = { view: 'History', row: 'Is the tower open?' };
  const areSelected = (count: number) => async () =>
    (await history.rows()).filter(({ selected }) => selected).length === count;
  await pressOnRow(workbench, tower, 'Enter', areSelected(1));
  await moveToRow(workbench, tower);
  await pressOnRow(workbench, tower, 'Shift+ArrowDown', areSelected(2));
  await workbench.runCommand('PolyAI: Tag Conversation…');
  await answer(workbench, 'Tags, with commas between', 'vip');
  await until('the tags', async () =>
    (await Promise.all(said.slice(0, 2).map(row))).every((text) => text.includes('#vip')),
  );
  assert.doesNotMatch(await row('Is the gate open?'), /#vip/);
  await workbench.runCommand('PolyAI: Compare Conversations…');
  await workbench.editors.waitForTab(/↔.*1 of 2 turns differs/);

  const file = await exportTo('The selected rows', 'Without what was said');
  const records = readFileSync(file, 'utf8').trim().split('\n');
  assert.equal(records.filter((line) => line.includes('"conversation"')).length, 2);
  assert.ok(!/chapel|tower|gate/.test(records.join('\n')));

  await workbench.runCommand('PolyAI: Pin or Unpin');
  await until('the group', async () => (await history.labels()).includes('Pinned'));
  await workbench.runCommand('PolyAI: Delete Conversation');
  await workbench.notifications.waitFor('2 conversations were deleted.');
  await history.waitForNoRow('Is the tower open?');
  assert.deepEqual(
    (await history.labels()).filter((label) => said.includes(label)),
    ['Is the gate open?'],
  );
});

it('F on a turn forks there, the row says the verdict, and the two are compared', async () => {
  const { workbench } = vscode;
  const talk = await chat('Is there a gym?', 'And weights?');
  await talk.frame.locator('[data-index="2"]').focus();
  await talk.waitForFocus('[data-index="2"]');
  await workbench.press('f');
  latest = await ConversationPanel.find(workbench, { not: talk });
  await latest.waitForTurn(1);
  await waitForVerdict(/fork: identical/);
  await workbench.runCommand('PolyAI: Compare Conversations…');
  await workbench.editors.waitForTab(/↔.*1 of 3 turns differs/);
  await workbench.editors.waitForText('And weights?');
  await photograph(workbench, 'history-comparison');
  // The next and the previous change, from the top.
  await workbench.press('ControlOrMeta+Home');
  await workbench.press('Alt+F5');
  const { text: changed } = await workbench.statusBar.item(/^Ln 1\d, /);
  await workbench.press('ControlOrMeta+Home');
  await workbench.statusBar.item('Ln 1, Col 1');
  await workbench.press('Shift+Alt+F5');
  await workbench.statusBar.item(changed);
  await workbench.runCommand('PolyAI: Copy Comparison as Markdown');
  await until('the copy', async () =>
    /1 of 3 turns differs[\s\S]*^- You +And weights/m.test(await workbench.clipboard()),
  );
});

it('a replay says its turn while it waits, and when it is cancelled the row says how far it came', async () => {
  const { workbench } = vscode;
  const talk = await chat('Is there a slide?', 'And a diving board?');
  rules.push({ when: { contains: ['board'] }, reply: 'Yes.', delayMs: 120_000 });
  try {
    await workbench.runCommand('PolyAI: Create Again and Replay My Turns');
    const progress = await workbench.notifications.waitFor(/Replaying with .*: Turn 2 of 2/);
    await photograph(workbench, 'history-replaying');
    await progress.click('Cancel');
    await progress.waitUntilGone();
  } finally {
    rules.pop();
  }
  latest = await ConversationPanel.find(workbench, { not: talk });
  assert.equal((await latest.waitForTurn(2)).state, 'unknown');
  await waitForVerdict(/1 of 3 turns differs/);
});

it('a click on a turn forks there too', async () => {
  const talk = await chat('Is there a lift?', 'And stairs?');
  await talk.button('fork at turn 2').click();
  latest = await ConversationPanel.find(vscode.workbench, { not: talk });
  await waitForVerdict(/fork: identical/);
});

it('Export History writes what the person chose, and no key', async () => {
  await chat('Is the kitchen open?');
  const text = readFileSync(await exportAll(), 'utf8');
  assert.match(text, /"Is the kitchen open\?"/);
  assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
});

it('Clear History names the count, and nothing is left', async () => {
  const history = vscode.workbench.tree('History');
  await chat('Is the library open?');
  await chat('Is the shop open?');
  await history.waitForRow('Is the shop open?');
  await clearAll();
  await until('no row', async () => (await history.rows()).length === 0);
});

it('Import History says what the file holds, brings it back, and brings it once', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  await chat('Is the cellar open?');
  await workbench.runCommand('PolyAI: Rename Conversation…');
  await answer(workbench, 'Empty shows what was said first', 'The cellar');
  await chat('Is the attic open?');
  await history.waitForRow('The cellar');
  const file = await exportAll();
  await clearAll();
  await history.waitForNoRow('The cellar');
  await history.waitForNoRow('Is the attic open?');

  const choose = async () => {
    await workbench.runCommand('PolyAI: Import History…');
    await workbench.quickInput.waitFor('Import History');
    await chooseFile(workbench, file, isAsked('Import History'));
  };
  appendFileSync(file, '{"version":1,"cut off');
  await choose();
  const question = await workbench.dialogs.waitFor(/^polyai-.*\.jsonl: \d+ new, 1 not readable\./);
  await photograph(workbench, 'history-import');
  await question.click('Import');
  await history.waitForRow('The cellar');
  await history.waitForRow('Is the attic open?');
  await choose();
  await workbench.notifications.waitFor(
    /jsonl: 0 new, \d+ already here, 1 not readable\. Line \d+ is not JSON/,
  );
});

it('Cancel of an export leaves no file and nothing of one, and says so', async () => {
  const { workbench } = vscode;
  await chat('Is the vault open?');
  saveLongOnes(10);
  const file = await exportTo('All conversations', 'With what was said', {
    format: 'HTML',
    ending: '.html',
    meanwhile: async () => {
      const progress = await workbench.notifications.waitFor('Exporting the history');
      await photograph(workbench, 'history-exporting');
      await progress.click('Cancel');
    },
  });
  await workbench.statusBar.item('The export was cancelled. No file was written.');
  assert.deepEqual(
    readdirSync(path.dirname(file)).filter((name) => name.includes('.html')),
    [],
  );
});

/** So many conversations, as another window saves them, that a page of HTML takes its time with: each character is spelt out. */
function saveLongOnes(count: number): void {
  const history = openHistory(vscode.server);
  const reply = '\u0001'.repeat(1_000_000);
  for (let at = 0; at < count; at++)
    history.save(aConversation({ id: `long-${at}`, state: 'closed', reply }));
  history.dispose();
}

async function connect(): Promise<void> {
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
}

/** A new conversation, in front with the keyboard. */
async function chat(...texts: readonly string[]): Promise<ConversationPanel> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Create Chat');
  const panel = await ConversationPanel.created(workbench, latest && { not: latest });
  latest = panel;
  for (const text of texts) await panel.ask(text);
  return panel;
}

function isAsked(title: string): () => Promise<boolean> {
  const { quickInput } = vscode.workbench;
  return async () => (await quickInput.isOpen()) && (await quickInput.title()).startsWith(title);
}

async function waitForVerdict(verdict: RegExp): Promise<void> {
  await until('the verdict', async () =>
    (await vscode.workbench.tree('History').rows()).some(({ description }) => verdict.test(description)),
  );
}

/** The file that all conversations were written to. */
async function exportAll(): Promise<string> {
  return exportTo('All conversations', 'With what was said');
}

interface ExportOptions {
  readonly format?: string;
  readonly ending?: string;
  /** Instead of waiting for the file. */
  readonly meanwhile?: () => Promise<void>;
}

/** Each answered by keyboard. Which ones is asked only where several rows are selected or filtered. */
async function exportTo(
  which: string,
  texts: string,
  { format = 'JSON Lines', ending = '.jsonl', meanwhile }: ExportOptions = {},
): Promise<string> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Export History…');
  await workbench.quickInput.waitFor(/^Export History \(1/);
  if ((await workbench.quickInput.title()).includes('1/3')) await workbench.quickInput.pick(which);
  await workbench.quickInput.waitForItem('JSON Lines');
  await photograph(workbench, 'history-export');
  await workbench.quickInput.pick(format);
  await workbench.quickInput.pick(texts);
  // The dialog proposes a name.
  const file = await until('the save dialog', async () => {
    const proposed = await workbench.quickInput.value();
    return proposed.endsWith(ending) && proposed;
  });
  // It proposes the same for a second one, and would ask whether to overwrite.
  rmSync(file, { force: true });
  await workbench.quickInput.accept();
  if (meanwhile) await meanwhile();
  else await until('the file', () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
  return file;
}

async function clearAll(): Promise<void> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Clear History…');
  const question = await workbench.dialogs.waitFor(/Delete all \d+ conversations of the history for good\?/);
  await question.click('Delete for Good');
}

function closes(): number {
  return agent.requests.filter(({ path }) => path.endsWith('/chat/close')).length;
}
