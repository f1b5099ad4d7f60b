import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { frontDesk } from './support/frontDesk.ts';
import { addFromCurl, curlLine } from './support/keyboard.ts';

// A person who keeps the hands on the keyboard. The arrow keys move the focus; what was clicked stays selected.
const vscode = useVscode();
const canary = createCanary();
const said = ['Is the pool open?', 'Is the sauna open?', 'Is the bar open?'];
let agent: StandInAgent;

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
  let panel: ConversationPanel | undefined;
  for (const text of said) {
    await workbench.runCommand('PolyAI: Create Chat');
    panel = await ConversationPanel.created(workbench, panel && { not: panel });
    await panel.ask(text);
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

function closes(): number {
  return agent.requests.filter(({ path }) => path.endsWith('/chat/close')).length;
}
