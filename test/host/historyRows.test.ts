import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { until } from '../support/until.ts';

const { executeCommand } = vscode.commands;

/** The view of the shipped extension, and commands that name no row, as the palette calls them. */
describe('the rows that are selected in the history', () => {
  before(async () => {
    await executeCommand('polyai.useStandInAgent');
    await executeCommand('polyai.createChat');
    await executeCommand('polyai.createChat');
    // A panel in front would be meant when no row is.
    await executeCommand('workbench.action.closeAllEditors');
  });
  after(async () => {
    await executeCommand('polyai.clearHistoryFilter');
    await executeCommand('polyai.closeAllOpen');
    await executeCommand('polyai.stopStandInAgent');
  });

  it('are meant while the view is drawn anew, and not once the filter hides them', async () => {
    await until('a row to be meant', async () => {
      await executeCommand('polyai.history.focus');
      await executeCommand('list.focusFirst');
      await executeCommand('list.select');
      await executeCommand('list.expandSelectionDown');
      return !(await doesAsk('polyai.pinConversation'));
    });
    const asked: number[] = [];
    for (let time = 0; time < 30; time++) {
      // oxlint-disable-next-line no-await-in-loop -- each changes a row, and so the view
      if (await doesAsk('polyai.pinConversation')) asked.push(time);
      // oxlint-disable-next-line no-await-in-loop -- each meets the drawing at another moment
      await wait(13 * (time % 10));
    }
    assert.deepEqual(asked, []);
    await executeCommand('polyai.filterHistory', 'hidden');
    // The view is drawn in between, though it changes all the time.
    await until('the command to ask', () => doesAsk('polyai.pinConversation'));
  });
});

/** Whether a question is open instead of the command being done. */
async function doesAsk(command: string): Promise<boolean> {
  const isAsking = await Promise.race([executeCommand(command).then(() => false), wait(1000, true)]);
  if (isAsking) await executeCommand('workbench.action.closeQuickOpen');
  return isAsking;
}
