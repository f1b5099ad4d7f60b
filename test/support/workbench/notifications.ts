import type { Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';

export interface Notification {
  readonly text: string;
  readonly severity: string;
  readonly buttons: readonly string[];
  click(button: string): Promise<void>;
  dismiss(): Promise<void>;
  waitUntilGone(): Promise<void>;
}

/** The toasts at the lower right, progress included. */
export class Notifications {
  readonly #toasts: Locator;

  constructor(page: Page) {
    this.#toasts = page.locator('.notifications-toasts .notification-list-item');
  }

  async all(): Promise<Notification[]> {
    return Promise.all((await this.#toasts.all()).map(readNotification));
  }

  async texts(): Promise<string[]> {
    return (await this.all()).map((notification) => notification.text);
  }

  async waitFor(text: string | RegExp): Promise<Notification> {
    return until(`a notification "${text}"`, async () => {
      const all = await this.all();
      const found = all.find((notification) => matches(notification.text, text));
      if (!found) throw new Error(`There are: ${all.map((one) => one.text).join(' · ') || 'none'}`);
      return found;
    });
  }

  async dismissAll(): Promise<void> {
    while ((await this.#toasts.count()) > 0) await (await readNotification(this.#toasts.first())).dismiss();
  }
}

async function readNotification(toast: Locator): Promise<Notification> {
  const text = (await toast.locator('.notification-list-item-message').innerText()).trim();
  const icon = (await toast.locator('.notification-list-item-icon').getAttribute('class')) ?? '';
  const buttons = toast.locator('.notification-list-item-buttons-container .monaco-button');
  // Toasts move and are drawn anew, so an action finds its toast by what it says.
  const same = toast
    .page()
    .locator('.notifications-toasts .notification-list-item')
    .filter({ hasText: text });
  const waitUntilGone = () => same.first().waitFor({ state: 'detached' });
  return {
    text,
    severity: /codicon-(error|warning|info)/.exec(icon)?.[1] ?? 'none',
    buttons: await buttons.allInnerTexts(),
    async click(button) {
      await same.first().getByRole('button', { name: button, exact: true }).click();
    },
    async dismiss() {
      await same.first().hover();
      await same.first().locator('.codicon-notifications-clear').click();
      await waitUntilGone();
    },
    waitUntilGone,
  };
}
