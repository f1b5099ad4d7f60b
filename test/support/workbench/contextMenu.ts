import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';

/** The menu that is open now; `open`, where it is known, opens it once more. */
export class ContextMenu {
  readonly #items: Locator;
  readonly #open: (() => Promise<void>) | undefined;

  constructor(page: Page, open?: () => Promise<void>) {
    this.#open = open;
    this.#items = page.locator('.monaco-menu .action-menu-item');
  }

  async items(): Promise<string[]> {
    await this.#items.first().waitFor();
    const labels = await this.#items.locator('.action-label').allInnerTexts();
    return labels.filter((label) => label !== '');
  }

  /**
   * A menu that has just opened ignores the mouse for a moment, so this clicks until the menu is gone. The editor
   * closes a menu by itself when it hands the keyboard on: one that was not clicked yet is opened once more.
   */
  async choose(label: string): Promise<void> {
    const item = this.#items.filter({ has: this.#items.page().getByText(label, { exact: true }) });
    await item.waitFor();
    let isClicked = false;
    await until(`"${label}" to be taken`, async () => {
      if ((await item.count()) === 0) {
        if (isClicked || this.#open === undefined) return true;
        await this.#open();
      }
      await item.click({ timeout: 1000 });
      isClicked = true;
      await item.waitFor({ state: 'detached', timeout: 200 });
      return true;
    });
  }
}
