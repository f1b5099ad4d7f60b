import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { untilSealed } from './support/browserMemory.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { frontDesk, messagesTo } from './support/frontDesk.ts';
import { addFromCurl, curlLine } from './support/keyboard.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// The editor's side dies while the agent still thinks.
const vscode = useVscode({
  ...followsTheSystem,
  settings: { ...followsTheSystem.settings, 'polyai.requestTimeoutSeconds': 600 },
});
const canary = createCanary();
let agent: StandInAgent;
let panel: ConversationPanel;

before(async () => {
  const script = frontDesk([{ when: { contains: ['think'] }, reply: 'Done.', delayMs: 120_000 }]);
  agent = await startStandInAgent({ ...canary, script, recordRequests: true });
});
after(() => agent.close());

it('kill -9 of the extension host while a reply is awaited: the text is there, and its fate is unknown', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.press('Enter');
  panel = await ConversationPanel.created(workbench);
  await panel.ask('Is the pool open?');
  await panel.say('Please think about a discount');
  await until('the message at the agent', () => messagesTo(agent).length === 2);
  await workbench.page.keyboard.type('Typed while waiting');
  await panel.waitForMessage('Typed while waiting');

  process.kill(extensionHostId(), 'SIGKILL');
  await until('the end of the call', () => agent.countOpenRequests() === 0);
  await panel.frame
    .getByRole('alert')
    .filter({ hasText: /^The editor does not answer/ })
    .waitFor();
  // Nobody is on the other side; the panel keeps it by itself.
  await panel.message.fill('Typed while waiting and after the crash');
  await untilSealed(workbench, 'Typed while waiting and after the crash');
  await photograph(workbench, 'conversation-editor-gone');
  await workbench.reload();

  panel = await ConversationPanel.find(workbench);
  const turn = await panel.waitForTurn(2);
  assert.deepEqual([turn.state, turn.user], ['unknown', 'Please think about a discount']);
  assert.match(
    turn.failure,
    /^Unknown The editor stopped before an answer came\. Your message may have arrived\. It was not sent again\.$/,
  );
  assert.match(await panel.head(), /^open 3 turns/);
  await panel.waitForMessage('Typed while waiting and after the crash');
  await photograph(workbench, 'conversation-after-a-crash');
});

it('nothing was sent again, the ledger lists it, and the conversation goes on', async () => {
  const { workbench } = vscode;
  assert.deepEqual(messagesTo(agent), ['Is the pool open?', 'Please think about a discount']);
  const row = await workbench.tree('History').waitForRow('Is the pool open?');
  assert.match(row.description, /^(now|\d+ min) · open/);
  await panel.message.focus();
  await workbench.press('Enter');
  const next = await panel.waitForTurn(3);
  assert.deepEqual([next.state, next.user], ['answered', 'Typed while waiting and after the crash']);
  await panel.button('Close Chat').click();
  await panel.lock();
});

/** The process that waits for the reply is written down with the conversation. */
function extensionHostId(): number {
  const [file] = globSync('**/history.db', { cwd: vscode.server.userDataDir });
  assert.ok(file, 'There is no history.');
  const history = openSqliteHistory({
    directory: path.join(vscode.server.userDataDir, path.dirname(file)),
    now: Date.now,
    isProcessAlive: () => true,
    onProblem: (problem) => assert.fail(problem.message),
  });
  try {
    const processId = history.page().conversations[0]?.lastProcessId ?? 0;
    // Never 0: that would be the whole group of this test.
    assert.ok(processId > 1 && processId !== process.pid);
    return processId;
  } finally {
    history.dispose();
  }
}
