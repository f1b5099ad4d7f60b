import type { Locator, Page } from 'playwright-core';
import { until, type UntilOptions } from '../until.ts';
import type { PageElement } from './pageElement.ts';

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
  async item(text: string | RegExp, options?: UntilOptions): Promise<StatusBarItem> {
    const isThere = async () => {
      const found = this.#items.filter({ hasText: text }).first();
      if ((await found.count()) === 0) throw new Error(`It shows: ${(await this.texts()).join(' | ')}`);
      return readItem(found);
    };
    return until(`"${text}" in the status bar`, isThere, options);
  }
}

async function readItem(item: Locator): Promise<StatusBarItem> {
  const { classes, ...shown } = await item.evaluate(readElement, undefined, { timeout: 1000 });
  const kind = classes.includes('warning-kind')
    ? 'warning'
    : classes.includes('error-kind')
      ? 'error'
      : 'standard';
  return { ...shown, kind, click: () => item.locator('.statusbar-item-label').click() };
}

/** Runs in the page. */
function readElement(item: PageElement) {
  return {
    text: item.textContent?.trim() ?? '',
    ariaLabel: item.getAttribute('aria-label') ?? '',
    classes: item.getAttribute('class') ?? '',
    spinning: item.querySelector('.codicon-modifier-spin') !== null,
  };
}
