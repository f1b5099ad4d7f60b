import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Turn } from '../../src/core/conversation/conversation.ts';
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { createCanary } from './support/canary.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { frontDesk } from './support/frontDesk.ts';
import { addFromCurl, curlLine } from './support/keyboard.ts';

// A conversation that has gone on for 2,000 turns.
const vscode = useVscode();
const canary = createCanary();
const turnCount = 2000;
/** Far above what it takes, and far below what it took to draw every turn anew; `bench:typing` has the figures. */
const longestMs = 10_000;
let agent: StandInAgent;
let panel: ConversationPanel;
let shortEnterMs: readonly number[] = [];

before(async () => {
  agent = await startStandInAgent({ ...canary, script: frontDesk() });
});
after(() => agent.close());

it('opens at its end, and every turn of it is there', async (context) => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await addFromCurl(workbench, {
    curl: curlLine(agent, ['acme-uk', 'front-desk']),
    name: 'Grand Hotel',
    environment: 'sandbox',
  });
  await workbench.press('Enter');
  panel = await ConversationPanel.created(workbench);
  await panel.ask('Turn number 1');
  // The first webview of a window is the slowest.
  await openAgain(2);
  const shortMs = await openAgain(2);
  shortEnterMs = await enterToScreen();
  growTo(turnCount, panel.id);
  const longMs = await openAgain(turnCount);
  context.diagnostic(`2 turns after ${shortMs.toFixed(0)} ms, ${turnCount} after ${longMs.toFixed(0)} ms`);
  assert.equal(await panel.frame.locator('.turn').count(), turnCount);
  assert.ok(longMs < longestMs, `It took ${longMs.toFixed(0)} ms.`);
});

it('shows what was said as it shows it in a short one', async (context) => {
  const longMs = await enterToScreen();
  context.diagnostic(
    `Enter to screen: ${asText(shortEnterMs)} ms with 2 turns, ${asText(longMs)} ms with ${turnCount}`,
  );
  assert.ok((longMs[0] ?? Infinity) < longestMs / 10, `It took ${asText(longMs)} ms.`);
});

it('can be searched, copied and walked through, from its first turn to its last', async () => {
  const { workbench } = vscode;
  const found = await panel.frame.evaluate<boolean>(
    `window.find('reply of turn 7.', false, false, true) && getSelection().anchorNode.parentElement.closest('.turn').dataset.index === '7'`,
  );
  assert.ok(found, 'the seventh turn was not found');

  const copied = await panel.frame.evaluate<string>(
    `(getSelection().selectAllChildren(document.querySelector('.turns')), String(getSelection()))`,
  );
  for (const index of [7, 777, 1999])
    assert.ok(copied.includes(`The reply of turn ${index}.`), `turn ${index}`);

  await panel.frame.getByRole('group', { name: /^Turn 1001\. You: Turn number 1000/ }).waitFor();
  await panel.turn(turnCount - 1).focus();
  await workbench.press('Home');
  await panel.waitForFocus('.turn[data-index="0"]');
  await until('the first turn in view', () =>
    panel.frame.evaluate<boolean>(
      `document.querySelector('[data-index="0"]').getBoundingClientRect().top >= 0`,
    ),
  );
});

/** From the click in the history until its first turn is there, which is drawn last. */
async function openAgain(count: number): Promise<number> {
  const { workbench } = vscode;
  await workbench.editors.close(/^Grand Hotel/);
  const begun = performance.now();
  await workbench.tree('History').click(/^Turn number 1/);
  panel = await ConversationPanel.created(workbench);
  await panel.turn(count - 1).waitFor({ state: 'attached' });
  await panel.turn(0).waitFor({ state: 'attached' });
  return performance.now() - begun;
}

/** From Enter until the message is painted, five times, the quickest first. */
async function enterToScreen(): Promise<readonly number[]> {
  await panel.frame.evaluate(`(() => {
    globalThis.shownMs = [];
    let pressedAtMs = 0;
    addEventListener('keydown', ({ key, timeStamp }) => {
      if (key === 'Enter') pressedAtMs = timeStamp;
    }, true);
    const isTurn = (node) => node.matches?.('.turn, .stretch');
    new MutationObserver((records) => {
      if (pressedAtMs === 0 || !records.some(({ addedNodes }) => [...addedNodes].some(isTurn))) return;
      const sinceMs = pressedAtMs;
      pressedAtMs = 0;
      requestAnimationFrame(() => setTimeout(() => shownMs.push(performance.now() - sinceMs)));
    }).observe(document.querySelector('.turns'), { subtree: true, childList: true });
  })()`);
  // Waits for one row only: reading all of them would take longer than what is measured.
  const count = await panel.frame.locator('.turn').count();
  for (let more = 0; more < 5; more++) {
    await panel.say(`And number ${more}`);
    await panel.frame.locator(`.turn.answered[data-index="${count + more}"]`).waitFor();
  }
  return until('five times', async () => {
    const shown = await panel.frame.evaluate<number[]>('shownMs');
    return shown.length === 5 && shown.toSorted((a, b) => a - b);
  });
}

function asText(times: readonly number[]): string {
  return times.map((time) => time.toFixed(0)).join(', ');
}

/** As another window would have said it. */
function growTo(count: number, id: string): void {
  const [file = ''] = globSync('**/globalStorage/**/*.db', { cwd: vscode.folder });
  const history = openSqliteHistory({
    directory: dirname(join(vscode.folder, file)),
    now: Date.now,
    isProcessAlive: () => true,
    onProblem: (problem) => assert.fail(problem),
  });
  try {
    const conversation = history.get(id);
    assert.ok(conversation, 'the conversation is not in the history');
    const last = conversation.turns.at(-1);
    assert.ok(last);
    const more = Array.from({ length: count - conversation.turns.length }, (_, at): Turn => {
      const index = conversation.turns.length + at;
      const reply = `The reply of turn ${index}. ${'We do have a room, on the first floor. '.repeat(index % 4)}`;
      return { ...last, id: crypto.randomUUID(), index, userText: `Turn number ${index}`, reply };
    });
    history.save({ ...conversation, turns: [...conversation.turns, ...more] });
  } finally {
    history.dispose();
  }
}
