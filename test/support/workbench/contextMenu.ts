import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';

/** The menu that is open now. */
export class ContextMenu {
  readonly #items: Locator;

  constructor(page: Page) {
    this.#items = page.locator('.monaco-menu .action-menu-item');
  }

  async items(): Promise<string[]> {
    await this.#items.first().waitFor();
    const labels = await this.#items.locator('.action-label').allInnerTexts();
    return labels.filter((label) => label !== '');
  }

  /** A menu that has just opened ignores the mouse for a moment, so this clicks until the menu is gone. */
  async choose(label: string): Promise<void> {
    const item = this.#items.filter({ has: this.#items.page().getByText(label, { exact: true }) });
    await item.waitFor();
    await until(`"${label}" to be taken`, async () => {
      if ((await item.count()) === 0) return true;
      await item.click({ timeout: 1000 });
      await item.waitFor({ state: 'detached', timeout: 200 });
      return true;
    });
  }
}
