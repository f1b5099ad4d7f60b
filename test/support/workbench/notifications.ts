import type { Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import type { PageElement } from './pageElement.ts';

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
    const shown = await this.#toasts.evaluateAll(readToasts);
    return shown.map((toast) => ({ ...toast, ...this.#actions(toast.text) }));
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
    for (const notification of await this.all()) await notification.dismiss();
  }

  /** Toasts move and are drawn anew, so an action finds its toast by what it says. */
  #actions(text: string): Pick<Notification, 'click' | 'dismiss' | 'waitUntilGone'> {
    const toast = this.#toasts.filter({ hasText: text }).first();
    const waitUntilGone = () => toast.waitFor({ state: 'detached' });
    return {
      click: (button) => toast.getByRole('button', { name: button, exact: true }).click(),
      async dismiss() {
        await toast.hover();
        await toast.locator('.codicon-notifications-clear').click();
        await waitUntilGone();
      },
      waitUntilGone,
    };
  }
}

/** Runs in the page. */
function readToasts(toasts: readonly PageElement[]): Pick<Notification, 'text' | 'severity' | 'buttons'>[] {
  return toasts.map((toast) => {
    const icon = toast.querySelector('.notification-list-item-icon')?.getAttribute('class') ?? '';
    const buttons = toast.querySelectorAll('.notification-list-item-buttons-container .monaco-button');
    return {
      text: toast.querySelector('.notification-list-item-message')?.textContent?.trim() ?? '',
      severity: /codicon-(error|warning|info)/.exec(icon)?.[1] ?? 'none',
      buttons: [...buttons].map((button) => button.textContent ?? ''),
    };
  });
}
