import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Turn } from '../../../src/core/conversation/conversation.ts';
import { openSqliteHistory } from '../../../src/core/history/sqliteHistory.ts';
import { until } from '../../support/until.ts';
import type { ConversationPanel } from './conversationPanel.ts';

/** From Enter until the message is painted, five times, the quickest first. */
export async function enterToScreen(panel: ConversationPanel): Promise<readonly number[]> {
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

/** As another window would have said it. */
export function growTo(folder: string, id: string, count: number): void {
  const [file = ''] = globSync('**/globalStorage/**/*.db', { cwd: folder });
  const history = openSqliteHistory({
    directory: dirname(join(folder, file)),
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
