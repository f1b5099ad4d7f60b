import { until } from '../until.ts';
import type { PageElement } from './pageElement.ts';
import { TreeView } from './treeView.ts';
import type { Workbench } from './workbench.ts';

interface TestRow {
  readonly text: string;
  readonly ariaLabel: string;
}

/** The editor's own list of tests; a row says its state to a screen reader. */
export class TestExplorer {
  readonly #tree: TreeView;

  constructor({ page }: Pick<Workbench, 'page'>) {
    this.#tree = new TreeView(page, 'Test Explorer');
  }

  async waitForRow(label: RegExp): Promise<TestRow> {
    return until(`the test ${label}`, async () => {
      const rows = await this.#rows();
      const found = rows.find(({ text }) => label.test(text));
      if (found) return found;
      throw new Error(`There are: ${rows.map(({ text }) => text).join(' · ') || 'no rows'}`);
    });
  }

  async waitForState(
    label: RegExp,
    state: 'Not yet run' | 'Passed' | 'Failed' | 'Errored' | 'Skipped',
  ): Promise<void> {
    await until(`${label} to be ${state}`, async () => {
      const { ariaLabel } = await this.waitForRow(label);
      if (!ariaLabel.includes(`(${state})`)) throw new Error(ariaLabel);
      return true;
    });
  }

  #rows(): Promise<TestRow[]> {
    return this.#tree.pane.locator('.monaco-list-row[role="treeitem"]').evaluateAll(readRows);
  }
}

/** Runs in the page. */
function readRows(rows: readonly PageElement[]): TestRow[] {
  return rows.map((row) => ({
    text: row.textContent?.trim() ?? '',
    ariaLabel: row.getAttribute('aria-label') ?? '',
  }));
}
