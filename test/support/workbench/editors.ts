import type { Frame, Locator, Page } from 'playwright-core';
import { matches, until } from '../until.ts';
import type { PageElement } from './pageElement.ts';
import { attributeNow } from './readNow.ts';
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
    return this.#tabs.evaluateAll(readTabs);
  }

  async waitForTab(title: string | RegExp): Promise<Tab> {
    return (await this.#find(title)).tab;
  }

  async activate(title: string | RegExp): Promise<void> {
    await (await this.#tab(title)).click();
    await until(`"${title}" in front`, async () => (await this.waitForTab(title)).active);
  }

  async close(title: string | RegExp): Promise<void> {
    const tab = await this.#tab(title);
    await tab.hover();
    await tab.locator('.tab-actions .codicon').first().click();
    await until(`"${title}" to close`, async () => {
      const tabs = await this.tabs();
      return !tabs.some((one) => (typeof title === 'string' ? one.title === title : title.test(one.title)));
    });
  }

  /** Whether the active text editor is that of the file now. */
  async holdsText(name: string): Promise<boolean> {
    const uri = (await attributeNow(this.#textEditor(), 'data-uri')) ?? '';
    return decodeURIComponent(uri).endsWith(`/${name}`);
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
    return this.#tabs.nth((await this.#find(title)).index);
  }

  #find(title: string | RegExp): Promise<{ tab: Tab; index: number }> {
    return until(`the tab "${title}"`, async () => {
      const tabs = await this.tabs();
      const index = tabs.findIndex((one) =>
        typeof title === 'string' ? one.title === title : title.test(one.title),
      );
      const tab = tabs[index];
      if (!tab) throw new Error(`There are: ${tabs.map((one) => one.title).join(' · ') || 'none'}`);
      return { tab, index };
    });
  }
}

/** Runs in the page. A file's ending is an element of its own. */
function readTabs(tabs: readonly PageElement[]): Tab[] {
  return tabs.map((tab) => {
    const classes = (tab.getAttribute('class') ?? '').split(' ');
    const parts = [...tab.querySelectorAll('.label-name, .label-suffix')].map(
      (part) => part.textContent ?? '',
    );
    return {
      title: parts.join('').trim(),
      active: classes.includes('active'),
      dirty: classes.includes('dirty'),
    };
  });
}
