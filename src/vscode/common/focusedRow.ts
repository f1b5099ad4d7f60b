import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';

/** While a view is drawn anew, the editor cannot tell us which rows are selected. */
const redrawMs = 100;
const tries = 5;

/**
 * The row of a view that has the keyboard's focus; undefined when none has. The editor tells an extension what is
 * selected and not what has the focus, and the arrow keys move the focus only. Toggling changes the selection by the
 * very row that has the focus, and toggling once more leaves everything as it was. To be called for a key that was
 * pressed in the view.
 */
export async function readFocusedRow<T>(
  view: Pick<vscode.TreeView<T>, 'selection'>,
  keyOf: (row: T) => string,
): Promise<T | undefined> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const before = view.selection;
    // oxlint-disable no-await-in-loop -- one attempt after the other
    await vscode.commands.executeCommand('list.toggleSelection');
    const after = view.selection;
    await vscode.commands.executeCommand('list.toggleSelection');
    const row = differenceOf(before, after, keyOf);
    if (row !== undefined) return row;
    await wait(redrawMs);
    // oxlint-enable no-await-in-loop
  }
  return undefined;
}

/** The one row by which the selections differ; where only one can be selected, the one that took another's place. */
function differenceOf<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (row: T) => string,
): T | undefined {
  const added = notIn(after, before, keyOf);
  const removed = notIn(before, after, keyOf);
  if (added.length === 1 && removed.length <= 1) return added[0];
  return added.length === 0 && removed.length === 1 ? removed[0] : undefined;
}

function notIn<T>(rows: readonly T[], others: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const keys = new Set(others.map((row) => keyOf(row)));
  return rows.filter((row) => !keys.has(keyOf(row)));
}
