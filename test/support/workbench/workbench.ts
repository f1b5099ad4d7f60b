import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { type Theme, themes } from '../quietSettings.ts';
import { until } from '../until.ts';
import type { VscodeServer } from '../vscodeServer.ts';
import { ContextMenu } from './contextMenu.ts';
import { Dialogs } from './dialogs.ts';
import { Editors } from './editors.ts';
import { Notifications } from './notifications.ts';
import { OutputPanel } from './outputPanel.ts';
import { takePicture } from './pictures.ts';
import { attributeNow } from './readNow.ts';
import { QuickInput } from './quickInput.ts';
import { StatusBar } from './statusBar.ts';
import { TreeView } from './treeView.ts';

/** One VS Code window, as the person in front of it sees it. Every method waits for its condition, never for a time. */
export class Workbench {
  readonly page: Page;
  readonly server: VscodeServer;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly editors: Editors;
  readonly output: OutputPanel;
  readonly statusBar: StatusBar;
  readonly dialogs: Dialogs;
  readonly menu: ContextMenu;
  #theme: Theme = 'dark';

  constructor(page: Page, server: VscodeServer) {
    this.page = page;
    this.server = server;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.editors = new Editors(page);
    this.output = new OutputPanel(page, server.userDataDir);
    this.statusBar = new StatusBar(page);
    this.dialogs = new Dialogs(page);
    this.menu = new ContextMenu(page);
  }

  /** Opens a folder, or an empty window. The workbench is drawn then; extensions come a little later. */
  async open(folder?: string): Promise<void> {
    await this.page.goto(this.server.urlFor(folder), { timeout: 60_000 });
    await this.#drawn();
  }

  async reload(): Promise<void> {
    await this.page.reload({ timeout: 60_000 });
    await this.#drawn();
  }

  /** The extension host is ready when the palette knows the command. */
  async waitForExtension(command: string): Promise<void> {
    await this.#findCommand(command);
    await this.quickInput.escape();
  }

  /** Runs a command by its full title, "PolyAI: Create Chat". */
  async runCommand(command: string): Promise<void> {
    await until(`"${command}" to run`, async () => {
      await this.#findCommand(command);
      // The palette closes when the keyboard goes elsewhere, as with a webview that comes at that very moment.
      await this.quickInput.pick(command, { timeoutMs: 1000 });
      return true;
    });
  }

  /** True if the palette offers the command now. */
  async offersCommand(command: string): Promise<boolean> {
    await this.#openPalette(command);
    const settled = await until('the palette', async () => {
      const items = await this.quickInput.items();
      return items.length > 0 && items;
    });
    await this.quickInput.escape();
    return settled.some((item) => item.label === command);
  }

  /** A view, by the title it shows: "Connections". */
  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** Shows a container by its icon in the activity bar. */
  async showSideBar(title: string): Promise<void> {
    const icon = this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${title}"])`);
    // After a load it comes with the extensions, which on a busy machine takes a while.
    await icon.waitFor({ timeout: 45_000 });
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
    await until(`the side bar "${title}"`, async () =>
      (await attributeNow(icon, 'class'))?.includes('checked'),
    );
  }

  async showOutput(channel: string): Promise<void> {
    await this.runCommand('Output: Show Output Channels...');
    await this.quickInput.pick(channel);
    await until(`the channel "${channel}"`, () => this.output.isShown(channel));
  }

  /** By Quick Open, which takes an absolute path too. */
  async openFile(path: string): Promise<void> {
    await until(
      `"${basename(path)}" in front`,
      async () => {
        await this.press('ControlOrMeta+P');
        // The keys reach nobody while the editor hands the keyboard on: then they are pressed once more.
        await this.quickInput.type(path, { timeoutMs: 2000 });
        // By a key: the rows of a search come after those that were opened before, and take their place under a click.
        const isFirst = async () => (await this.quickInput.items())[0]?.label === basename(path);
        await until('its row', isFirst, { timeoutMs: 5000 });
        await this.quickInput.input.press('Enter', { timeout: 2000 });
        // A tab is in front before its text is there, and a command for a file is lost until then.
        const isShown = async () =>
          (await this.editors.waitForTab(basename(path))).active &&
          (await this.editors.holdsText(basename(path)));
        return until('it to be opened', isShown, { timeoutMs: 5000 });
      },
      { timeoutMs: 30_000 },
    );
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys);
  }

  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** By the palette: a change of the settings file reaches an open window of this host only when it loads again. */
  async setTheme(theme: Theme): Promise<void> {
    const { label, bodyClass } = themes[theme];
    const shown = this.page.locator(`.monaco-workbench.${bodyClass}`);
    if ((await shown.count()) === 0) {
      await this.runCommand('Preferences: Color Theme');
      await this.quickInput.type(label);
      await this.quickInput.pick(label);
      await this.quickInput.waitUntilClosed();
    }
    await shown.waitFor();
    this.#theme = theme;
    // Webviews are told a moment later.
    const kind = theme === 'light' || theme === 'dark' ? `vscode-${theme}` : 'vscode-high-contrast';
    for (const frame of this.page.frames().filter((one) => one.url().includes('/fake.html'))) {
      await frame.waitForSelector(`body.${kind}`).catch(() => undefined);
    }
  }

  /** Writes out/screenshots/<theme>/<surface>.png and returns its path. */
  async screenshot(surface: string): Promise<string> {
    return takePicture(this.page, themes[this.#theme].folder, surface);
  }

  async #drawn(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  async #openPalette(command: string): Promise<void> {
    await until('the palette', async () => {
      await this.press('F1');
      await this.quickInput.input.fill(`>${command}`, { timeout: 1000 });
      return true;
    });
  }

  /** The list is made when the palette opens, so a command that comes later is seen only in a new one. */
  async #findCommand(command: string): Promise<void> {
    await until(
      `the command "${command}"`,
      async () => {
        await this.#openPalette(command);
        const isThere = async () => (await this.quickInput.items()).some((item) => item.label === command);
        const found = await until('its row', isThere, { timeoutMs: 1500 }).catch(() => false);
        if (found) return true;
        const labels = (await this.quickInput.items()).map((item) => item.label);
        await this.quickInput.escape();
        throw new Error(`The palette offers: ${labels.join(' · ')}`);
      },
      { timeoutMs: 45_000 },
    );
  }
}
