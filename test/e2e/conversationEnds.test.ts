import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { zoom } from '../support/browser.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { findSeriousProblems } from './support/axe.ts';
import { untilRemembered, untilSealed } from './support/browserMemory.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { waitUntilWhole } from './support/cutOff.ts';
import { frontDesk, messagesTo } from './support/frontDesk.ts';
import { addFromCurl, answer, curlLine, enter, refuse, waitForQuestion } from './support/keyboard.ts';
import { openHistory } from './support/openHistory.ts';
import { followsTheSystem, inEveryTheme, photograph } from './support/themes.ts';
import { isKept, untilKept } from './support/unsentTexts.ts';

// A person who wants to know how a conversation ends, and why.
const vscode = useVscode({
  ...followsTheSystem,
  settings: { ...followsTheSystem.settings, 'polyai.requestTimeoutSeconds': 600 },
});
const canary = createCanary();
let agent: StandInAgent;
let panel: ConversationPanel | undefined;
/** Of a broadcast. */
let grid: ConversationPanel | undefined;

before(async () => {
  const script = frontDesk(
    [
      { when: { contains: ['goodbye'] }, reply: 'Goodbye, and sleep well.', end: true },
      { when: { contains: ['think'] }, reply: 'Done.', delayMs: 120_000 },
      { when: { contains: ['leaving'] }, reply: 'Come again.', delayMs: 2000, end: true },
      {
        when: { contains: ['invoice'] },
        reply: 'I am putting you through.',
        handoff: { destination: 'billing', reason: 'billing_question' },
        end: true,
      },
    ],
    { greetings: [{ when: { variant: ['night'] }, reply: 'We are closed until seven.', end: true }] },
  );
  agent = await startStandInAgent({ ...canary, script, recordRequests: true });
});
after(() => agent.close());

const created = ['Create Again', 'Create Again and Replay My Turns', 'Create Chat with Parameters…'];

it('the agent ends it: end_conversation', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.quickInput.escape();
  const ended = await createChat();
  await ended.ask('Is the pool open?');
  assert.equal((await ended.ask('Goodbye')).agent, 'Goodbye, and sleep well.');
  assert.deepEqual(await ended.lock(), { sentence: 'The agent ended the conversation.', actions: created });
  assert.match(await ended.head(), /^ended by the agent 3 turns p50/);
  assert.equal(await ended.message.count(), 0);
  await ended.waitForFocus('.lock');
  await photograph(workbench, 'conversation-ended');
  await inEveryTheme(workbench, async (theme) =>
    assert.deepEqual(await findSeriousProblems(ended.frame), [], theme),
  );
});

it('a reply that ends it takes the keyboard from nobody who has gone elsewhere meanwhile', async () => {
  const { workbench } = vscode;
  const ending = await createChat();
  await ending.say('We are leaving');
  await workbench.press('F1');
  await workbench.quickInput.waitFor();
  await workbench.quickInput.type('>PolyAI');
  await ending.lock();
  await workbench.page.keyboard.insertText(': Show');
  await workbench.quickInput.waitForItem('PolyAI: Show Output');
  await workbench.quickInput.escape();
  await ending.waitForFocus('.lock');
});

it('the agent hands it off, to somebody and for a reason', async () => {
  const handedOff = await createChat();
  await handedOff.ask('There is a mistake in my invoice');
  assert.deepEqual(await handedOff.lock(), {
    sentence: 'The agent handed the conversation off to billing (billing_question).',
    actions: created,
  });
  assert.match(await handedOff.head(), /^handed off to billing \(billing_question\) 2 turns/);
  await photograph(vscode.workbench, 'conversation-handed-off');
});

it('the agent had ended it before: 410', async () => {
  const over = await createChat();
  const turn = await over.ask('fault:conversation-ended');
  assert.equal(turn.state, 'failed');
  assert.match(
    turn.failure,
    /^Failed This conversation is over: it was closed, has ended or has expired\. Create it again to continue\.$/,
  );
  assert.deepEqual(await over.lock(), {
    sentence: 'The agent had ended this conversation already, so the last message was not delivered.',
    actions: created,
  });
  assert.match(await over.head(), /^ended by the agent /);
  await photograph(vscode.workbench, 'conversation-410');
});

it('it was idle for too long: CHAT_TIMEOUT', async () => {
  const expired = await createChat();
  const turn = await expired.ask('fault:chat-timeout');
  assert.match(turn.failure, /^Failed This conversation has been idle for too long and is over\./);
  assert.deepEqual(await expired.lock(), {
    sentence:
      'This conversation was idle for too long and has expired, so the last message was not delivered.',
    actions: created,
  });
  assert.match(await expired.head(), /^expired /);
  await photograph(vscode.workbench, 'conversation-expired');
});

