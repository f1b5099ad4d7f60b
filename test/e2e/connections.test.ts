import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { writeHostileFolder } from './support/hostileFolder.ts';
import {
  addFromCurl,
  answer,
  choose,
  curlLine,
  enter,
  paste,
  questions,
  refuse,
  retry,
  waitForQuestion,
} from './support/keyboard.ts';
import { type Listener, startListener } from './support/listener.ts';
import { outFolder } from '../support/paths.ts';
import { findSecrets, scanFolder } from './support/secretScan.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person with agents of their own. Their keys exist in this run only, so that each copy of one can be found.
const vscode = useVscode(followsTheSystem);
const canary = createCanary();
const studioCanary = createCanary();
const secrets = [canary.apiKey, canary.token, studioCanary.apiKey, studioCanary.token];
let agent: StandInAgent;
let elsewhere: Listener;
let panel: ConversationPanel | undefined;

before(async () => {
  elsewhere = await startListener();
  agent = await startStandInAgent({ ...canary, recordRequests: true, redirectTo: elsewhere.origin });
});
after(async () => {
  await agent.close();
  await elsewhere.close();
});

it('an Agent Studio URL becomes a connection, by the keyboard alone', async () => {
  const { workbench } = vscode;
  const { quickInput } = workbench;
  await workbench.showSideBar('PolyAI');
  await workbench.runCommand('PolyAI: Add Connection…');
  await waitForQuestion(workbench, questions.first);
  const notAccepted: readonly (readonly [text: string, reason: string])[] = [
    ['', 'Paste the address of your agent in Agent Studio'],
    ['http://chat.example.com/v1/acme-uk/acme-team-4/chat/create', 'Use https'],
    ['acme/uk/team/4', 'Enter the account id alone, or account/project.'],
  ];
  for (const [text, reason] of notAccepted) {
    await enter(workbench, text);
    await refuse(workbench, reason);
  }
  await enter(workbench, 'https://ada:hunter2@studio.uk.poly.ai/acme-uk/acme-team-4');
  await until('the password to be gone', async () => (await quickInput.value()) === '');
  await refuse(workbench, 'Remove the user name and password');
  await photograph(workbench, 'add-connection-refused');

  await enter(workbench, 'https://studio.uk.poly.ai/acme-uk/acme-team-4/agent');
  await waitForQuestion(workbench, 'uk-1 · acme-uk · acme-team-4');
  await photograph(workbench, 'add-connection');
  await workbench.press('Enter');
  await waitForQuestion(workbench, questions.environment);
  await photograph(workbench, 'add-connection-environment');
  await choose(workbench, questions.environment, 'sandbox');

  await waitForQuestion(workbench, questions.name);
  assert.equal(await quickInput.value(), 'Acme team 4');
  await enter(workbench, 'Grand Hotel');
  await photograph(workbench, 'add-connection-name');
  await quickInput.back();
  await waitForQuestion(workbench, questions.environment);
  await quickInput.waitForItem('sandbox');
  await workbench.press('Enter');
  await waitForQuestion(workbench, questions.name);
  assert.equal(await quickInput.value(), 'Grand Hotel', 'Back has lost what was typed');
  await workbench.press('Enter');

  await waitForQuestion(workbench, questions.apiKey);
  assert.ok(await quickInput.isPassword());
  await refuse(workbench, 'Enter the value: it cannot be empty.');
  await paste(workbench, 'first line\nsecond line');
  await refuse(workbench, 'that a header cannot carry');
  await photograph(workbench, 'add-connection-secret-refused');
  await retry(workbench, `X-API-KEY: "${studioCanary.apiKey}"`);
  await waitForQuestion(workbench, questions.token);
  assert.ok(await quickInput.isPassword());
  await enter(workbench, studioCanary.apiKey);
  await refuse(workbench, 'This is the same value as the API key.');
  await enter(workbench, studioCanary.token);
  await photograph(workbench, 'add-connection-secret');
  await workbench.press('Enter');
  await waitForQuestion(workbench, questions.next);
  await photograph(workbench, 'add-connection-next');
  await choose(workbench, questions.next, 'Done');
  await quickInput.waitUntilClosed();

  const row = await workbench.tree('Connections').waitForRow('Grand Hotel');
  assert.equal(row.description, 'sandbox · uk-1');
  assert.equal((await workbench.statusBar.item('Grand Hotel')).text, 'Grand Hotel · sandbox');
  assert.deepEqual(await workbench.notifications.texts(), []);
});

