import { until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

// The editor moves the keyboard a moment after it says so: a panel behind the palette may get it back after the view
// had it, and a view that is drawn anew loses a key. A person sees where the focus is and presses once more.

export interface RowOfView {
  /** By its title: "History". */
  readonly view: string;
  /** The label. */
  readonly row: string | RegExp;
}

/** Into the view, to its top, and down to the row: the focus moves, the selection stays. */
export async function moveToRow(workbench: Workbench, { view, row }: RowOfView): Promise<void> {
  const tree = workbench.tree(view);
  await tree.waitForRow(row);
  await until(
    `the keyboard on the row "${row}"`,
    async () => {
      await workbench.runCommand(`PolyAI: Focus on ${view} View`);
      await workbench.press('Home');
      for (let left = (await tree.rows()).length; left > 0; left--) {
        // oxlint-disable no-await-in-loop -- one key after the other
        if ((await tree.waitForRow(row)).hasKeyboard) return true;
        await workbench.press('ArrowDown');
        // oxlint-enable no-await-in-loop
      }
      return (await tree.waitForRow(row)).hasKeyboard;
    },
    { timeoutMs: 30_000 },
  );
}

/** Presses a key on a row until what it does is there. */
export async function pressOnRow(
  workbench: Workbench,
  where: RowOfView,
  key: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  await until(
    `${key} on the row "${where.row}"`,
    async () => {
      if (await isDone()) return true;
      const row = await workbench.tree(where.view).waitForRow(where.row);
      if (!row.hasKeyboard) await moveToRow(workbench, where);
      await workbench.press(key);
      return until('what it does', isDone, { timeoutMs: 3000 });
    },
    { timeoutMs: 30_000 },
  );
}
