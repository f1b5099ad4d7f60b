import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { remembered, untilRemembered } from './support/browserMemory.ts';
import { createCanary } from './support/canary.ts';
import { whileExtensionsStandStill } from './support/extensionHostStill.ts';
import {
  addFromCurl,
  answer,
  choose,
  curlLine,
  enter,
  paste,
  questions,
  waitForQuestion,
} from './support/keyboard.ts';
import { ConversationPanel, runByKeyboard } from './support/conversationPanel.ts';
import { messagesTo } from './support/frontDesk.ts';
import { NewChatForm } from './support/newChatForm.ts';
import { findSecrets, scanFolder } from './support/secretScan.ts';
import { untilSessionIsSaved } from './support/sessionFile.ts';
import { untilKept } from './support/unsentTexts.ts';

// A person who pastes a key into the wrong field: the key of the agent in front, or that of another one.
const vscode = useVscode();
const [own, other] = [createCanary(), createCanary()];
const secrets = [own.apiKey, own.token, other.apiKey, other.token];
let agent: StandInAgent;

before(async () => {
  agent = await startStandInAgent({ ...own, recordRequests: true });
});
after(() => agent.close());

it('a command that is pasted while the editor is slow to answer is in no file', async () => {
  const { workbench, server } = vscode;
  await workbench.showSideBar('PolyAI');
  await workbench.runCommand('PolyAI: Add Connection…');
  await waitForQuestion(workbench, questions.first);
  await whileExtensionsStandStill(server, async () => {
    await paste(workbench, curlLine({ origin: agent.origin, ...own }, ['acme-uk', 'front-desk']));
    await until('the command in the box', async () =>
      (await workbench.quickInput.value()).includes(own.apiKey),
    );
    await untilSessionIsSaved(vscode, workbench.page);
    await expectNowhere();
  });
  await until('what was understood', async () =>
    (await workbench.quickInput.value()).endsWith('acme-uk · front-desk · API key · connector token'),
  );
  assert.equal(await workbench.quickInput.isPassword(), false);
  await expectNowhere();

  // What is no secret can be read as soon as it is typed.
  await enter(workbench, '');
  await workbench.page.keyboard.type('acme-uk');
  await until('what was understood', async () => (await workbench.quickInput.message()) === 'acme-uk');
  assert.equal(await workbench.quickInput.isPassword(), false);
  assert.equal(await workbench.quickInput.value(), 'acme-uk');
  await workbench.quickInput.escape();
});

