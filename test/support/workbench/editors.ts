import type { Frame, Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import { visibleLines } from './visibleLines.ts';

export interface Tab {
  readonly title: string;
  readonly active: boolean;
  readonly dirty: boolean;
}

/** The middle of the window: tabs, text, webviews. */
export class Editors {
  readonly #page: Page;
  readonly #tabs: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#tabs = page.locator('.editor .tabs-container .tab');
  }

  async tabs(): Promise<Tab[]> {
    return Promise.all((await this.#tabs.all()).map(readTab));
  }

  async waitForTab(title: string | RegExp): Promise<Tab> {
    return readTab(await this.#tab(title));
  }

  async activate(title: string | RegExp): Promise<void> {
    await (await this.#tab(title)).click();
    await until(`"${title}" in front`, async () => (await this.waitForTab(title)).active);
  }

  async close(title: string | RegExp): Promise<void> {
    const tab = await this.#tab(title);
    await tab.hover();
    await tab.locator('.tab-actions .codicon').first().click();
    await tab.waitFor({ state: 'detached' });
  }

  /** The lines in view of the active text editor. */
  async visibleText(): Promise<string> {
    return visibleLines(this.#textEditor());
  }

  async waitForText(text: string | RegExp): Promise<string> {
    return until(`"${text}" in the editor`, async () => {
      const shown = await this.visibleText();
      return matches(shown, text) && shown;
    });
  }

  /** The whole document, however long. Goes through the clipboard, as a person would. */
  async text(): Promise<string> {
    await this.#textEditor().locator('.view-lines').click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.press('ControlOrMeta+C');
    return this.#page.evaluate('navigator.clipboard.readText()');
  }

  /** The document inside a webview panel or view, by the title it shows, once it has loaded. */
  async webview(title: string | RegExp): Promise<Frame> {
    return until(
      `the webview "${title}"`,
      async () => {
        const seen: string[] = [];
        for (const outer of await this.#page.locator('iframe.webview.ready').elementHandles()) {
          const inner = await (await outer.contentFrame())?.$('#active-frame');
          const shownTitle = (await inner?.getAttribute('title')) ?? '';
          if (inner && matches(shownTitle, title)) return inner.contentFrame();
          seen.push(shownTitle);
        }
        throw new Error(`There are: ${seen.join(' · ') || 'none'}`);
      },
      { timeoutMs: 20_000 },
    );
  }

  #textEditor(): Locator {
    return this.#page
      .locator('.editor-group-container.active .editor-instance .monaco-editor[role="code"]')
      .first();
  }

  async #tab(title: string | RegExp): Promise<Locator> {
    return until(`the tab "${title}"`, async () => {
      const tabs = await this.#tabs.all();
      const titles = await Promise.all(tabs.map(async (tab) => (await readTab(tab)).title));
      const index = titles.findIndex((one) => (typeof title === 'string' ? one === title : title.test(one)));
      if (index < 0) throw new Error(`There are: ${titles.join(' · ') || 'none'}`);
      return tabs[index];
    });
  }
}

async function readTab(tab: Locator): Promise<Tab> {
  const classes = ((await tab.getAttribute('class')) ?? '').split(' ');
  return {
    // A file's ending is a span of its own.
    title: (await tab.locator('.label-name, .label-suffix').allInnerTexts()).join('').trim(),
    active: classes.includes('active'),
    dirty: classes.includes('dirty'),
  };
}