it('an account id is enough to begin with; the rest is asked for, and the connection is tested', async () => {
  const { workbench } = vscode;
  const { quickInput } = workbench;
  await workbench.runCommand('PolyAI: Add Connection…');
  await answer(workbench, questions.first, `X-API-KEY: ${canary.apiKey}`);
  await waitForQuestion(workbench, questions.account);
  await enter(workbench, 'acme/uk');
  await refuse(workbench, 'An id has no slash.');
  await photograph(workbench, 'add-connection-account');
  await retry(workbench, 'acme-uk');
  await answer(workbench, questions.project, 'front-desk');
  await waitForQuestion(workbench, questions.region);
  await photograph(workbench, 'add-connection-region');
  await choose(workbench, questions.region, 'Custom');
  await waitForQuestion(workbench, questions.origin);
  await enter(workbench, 'http://chat.example.com');
  await refuse(workbench, 'Use https');
  await retry(workbench, agent.origin);
  await waitForQuestion(workbench, questions.approval);
  await quickInput.waitForItem('No, go back');
  await photograph(workbench, 'add-connection-approval');
  assert.match((await quickInput.items())[0]?.label ?? '', /^No/, 'Enter alone must not approve');
  await choose(workbench, questions.approval, 'Yes');
  await choose(workbench, questions.environment, 'pre-release');
  await answer(workbench, questions.name, 'Front desk');
  await answer(workbench, questions.token, canary.token);
  assert.equal(agent.requests.length, 0, 'nothing is sent before the person asks for it');

  await choose(workbench, questions.next, 'Test');
  await workbench.editors.waitForText(/^Front desk answered in \d+ ms\.$/m);
  const [reached, ...called] = agent.requests;
  assert.equal(reached?.headers['x-api-key'], undefined, 'looking whether somebody is there needs no key');
  assert.deepEqual(
    called.map(({ method, path, headers }) => [method, path, headers['x-api-key'], headers['x-token']]),
    [
      ['POST', '/v1/acme-uk/front-desk/chat/create', canary.apiKey, canary.token],
      ['PUT', '/v1/acme-uk/front-desk/chat/close', canary.apiKey, canary.token],
    ],
  );
  await photograph(workbench, 'connection-tested');
});

it('a cURL line fills everything, and the first chat is one Enter away', async () => {
  const { workbench } = vscode;
  const body =
    '{"channel":"webchat","integration_attributes":{"customer_name":"Ada","room":12345678901234567890}}';
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'reception'], body),
    name: 'Reception',
    environment: 'sandbox',
  });
  const sent = agent.requests.length;
  await workbench.press('Enter');
  await workbench.output.waitForText(/create {3}Reception \(sandbox\) {3}200/);
  assert.equal(agent.requests.length, sent + 1);
  const request = agent.requests.at(-1);
  assert.equal(request?.path, '/v1/acme-uk/reception/chat/create');
  assert.equal(request?.headers['x-api-key'], canary.apiKey);
  assert.equal(request?.headers['x-token'], canary.token);
  assert.equal(request?.body, body);
  await waitForPanel();
});

it('Escape in the last step leaves nothing behind', async () => {
  const { workbench } = vscode;
  const before = await workbench.tree('Connections').labels();
  const lost = createCanary();
  secrets.push(lost.apiKey, lost.token);
  await addFromCurlUntilName(lost);
  await workbench.quickInput.escape();
  assert.deepEqual(await workbench.tree('Connections').labels(), before);
  await workbench.runCommand('PolyAI: Add Connection…');
  await waitForQuestion(workbench, questions.first);
  assert.equal(await workbench.quickInput.value(), '');
  await workbench.quickInput.escape();
});