it('the person closes it; what was typed and not sent is still there to be copied', async () => {
  const { workbench } = vscode;
  const closed = await createChat();
  await closed.ask('Is the pool open?');
  await workbench.page.keyboard.type('One more thing');
  await closed.button('Close Chat').click();
  assert.deepEqual(await closed.lock(), { sentence: 'You closed this conversation.', actions: created });
  assert.match(await closed.head(), /^closed /);
  assert.equal(agent.requests.at(-1)?.method, 'PUT');
  await closed.frame.getByText('Not sent: One more thing').waitFor();
  await photograph(workbench, 'conversation-closed-with-unsent-text');
  await closed.button('Copy Text').click();
  await until('the text in the clipboard', async () => (await workbench.clipboard()) === 'One more thing');
});

it('a reply lost on the wire is unknown: nothing is sent again until the person says so', async () => {
  const { workbench } = vscode;
  const lost = await createChat();
  const before = messagesTo(agent).length;
  agent.setFault('reset', { operation: 'respond', times: 1 });
  const turn = await lost.ask('Book it, please');
  assert.equal(turn.state, 'unknown');
  assert.match(
    turn.failure,
    /^Unknown The connection was lost before the reply was complete\. Your message may have arrived\. It was not sent again\.$/,
  );
  assert.match(await lost.head(), /^open 2 turns/);
  assert.equal(await lost.message.inputValue(), '');
  await photograph(workbench, 'conversation-lost-reply');
  assert.deepEqual(messagesTo(agent).slice(before), ['Book it, please']);

  await untilRemembered(workbench, lost.id);
  await workbench.reload();
  const restored = await ConversationPanel.find(workbench);
  assert.equal((await restored.waitForTurn(1)).state, 'unknown');
  assert.deepEqual(messagesTo(agent).slice(before), ['Book it, please']);

  await restored.button('Send Again').click();
  const again = await restored.waitForTurn(2);
  assert.deepEqual([again.state, again.user], ['answered', 'Book it, please']);
  assert.deepEqual(messagesTo(agent).slice(before), ['Book it, please', 'Book it, please']);
  assert.equal(await restored.button('Send Again').count(), 0, 'what was said once more needs no button');
});

it('a key that is refused on the way leaves the conversation open, with what fixes it first', async () => {
  const { workbench } = vscode;
  const refused = await createChat();
  await refused.ask('Is the pool open?');
  agent.setFault('unauthorized', { operation: 'respond', times: 1 });
  const turn = await refused.ask('And the sauna?');
  assert.equal(turn.state, 'failed');
  assert.match(turn.failure, /^Failed The key was refused \(401\)\. Check that the API key belongs to 127/);
  assert.match(await refused.head(), /^open 3 turns/);
  assert.deepEqual(await refused.turn(2).locator('.failure-actions .button').allInnerTexts(), [
    'Edit Connection',
    'Send Again',
  ]);
  await refused.button('raw: request and response of turn 3').click();
  const call = refused.turn(2).locator('.call');
  await call.getByText('401').first().waitFor();
  await photograph(workbench, 'conversation-failed');
  await inEveryTheme(workbench, async (theme) =>
    assert.deepEqual(await findSeriousProblems(refused.frame), [], theme),
  );
  await refused.button('Edit Connection').click();
  await workbench.quickInput.waitFor('Edit Connection: Grand Hotel');
  await workbench.quickInput.escape();
  await refused.button('Send Again').click();
  assert.equal((await refused.waitForTurn(3)).state, 'answered');
});

it('from there: create again, and create again with all my turns', async () => {
  const { workbench } = vscode;
  const original = await createChat();
  for (const message of ['Is the pool open?', 'And the sauna?', 'Goodbye']) await original.ask(message);
  await original.lock();

  const sent = agent.requests.length;
  await original.button(/^Create Again$/).click();
  const again = await findPanel();
  assert.match(await again.waitForHead('open'), /^open 1 turn /);
  assert.equal(agent.requests.length, sent + 1);
  assert.ok(agent.requests.at(-1)?.path.endsWith('/chat/create'));
  assert.equal(agent.requests.at(-1)?.body, agent.requests[0]?.body);

  await workbench.editors.activate(/^Grand Hotel: Is the pool open/);
  const said = messagesTo(agent).length;
  const shown = await findPanel();
  await shown.button('Create Again and Replay My Turns').click();
  const replayed = await findPanel();
  await replayed.lock();
  assert.deepEqual(messagesTo(agent).slice(said), ['Is the pool open?', 'And the sauna?', 'Goodbye']);
  assert.deepEqual(
    (await replayed.turns()).map(({ user, state }) => `${state} ${user}`),
    ['answered ', 'answered Is the pool open?', 'answered And the sauna?', 'answered Goodbye'],
  );
  await photograph(workbench, 'conversation-replayed');
});

