import type { Locator, Page } from 'playwright-core';
import { matches, until, type UntilOptions } from '../until.ts';
import type { PageElement } from './pageElement.ts';
import { attributeNow, textNow } from './readNow.ts';

export interface QuickItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly checked: boolean | undefined;
}

/** The box at the top: the palette, input boxes, pick lists, and save dialogs (which are quick inputs in a browser). */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Waits until the box is there, with this title if one is given: "Ask", or with its step, "Ask (1/3)". */
  async waitFor(title?: string | RegExp): Promise<this> {
    await until(`the quick input${title === undefined ? '' : ` "${title}"`}`, async () => {
      if (!(await this.isOpen())) return false;
      if (title === undefined || matches(await this.title(), title)) return true;
      throw new Error(`It shows "${await this.title()}".`);
    });
    return this;
  }

  async waitUntilClosed(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  async isOpen(): Promise<boolean> {
    return (await this.widget.count()) > 0;
  }

  async title(): Promise<string> {
    return (await textNow(this.widget.locator('.quick-input-title'))) ?? '';
  }

  /** Rejects soon where the box has closed: what is said meanwhile may be gone again after a longer wait. */
  value(): Promise<string> {
    return this.input.inputValue({ timeout: 1000 });
  }

  async placeholder(): Promise<string> {
    return (await attributeNow(this.input, 'placeholder')) ?? '';
  }

  /** The line under the box: the prompt, or what is wrong with the value. */
  async message(): Promise<string> {
    return (await textNow(this.widget.locator('.quick-input-message:visible'))) ?? '';
  }

  /** The message, once it is a complaint about what was typed. */
  async waitForError(text?: string | RegExp): Promise<string> {
    return until(`a validation message${text ? ` "${text}"` : ''}`, async () => {
      if ((await this.severity()) !== 'error') return false;
      const message = await this.message();
      return (text === undefined || matches(message, text)) && message;
    });
  }

  async severity(): Promise<'none' | 'info' | 'warning' | 'error'> {
    const box = this.widget.locator('.quick-input-box .monaco-inputbox');
    const classes = (await attributeNow(box, 'class')) ?? '';
    const severities = ['error', 'warning', 'info'] as const;
    return severities.find((severity) => classes.split(' ').includes(severity)) ?? 'none';
  }

  /** Whether what is typed goes into the box. */
  async hasKeyboard(): Promise<boolean> {
    return (await this.widget.locator('.quick-input-box input:focus').count()) > 0;
  }

  async isPassword(): Promise<boolean> {
    return (await this.input.getAttribute('type')) === 'password';
  }

  /** The rows in view; a long list holds only those. */
  async items(): Promise<QuickItem[]> {
    return this.#rows().evaluateAll(readItems);
  }

  /** The lines of the rows in view that end in "…". */
  async cutOffLines(): Promise<string[]> {
    return this.#rows()
      .locator('.monaco-icon-label-container')
      .evaluateAll((lines) =>
        lines.filter((line) => line.scrollWidth > line.clientWidth).map((line) => String(line.textContent)),
      );
  }

  async waitForItem(label: string | RegExp): Promise<QuickItem> {
    return this.#find(label);
  }

  async type(text: string, { timeoutMs }: UntilOptions = {}): Promise<this> {
    await this.input.fill(text, timeoutMs === undefined ? {} : { timeout: timeoutMs });
    return this;
  }

  /** Enter. Then wait for what comes next: another title, or closed. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async back(): Promise<void> {
    await this.button('Back');
  }

  async escape(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.waitUntilClosed();
  }

  /** Clicks the row with this label. In a list of many choices it ticks it. */
  async pick(label: string | RegExp, options?: UntilOptions): Promise<void> {
    await until(
      `"${label}" to be picked`,
      async () => {
        // A list that is still being filled moves its rows: then it is looked for once more.
        const row = await this.#row(label, options);
        const clicked = row.locator('.quick-input-list-row').first().click({ timeout: 2000 });
        return clicked.then(
          () => true,
          // On a busy machine the click arrives, and the word that it did comes too late.
          async (error: Error) => error.message.includes('performing click action') && !(await this.isOpen()),
        );
      },
      options,
    );
  }

  /** A button of the box itself (title bar, beside the input, or OK), by the beginning of its label. */
  async button(label: string): Promise<void> {
    const icons = this.widget.locator(
      `:is(.quick-input-titlebar, .quick-input-header) .action-label[aria-label^="${label}"]`,
    );
    const texts = this.widget.locator('.quick-input-action .monaco-button').filter({ hasText: label });
    await icons.or(texts).filter({ visible: true }).first().click();
  }

  async itemButton(label: string | RegExp, button: string): Promise<void> {
    const row = await this.#row(label);
    await row.hover();
    await row.locator(`.quick-input-list-entry-action-bar .action-label[aria-label^="${button}"]`).click();
  }

  #rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /**
   * By its label and not by its number: when similar commands are added to those of the palette, the rows are drawn anew
   * in another order, and a click would run one of them.
   */
  async #row(label: string | RegExp, options?: UntilOptions): Promise<Locator> {
    const found = await this.#find(label, options);
    const line = '.quick-input-list-row:first-child .label-name';
    const name = this.#page.locator(line, { hasText: wholeText(found.label) });
    return this.#rows().filter({ has: name }).first();
  }

  #find(label: string | RegExp, options?: UntilOptions): Promise<QuickItem> {
    const what = `"${label}" in the quick input`;
    return until(
      what,
      async () => {
        const items = await this.items();
        const item = items.find((one) =>
          typeof label === 'string' ? one.label === label : label.test(one.label),
        );
        if (!item) throw new Error(`There are: ${items.map((one) => one.label).join(' · ')}`);
        return item;
      },
      options,
    );
  }
}

function wholeText(text: string): RegExp {
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(String.raw`^\s*${words.join(String.raw`\s+`)}\s*$`);
}

/** Runs in the page. A label's icons are empty spans, so what remains is what a person reads. */
function readItems(rows: readonly PageElement[]): QuickItem[] {
  return rows.map((row) => {
    const text = (part: string) => row.querySelector(part)?.textContent?.trim() ?? '';
    const line = '.quick-input-list-row:first-child';
    // Of one in a list of many choices the row itself says whether it is ticked.
    const ticked = row.getAttribute('aria-checked');
    return {
      label: text(`${line} .label-name`),
      description: text(`${line} .label-description`),
      detail: text('.quick-input-list-label-meta .label-name'),
      checked: ticked === null ? undefined : ticked === 'true',
    };
  });
}