it('Create Chat takes the active connection at once, with the last parameters; another is asked for by name', async () => {
  const { workbench } = vscode;
  const [sent, last] = [agent.requests.length, agent.requests.at(-1)];
  await workbench.runCommand('PolyAI: Create Chat');
  await until('the second chat', () => agent.requests.length === sent + 1);
  assert.equal(agent.requests.at(-1)?.body, last?.body);
  assert.equal(agent.requests.at(-1)?.path, last?.path);
  await waitForPanel();

  await workbench.runCommand('PolyAI: Create Chat with…');
  await waitForQuestion(workbench, 'Which agent would you like to talk to?');
  await workbench.quickInput.waitForItem('Reception');
  assert.deepEqual(
    (await workbench.quickInput.items()).map(({ label, description }) => [label, description]),
    [
      ['Grand Hotel', 'sandbox · uk-1'],
      ['Front desk', `pre-release · ${new URL(agent.origin).host}`],
      ['Reception', `sandbox · ${new URL(agent.origin).host} · active`],
    ],
  );
  await photograph(workbench, 'create-chat');
  await choose(workbench, 'Which agent would you like to talk to?', 'Front desk');
  await until('the third chat', () => agent.requests.length === sent + 2);
  assert.equal(agent.requests.at(-1)?.path, '/v1/acme-uk/front-desk/chat/create');
  await waitForPanel();
  await workbench.statusBar.item('Reception');
  await photograph(workbench, 'output');
});

it('a refused key is explained in one notification, whose first button fixes it', async () => {
  const { workbench } = vscode;
  agent.setFault('unauthorized', { times: 1 });
  await createChat('Reception');
  const notification = await workbench.notifications.waitFor('The key was refused (401).');
  assert.deepEqual(await workbench.notifications.texts(), [
    `The key was refused (401). Check that the API key belongs to ${new URL(agent.origin).host}.`,
  ]);
  assert.deepEqual(notification.buttons, ['Edit Connection…', 'Show Output']);
  await workbench.output.waitForText(/create {3}Reception \(sandbox\) {3}401 {3}\d+ ms/);
  await workbench.output.waitUntilWritten(
    'PolyAI',
    /^ {10}The key was refused \(401\)\. .* {3}correlation id [\w-]+$/m,
  );
  const row = await workbench.tree('History').waitForRow('(no reply)');
  assert.match(row.description, /^(now|\d+ min) · failed \(401\)/);
  await photograph(workbench, 'failure');

  await notification.click('Edit Connection…');
  await workbench.quickInput.waitFor('Edit Connection: Reception');
  await photograph(workbench, 'edit-connection');
  await workbench.quickInput.escape();
});

it('a redirect is refused: nothing reaches the other server', async () => {
  const { workbench } = vscode;
  agent.setFault('redirect', { times: 1 });
  await createChat('Reception');
  const notification = await workbench.notifications.waitFor(/redirect/);
  assert.deepEqual(elsewhere.received, []);
  await notification.dismiss();

  agent.setFault('echoed-secrets', { times: 1 });
  await createChat('Reception');
  const echo = await workbench.notifications.waitFor(/\(400\)/);
  assert.deepEqual(findSecrets(Buffer.from(echo.text), secrets), []);
  await photograph(workbench, 'failure-echoed-secrets');
  await echo.dismiss();
});

it('a live agent is asked about once, and LIVE stands wherever a chat can begin', async () => {
  const { workbench } = vscode;
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'london']),
    name: 'Hotel London',
    environment: 'LIVE',
  });
  const sent = agent.requests.length;
  await workbench.press('Enter');
  const declined = await workbench.dialogs.waitFor('Hotel London is LIVE. Create a chat there?');
  await photograph(workbench, 'live-guard');
  await declined.click('Cancel');
  await createChat('Hotel London');
  await (await workbench.dialogs.waitFor('Hotel London is LIVE.')).click('Create Chat');
  await until('the first live chat', () => agent.requests.length === sent + 1);
  await waitForPanel();
  await createChat('Hotel London');
  await until('the second live chat', () => agent.requests.length === sent + 2);
  await waitForPanel();
  assert.equal(await workbench.dialogs.isOpen(), false, 'it asked a second time');

  const item = await workbench.statusBar.item('Hotel London');
  assert.match(item.text, /^Reception · sandbox\s+Hotel London LIVE$/);
  assert.equal(item.kind, 'warning');
  const asked = agent.requests.length;
  await workbench.runCommand('PolyAI: Create Chat');
  await until('the next chat', () => agent.requests.length === asked + 1);
  assert.equal(agent.requests.at(-1)?.path, '/v1/acme-uk/reception/chat/create', 'LIVE was the default');
  await waitForPanel();
  const row = await workbench.tree('Connections').waitForRow('Hotel London');
  assert.match(row.description, /^LIVE · /);
  await photograph(workbench, 'live');
  const menu = await workbench.tree('Connections').contextMenu('Hotel London');
  await photograph(workbench, 'connection-menu');
  await menu.choose('Create Chat with Parameters…');
  const form = await workbench.editors.webview('New Chat');
  assert.match(await form.locator('#connection-facts').innerText(), /LIVE/);
  assert.match(await form.locator('.send-bar').innerText(), /LIVE/);
  await photograph(workbench, 'new-chat-live');
});

