import type { Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import { ContextMenu } from './contextMenu.ts';
import type { PageElement } from './pageElement.ts';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** The codicon's name, "" if the row has none. */
  readonly icon: string;
  readonly level: number;
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** What is pressed now is for this row. */
  readonly hasKeyboard: boolean;
  /** What a screen reader says. */
  readonly ariaLabel: string;
}

/** One view of a side bar, found by its title. */
export class TreeView {
  readonly #page: Page;
  readonly pane: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    const header = page
      .locator('.pane-header')
      .filter({ has: page.locator('h3.title').getByText(title, { exact: true }) });
    this.pane = page.locator('.pane').filter({ has: header });
  }

  async waitForView(): Promise<this> {
    await this.pane.waitFor();
    if ((await this.pane.locator('.pane-header').getAttribute('aria-expanded')) === 'false') {
      await this.pane.locator('.pane-header').click();
    }
    return this;
  }

  /** The rows in view, as a person sees them. */
  async rows(): Promise<TreeRow[]> {
    return this.#rows().evaluateAll(readRows);
  }

  async labels(): Promise<string[]> {
    return (await this.rows()).map((row) => row.label);
  }

  async waitForRow(label: string | RegExp): Promise<TreeRow> {
    return until(`the row "${label}"`, async () => {
      const rows = await this.rows();
      const found = rows.find((row) => isNamed(row, label));
      if (!found) throw new Error(`There are: ${rows.map((row) => row.label).join(' · ') || 'no rows'}`);
      return found;
    });
  }

  async waitForNoRow(label: string | RegExp): Promise<void> {
    await until(`no row "${label}"`, async () => !(await this.labels()).some((one) => matches(one, label)));
  }

  /** Clicks a row, which selects it and does what a click on it does. */
  async click(label: string | RegExp): Promise<void> {
    await (await this.row(label)).locator('.monaco-tl-contents').click();
  }

  async toggle(label: string | RegExp): Promise<void> {
    await (await this.row(label)).locator('.monaco-tl-twistie').click();
  }

  async contextMenu(label: string | RegExp): Promise<ContextMenu> {
    const open = async () =>
      (await this.row(label)).locator('.monaco-tl-contents').click({ button: 'right' });
    await open();
    return new ContextMenu(this.#page, open);
  }

  /** An icon at the end of a row, by the beginning of its label. */
  async inlineAction(label: string | RegExp, action: string): Promise<void> {
    const row = await this.row(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  async inlineActions(label: string | RegExp): Promise<string[]> {
    const row = await this.row(label);
    await row.hover();
    const actions = await row.locator('.actions .action-label').all();
    return Promise.all(actions.map(async (action) => (await action.getAttribute('aria-label')) ?? ''));
  }

  async tooltip(label: string | RegExp): Promise<string> {
    const hover = this.#page.locator('.monaco-hover:visible .hover-contents').first();
    return until(`the tooltip of "${label}"`, async () => {
      await (await this.row(label)).locator('.monaco-icon-label-container').hover({ timeout: 2000 });
      // A row that is drawn anew under the mouse gives its tooltip up: then the mouse comes once more.
      const text = await hover.innerText({ timeout: 3000 }).catch(() => undefined);
      if (text === undefined) await this.#page.mouse.move(0, 0);
      return text?.trim();
    });
  }

  /** An icon in the view's own title bar. */
  async action(label: string): Promise<void> {
    await this.pane.hover();
    await this.pane.locator(`.pane-header .action-label[aria-label^="${label}"]`).click();
  }

  /** What an empty view says and offers. */
  async welcome(): Promise<{ readonly text: string; readonly buttons: readonly string[] }> {
    const content = this.pane.locator('.welcome-view-content');
    await content.waitFor();
    const buttons = await content.locator('.monaco-button').allInnerTexts();
    return { text: (await content.innerText()).trim(), buttons };
  }

  async clickWelcome(button: string): Promise<void> {
    await this.pane.locator('.welcome-view-content .monaco-button').filter({ hasText: button }).click();
  }

  async row(label: string | RegExp): Promise<Locator> {
    return until(`the row "${label}"`, async () => {
      const read = await this.rows();
      const index = read.findIndex((row) => isNamed(row, label));
      if (index < 0) throw new Error(`There are: ${read.map((row) => row.label).join(' · ') || 'no rows'}`);
      return this.#rows().nth(index);
    });
  }

  #rows(): Locator {
    return this.pane.locator('.monaco-list-row[role="treeitem"]');
  }
}

function isNamed({ label }: TreeRow, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? label === wanted : wanted.test(label);
}

/** Runs in the page, all rows at once: a row may be drawn anew between two questions. */
function readRows(rows: readonly PageElement[]): TreeRow[] {
  return rows.map((row) => {
    const text = (part: string) => row.querySelector(part)?.textContent?.trim() ?? '';
    const icon = row.querySelector('.custom-view-tree-node-item-icon')?.getAttribute('class') ?? '';
    const expanded = row.getAttribute('aria-expanded');
    return {
      label: text('.label-name'),
      description: text('.label-description'),
      icon: /codicon-(?!colored|modifier)([\w-]+)/.exec(icon)?.[1] ?? '',
      level: Number(row.getAttribute('aria-level') ?? 1),
      expanded: expanded === null ? undefined : expanded === 'true',
      selected: row.getAttribute('aria-selected') === 'true',
      hasKeyboard: row.matches('.monaco-list:focus .focused'),
      ariaLabel: row.getAttribute('aria-label') ?? '',
    };
  });
}
