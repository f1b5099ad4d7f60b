import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import { attributeNow } from './readNow.ts';
import { visibleLines } from './visibleLines.ts';

/** The Output view. What it shows is what is in view; the files behind the channels hold everything. */
export class OutputPanel {
  readonly view: Locator;
  readonly #logsFolder: string;

  constructor(page: Page, userDataDir: string) {
    this.view = page.locator('.output-view');
    this.#logsFolder = join(userDataDir, 'logs');
  }

  async isShown(channel: string): Promise<boolean> {
    return ((await attributeNow(this.view, 'aria-label')) ?? '').startsWith(`${channel} - `);
  }

  visibleText(): Promise<string> {
    return visibleLines(this.view);
  }

  async waitForText(text: string | RegExp): Promise<string> {
    return until(`"${text}" in the output`, async () => {
      const shown = await this.visibleText();
      return matches(shown, text) && shown;
    });
  }

  /** All that was ever written to a channel, over every window and restart, oldest first. */
  async written(channel: string): Promise<string> {
    const files = await readdir(this.#logsFolder, { recursive: true }).catch(() => []);
    const ofChannel = files
      .filter((file) => basename(file).replace(/^\d+-/, '') === `${channel}.log`)
      .toSorted();
    const texts = await Promise.all(ofChannel.map((file) => readFile(join(this.#logsFolder, file), 'utf8')));
    return texts.join('');
  }

  async waitUntilWritten(channel: string, text: string | RegExp): Promise<string> {
    return until(`"${text}" in the channel "${channel}"`, async () => {
      const written = await this.written(channel);
      return matches(written, text) && written;
    });
  }
}
