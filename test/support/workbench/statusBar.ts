import type { Locator, Page } from 'playwright-core';
import { until } from '../until.ts';

export interface StatusBarItem {
  readonly text: string;
  readonly ariaLabel: string;
  readonly kind: 'standard' | 'warning' | 'error';
  readonly spinning: boolean;
  click(): Promise<void>;
}

export class StatusBar {
  readonly #items: Locator;

  constructor(page: Page) {
    this.#items = page.locator('.statusbar-item');
  }

  async texts(): Promise<string[]> {
    return (await this.#items.allInnerTexts()).map((text) => text.trim()).filter((text) => text !== '');
  }

  /** The item whose text contains or matches this. */
  async item(text: string | RegExp): Promise<StatusBarItem> {
    return until(`"${text}" in the status bar`, async () => {
      const found = this.#items.filter({ hasText: text }).first();
      if ((await found.count()) === 0) throw new Error(`It shows: ${(await this.texts()).join(' | ')}`);
      return readItem(found);
    });
  }
}

async function readItem(item: Locator): Promise<StatusBarItem> {
  const classes = (await item.getAttribute('class')) ?? '';
  return {
    text: (await item.innerText()).trim(),
    ariaLabel: (await item.getAttribute('aria-label')) ?? '',
    kind: classes.includes('warning-kind')
      ? 'warning'
      : classes.includes('error-kind')
        ? 'error'
        : 'standard',
    spinning: (await item.locator('.codicon-modifier-spin').count()) > 0,
    click: () => item.locator('.statusbar-item-label').click(),
  };
}