it('history and keys outlive a crash of the server, and a hostile folder gets neither', async () => {
  const { workbench } = vscode;
  const history = workbench.tree('History');
  const greetings = async () => (await history.labels()).filter((label) => /\bAda\b/.test(label)).length;
  const before = { rows: (await history.rows()).length, greetings: await greetings() };
  await vscode.server.restart({ crash: true });
  await workbench.open(await writeHostileFolder(join(vscode.folder, 'hostile'), elsewhere.origin));
  await workbench.showSideBar('PolyAI');
  await until('the history', async () => (await history.rows()).length === before.rows);

  await workbench.waitForExtension('PolyAI: Create Chat');
  // A chat of the test before may have had no greeting yet when its row was counted.
  const greeted = await greetings();
  assert.ok(greeted >= before.greetings);
  const sent = agent.requests.length;
  await createChat('Reception');
  await until('a chat without entering the keys again', () => agent.requests.length === sent + 1);
  assert.equal(agent.requests.at(-1)?.headers['x-api-key'], canary.apiKey);
  await waitForPanel();
  // What was said is still recorded, although the folder's settings say otherwise.
  await until('one more greeting of Ada', async () => (await greetings()) === greeted + 1);

  await workbench.notifications.dismissAll();
  await workbench.runCommand('PolyAI: Add Connection…');
  await waitForQuestion(workbench, 'Which agent would you like to connect to?');
  await workbench.quickInput.waitForItem('Another agent…');
  const [proposal] = await workbench.quickInput.items();
  assert.equal(proposal?.description, 'acme-uk · acme-team-4');
  assert.deepEqual(await workbench.quickInput.cutOffLines(), []);
  assert.equal(proposal?.detail, 'The region of the project is not documented.');
  await photograph(workbench, 'add-connection-project');
  await workbench.press('Enter');
  await waitForQuestion(workbench, questions.region);
  await workbench.quickInput.escape();
  assert.deepEqual(elsewhere.received, []);
});

it('no secret is anywhere but where it belongs', async () => {
  // Stopped, so that everything that was still in memory is on disk now.
  await vscode.browser.close();
  await vscode.server.stop();
  assert.deepEqual(await scanFolder(vscode.folder, secrets), []);
  for (const folder of ['screenshots', 'screenshots-text']) {
    assert.deepEqual(await scanFolder(join(outFolder, folder), secrets), []);
  }
  assert.deepEqual(findSecrets(Buffer.from(elsewhere.received.join('\n')), secrets), []);
  assert.deepEqual(elsewhere.received, []);
});

/** By the palette, from among several. */
async function createChat(name: string): Promise<void> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Create Chat with…');
  await choose(workbench, 'Which agent would you like to talk to?', name);
}

/** A chat opens its panel, which takes the keyboard; a person waits for that too. */
async function waitForPanel(): Promise<void> {
  panel = await ConversationPanel.created(vscode.workbench, panel && { not: panel });
}

async function addFromCurlUntilName(lost: { apiKey: string; token: string }): Promise<void> {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Add Connection…');
  const curl = curlLine({ ...lost, origin: agent.origin }, ['acme-uk', 'nowhere']);
  await answer(workbench, questions.first, curl);
  await choose(workbench, questions.approval, 'Yes');
  await choose(workbench, questions.environment, 'sandbox');
  await waitForQuestion(workbench, questions.name);
}