it('a key typed as the name of a connection is not its name', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Add Connection…');
  await answer(workbench, questions.first, curlLine({ origin: agent.origin, ...other }, ['acme-uk', 'spa']));
  await choose(workbench, questions.approval, 'Yes');
  await choose(workbench, questions.environment, 'sandbox');
  await answerWithSecret(questions.name, `Spa ${other.apiKey}`);
  await waitForQuestion(workbench, questions.next);
  await workbench.quickInput.escape();
  await workbench.tree('Connections').waitForRow('Spa ••••');
  await addFromCurl(workbench, {
    curl: curlLine({ origin: agent.origin, ...own }, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.quickInput.escape();
  await expectNowhere();
});

for (const isRecorded of [true, false]) {
  const how = isRecorded ? 'on' : 'off';

  it(`with recording ${how}, keys typed into the form and its presets are on no disk and in no browser`, async () => {
    const { workbench, server } = vscode;
    if (!isRecorded) {
      await server.updateSettings({ 'polyai.history.recordMessages': false });
      await workbench.reload();
    }
    await workbench.runCommand('PolyAI: Create Chat with Parameters…');
    const form = await NewChatForm.find(workbench);
    await form.button('Clear').click();
    await form.type(form.field('Variant'), `a ${own.token}`);
    await workbench.press('Escape');
    await form.type(form.field('Channel'), `b ${other.apiKey}`);
    await workbench.press('Escape');
    await form.type(form.field('Hears'), own.apiKey);
    await workbench.press('Escape');
    await form.type(form.field('Speaks'), other.token);
    await workbench.press('Escape');
    const first = form.frame.locator('details.first-message');
    if ((await first.getAttribute('open')) === null) await first.locator('summary').click();
    await form.type(form.field('First message'), `My key is ${own.apiKey}, form ${how}`);
    await form.addAttribute({ key: own.token, type: 'text', value: other.apiKey });
    await form.view('JSON');
    await form.type(form.attributesText(), `{"key":"${own.apiKey}","${other.token}":1}`);
    await form.waitForPreview(other.token);
    // The browser does not know of the setting.
    if (isRecorded) await untilSessionIsSaved(vscode, form.frame);
    await expectNowhere();

    if (isRecorded) {
      await form.button(/^Save/).first().click();
      await answerWithSecret('For example: VIP guest', `Preset ${other.token}`);
      await form.frame.locator('body').filter({ hasText: 'Preset ••••' }).waitFor();
      await expectNowhere();
    }

    const before = agent.requests.length;
    await form.button('Create Chat').click();
    await until('the request', () => agent.requests.length > before);
    // What was typed is what is sent.
    assert.ok(JSON.stringify(agent.requests.slice(before)).includes(other.token));
    await form.waitForReply(/\S/);
    await expectNowhere();
  });

  it(`with recording ${how}, keys typed into a conversation are on no disk and in no browser`, async () => {
    const { workbench } = vscode;
    const form = await NewChatForm.find(workbench);
    await form.button('Clear').click();
    await form.button('Create Chat').click();
    await form.waitForReply(/CONV-/);
    await form.button('Open').click();
    const panel = await ConversationPanel.created(workbench);
    await panel.ask('Good evening');
    await panel.button(/^More$/).click();
    const metadata = panel.frame.getByLabel('Metadata');
    await metadata.click();
    await metadata.pressSequentially(`{"key":"${other.apiKey}"}`);
    await panel.message.click();
    const text = `Mine is ${own.apiKey}, theirs is ${other.token}, panel ${how}`;
    const masked = `Mine is ••••, theirs is ••••, panel ${how}`;
    await workbench.page.keyboard.type(text);
    await panel.waitForMessage(text);
    if (isRecorded) {
      await untilKept(workbench, masked);
      await untilSessionIsSaved(vscode, panel.frame);
    }
    await untilRemembered(workbench, panel.id);
    await expectNowhere();

    await workbench.press('Enter');
    const turn = await panel.waitForTurn(2);
    assert.deepEqual([turn.state, turn.user], ['answered', masked]);
    assert.equal(messagesTo(agent).at(-1), text);
    await panel.button('raw: request and response of turn 3').click();
    await panel.turn(2).locator('.call').waitFor();
    assert.deepEqual(findSecrets(Buffer.from(await panel.frame.locator('.turns').innerText()), secrets), []);
    await expectNowhere();

    // What stands for it was kept, and is not said again in its place.
    const before = agent.requests.length;
    await panel.message.click();
    await workbench.press('ArrowUp');
    await panel.waitForMessage(masked);
    await workbench.press('Enter');
    await panel.frame
      .getByText(/^•••• stands for a secret that was not kept\./)
      .first()
      .waitFor();
    assert.equal(agent.requests.length, before);
    await panel.message.selectText();
    await workbench.press('Delete');

    await workbench.runCommand('PolyAI: Send Message');
    await answerWithSecret('Type a message', `From the palette: ${other.apiKey}, ${how}`);
    assert.equal((await panel.waitForTurn(3)).user, `From the palette: ••••, ${how}`);
    assert.equal(messagesTo(agent).at(-1), `From the palette: ${other.apiKey}, ${how}`);
    await runByKeyboard(workbench, 'PolyAI: Close Chat');
    await panel.waitForHead(/^closed/);
    await expectNowhere();
  });
}

it('the window closes, and no key is anywhere', async () => {
  const { browser, folder, server } = vscode;
  await browser.close();
  await server.stop();
  assert.deepEqual(await scanFolder(folder, secrets), []);
});

/**
 * Into a box of the editor, whose own page the browser reads about a second after a change: the dots come before that
 * unless a change before this one has begun that second.
 */
async function answerWithSecret(question: string, text: string): Promise<void> {
  const { workbench } = vscode;
  await waitForQuestion(workbench, question);
  await untilSessionIsSaved(vscode, workbench.page);
  await enter(workbench, text);
  await until('dots', () => workbench.quickInput.isPassword());
  await workbench.press('Enter');
}

async function expectNowhere(): Promise<void> {
  const { folder, workbench } = vscode;
  const texts = await remembered(workbench);
  assert.notDeepEqual(texts, []);
  const found = secrets.some((secret) => texts.some((text) => text.includes(secret)));
  assert.equal(found, false, 'a secret is in the memory of the browser');
  assert.deepEqual(await scanFolder(folder, secrets), []);
}