it('kill -9 of the extension host while a reply is awaited: the text is there, and its fate is unknown', async () => {
  const { workbench } = vscode;
  const cutOff = await createChat();
  const before = messagesTo(agent).length;
  await cutOff.ask('Is the roof open?');
  await cutOff.say('Please think about a discount');
  await until('the message at the agent', () => messagesTo(agent).length === before + 2);
  await workbench.page.keyboard.type('Typed while waiting');
  await cutOff.waitForMessage('Typed while waiting');

  process.kill(extensionHostId(), 'SIGKILL');
  await until('the end of the call', () => agent.countOpenRequests() === 0);
  await cutOff.frame
    .getByRole('alert')
    .filter({ hasText: /^The editor does not answer/ })
    .waitFor();
  // The extension does not answer; the panel keeps it by itself.
  await cutOff.message.fill('Typed while waiting and after the crash');
  await untilSealed(workbench, 'Typed while waiting and after the crash');
  await untilRemembered(workbench, cutOff.id);
  await photograph(workbench, 'conversation-editor-gone');
  await workbench.reload();

  panel = undefined;
  const restored = await findPanel();
  const turn = await restored.waitForTurn(2);
  assert.deepEqual([turn.state, turn.user], ['unknown', 'Please think about a discount']);
  assert.match(
    turn.failure,
    /^Unknown The editor stopped before an answer came\. Your message may have arrived\. It was not sent again\.$/,
  );
  assert.match(await restored.head(), /^open 3 turns/);
  await restored.waitForMessage('Typed while waiting and after the crash');
  await photograph(workbench, 'conversation-after-a-crash');

  // Nothing was sent again, the ledger lists it, and the conversation goes on.
  const said = messagesTo(agent).slice(before);
  assert.deepEqual(said, ['Is the roof open?', 'Please think about a discount']);
  const row = await workbench.tree('History').waitForRow('Is the roof open?');
  assert.match(row.ariaLabel, /, (now|\d+ min|11:5\d PM), open/);
  await restored.message.focus();
  await workbench.press('Enter');
  const next = await restored.waitForTurn(3);
  assert.deepEqual([next.state, next.user], ['answered', 'Typed while waiting and after the crash']);
  await restored.button('Close Chat').click();
  await restored.lock();
});

it('the first reply may be the last', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('View: Close All Editors');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'night-desk'], '{"variant_id":"night"}'),
    name: 'Night desk',
    environment: 'sandbox',
  });
  await workbench.press('Enter');
  const over = await findPanel();
  assert.deepEqual(await over.lock(), {
    sentence: 'The agent ended this conversation with its first reply.',
    actions: ['Create Again', 'Create Chat with Parameters…'],
  });
  await photograph(workbench, 'conversation-ended-at-once');
});

