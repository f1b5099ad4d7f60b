import type { Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import { textNow } from './readNow.ts';

export interface ModalDialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  /** Clicks a button and waits for the dialog to go. */
  click(button: string): Promise<void>;
}

export class Dialogs {
  readonly #box: Locator;

  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  async isOpen(): Promise<boolean> {
    return (await this.#box.count()) > 0;
  }

  async waitFor(text: string | RegExp = ''): Promise<ModalDialog> {
    return until(`a dialog "${text}"`, async () => {
      const message = await textNow(this.#box.locator('.dialog-message-text'));
      if (message === undefined) return false;
      if (!matches(message, text)) throw new Error(`It says "${message}".`);
      return {
        message,
        detail: (await this.#box.locator('.dialog-message-detail').allInnerTexts()).join('\n'),
        buttons: await this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts(),
        click: async (button) => {
          await this.#box.getByRole('button', { name: button, exact: true }).click();
          await this.#box.waitFor({ state: 'detached' });
        },
      };
    });
  }
}