it('said to four at once by keyboard: the cells that differ say so, those that ended stand still, one goes on alone', async () => {
  const { workbench } = vscode;
  const { keyboard } = workbench.page;
  const before = await ConversationPanel.find(workbench);
  await workbench.runCommand('PolyAI: Broadcast to Several Targets…');
  await waitForQuestion(workbench, 'Which agents would you like to talk to at once?');
  await photograph(workbench, 'broadcast-targets');
  await workbench.press('Enter');
  const many = Array.from({ length: 33 }, (_, at) => `v${at}`).join(', ');
  await waitForQuestion(workbench, 'Variants, or nothing');
  await enter(workbench, many);
  await refuse(workbench, 'That makes 33 conversations, and 32 at once are the most.');
  await photograph(workbench, 'broadcast-refused');
  await answer(workbench, 'Variants, or nothing', '-, seaside, night, fault:server-error');
  await answer(workbench, 'Languages, as in', 'en-GB');
  await answer(workbench, 'Channels, as in', 'webchat');
  const shown = await ConversationPanel.created(workbench, { not: before });
  const { frame } = shown;
  const cells = (row: number) => frame.locator(`.cell[data-row="${row}"]`);
  const waitForCell = (row: number, at: number, text: RegExp) =>
    until(`${String(text)} in cell ${at} of row ${row}`, async () => {
      const found = (await cells(row).allInnerTexts())[at] ?? '';
      if (text.test(found)) return true;
      throw new Error(`It says "${found}".`);
    });
  await waitForCell(0, 0, /this is the front desk/);
  await waitForCell(0, 1, /this is the front desk/);
  await waitForCell(0, 2, /differs[\s\S]*We are closed until seven/);
  await waitForCell(0, 3, /^Failed: [\s\S]*Create Again/);
  assert.match(await frame.locator('.head').innerText(), /(?:Night desk|Grand Hotel)[\s\S]*en-GB · webchat/);
  assert.deepEqual(
    (await frame.locator('.grid-name strong').allInnerTexts()).map((name) => name.trim()),
    ['default variant', 'seaside', 'night', 'fault:server-error'],
  );
  assert.match(
    (await cells(-1).allInnerTexts())[2] ?? '',
    /The agent ended this conversation with its first reply/,
  );

  await shown.say('Is the pool open?');
  await waitForCell(1, 0, /Turn 1: I heard “Is the pool open\?”/);
  await waitForCell(1, 1, /Turn 1: I heard “Is the pool open\?”/);
  await waitForCell(1, 2, /^over$/);
  await waitForCell(1, 3, /^not said yet$/);
  await until('the summary', async () => /2 of 3 answered/.test(await frame.locator('.head').innerText()));
  // Of an enlarged window the columns scroll.
  if (zoom === 1) await waitUntilWhole(frame);
  await photograph(workbench, 'broadcast');
  await inEveryTheme(workbench, async (theme) =>
    assert.deepEqual(await findSeriousProblems(frame), [], theme),
  );

  // To the grid, up to the names, to the second column and its button.
  await keyboard.press('Shift+Tab');
  await shown.waitForFocus('.cell[data-row="1"]');
  await keyboard.press('PageUp');
  await shown.waitForFocus('.grid-name');
  await keyboard.press('ArrowRight');
  await shown.waitForFocus('.grid-name:nth-of-type(2)');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const alone = await ConversationPanel.created(workbench, { not: shown });
  assert.equal((await alone.ask('Only you')).agent, 'Turn 2: I heard “Only you”.');
  await workbench.editors.activate(/^Broadcast/);
  const again = await ConversationPanel.find(workbench, { not: alone });
  await until('three columns', async () => (await again.frame.locator('.grid-name').count()) === 3);
  assert.deepEqual(messagesTo(agent).slice(-3), ['Is the pool open?', 'Is the pool open?', 'Only you']);
  grid = again;
});

it('a reload of the window brings the broadcast back with what was typed; closed, it leaves nothing of that', async () => {
  const { workbench } = vscode;
  assert.ok(grid);
  await grid.frame.locator('#message').focus();
  const typed = 'And is there a garage for two cars, a motorcycle and a boat on a trailer?';
  await workbench.page.keyboard.type(typed);
  await untilKept(workbench, typed, 'broadcast.json');
  await untilSealed(workbench, typed);
  await workbench.runCommand('PolyAI: Group History…');
  await workbench.quickInput.pick('By state');
  await workbench.runCommand('PolyAI: Filter History…');
  await workbench.quickInput.type('pool');
  await workbench.quickInput.pick('Show only: pool');
  await workbench.tree('History').waitForNoRow('Is the roof open?');
  await untilRemembered(workbench, /"grouping\\*":\\*"state\\*",\\*"filter\\*":\\*"pool/);
  await workbench.reload();
  const back = await ConversationPanel.find(workbench);
  assert.equal(back.id, grid.id);
  await back.waitForMessage(typed);
  assert.deepEqual(await back.frame.locator('.grid-name strong').allInnerTexts(), [
    'default variant',
    'night',
    'fault:server-error',
  ]);
  await until('the history as it was looked at', async () => {
    const labels = await workbench.tree('History').labels();
    return labels.includes('open') && !labels.includes('Is the roof open?') && !labels.includes('Today');
  });
  await back.frame.locator('#message').focus();
  await workbench.press('Enter');
  await until('the reply', async () =>
    /Turn 2: I heard “And is there a garage/.test(
      await back.frame.locator('.cell[data-row="2"]').first().innerText(),
    ),
  );
  await workbench.page.keyboard.type('Never said');
  await untilKept(workbench, 'Never said', 'broadcast.json');
  await workbench.runCommand('View: Close Editor');
  await until('nothing on disk', () => !isKept(workbench, 'Never said', 'broadcast.json'));
});

/** With one connection, a chat is created without a question. The tabs of before are closed. */
async function createChat(): Promise<ConversationPanel> {
  const { workbench } = vscode;
  if (panel) await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('PolyAI: Create Chat');
  panel = await ConversationPanel.created(workbench, panel && { not: panel });
  return panel;
}

async function findPanel(): Promise<ConversationPanel> {
  panel = await ConversationPanel.find(vscode.workbench, panel && { not: panel });
  return panel;
}

/** The process that waits for the reply is written down with the conversation. */
function extensionHostId(): number {
  const history = openHistory(vscode.server);
  try {
    const processId = history.page().conversations[0]?.lastProcessId ?? 0;
    // Never 0: that would be the whole group of this test.
    assert.ok(processId > 1 && processId !== process.pid);
    return processId;
  } finally {
    history.dispose();
  }
}
