import { registerHooks } from 'node:module';
import { Emitter } from '../../../src/core/common/event.ts';

/*
 * Stands for the editor in tests of its side that need no editor: boxes that a test answers as a person would.
 * Import it before the module under test. The host tests run the same flows in a real VS Code.
 */

export class Box {
  title = '';
  prompt: string | undefined;
  placeholder: string | undefined;
  value = '';
  password = false;
  ignoreFocusOut = false;
  step: number | undefined;
  totalSteps: number | undefined;
  buttons: readonly unknown[] = [];
  items: readonly { label: string; description?: string; detail?: string }[] = [];
  /** As in the editor, the first is active until another is, or none. */
  activeItems: readonly { label: string }[] | undefined;
  selectedItems: readonly { label: string }[] = [];
  validationMessage: string | { message: string } | undefined;
  isOpen = false;

  readonly #changed = new Emitter<string>();
  readonly #accepted = new Emitter<void>();
  readonly #hidden = new Emitter<void>();
  readonly #pressed = new Emitter<unknown>();
  readonly onDidChangeValue = this.#changed.event;
  readonly onDidAccept = this.#accepted.event;
  readonly onDidHide = this.#hidden.event;
  readonly onDidTriggerButton = this.#pressed.event;

  show(): void {
    this.isOpen = true;
    const next = waiting.shift();
    if (next) next(this);
    else shown.push(this);
  }

  hide(): void {
    this.escape();
  }

  dispose(): void {
    this.escape();
  }

  /** Everything a person could read in this box. */
  get visibleText(): string {
    const { title, prompt, placeholder, items, validationMessage } = this;
    return JSON.stringify([
      title,
      prompt,
      placeholder,
      items,
      validationMessage,
      this.password ? '' : this.value,
    ]);
  }

  get hasNoneActive(): boolean {
    return this.activeItems?.length === 0;
  }

  get message(): string {
    const { validationMessage } = this;
    return typeof validationMessage === 'string' ? validationMessage : (validationMessage?.message ?? '');
  }

  /** Pastes over what is in the box. */
  paste(text: string): void {
    this.value = text;
    this.#changed.fire(text);
  }

  enter(text?: string): void {
    if (text !== undefined) this.paste(text);
    this.#accepted.fire();
  }

  /** Chooses the item whose label has this text; the active or first one when none is named. */
  choose(text?: string): void {
    const item =
      text === undefined
        ? this.activeItems === undefined
          ? this.items[0]
          : this.activeItems[0]
        : this.items.find(({ label }) => label.includes(text));
    if (!item) throw new Error(`no item ${text} in ${JSON.stringify(this.items)}`);
    this.selectedItems = [item];
    this.#accepted.fire();
  }

  /** Presses the button that says this. */
  press(tooltip: string): void {
    const button = this.buttons.find((candidate) => (candidate as { tooltip?: string }).tooltip === tooltip);
    if (!button) throw new Error(`no button ${tooltip}`);
    this.#pressed.fire(button);
  }

  back(): void {
    if (!this.buttons.includes(backButton)) throw new Error('no Back in this box');
    this.#pressed.fire(backButton);
  }

  /** The editor announces that a box is gone once, whatever closed it. */
  escape(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#hidden.fire();
  }
}

const shown: Box[] = [];
const waiting: ((box: Box) => void)[] = [];
const backButton = { back: true };

/** The next box that is shown. */
export function nextBox(): Promise<Box> {
  const box = shown.shift();
  return box ? Promise.resolve(box) : new Promise((resolve) => waiting.push(resolve));
}

/** What was said in notifications and modals, and what the person answers to the next ones. */
export const notifications: string[] = [];
export const modalAnswers: string[] = [];

/** What the status bar said for a while, what was opened outside the editor, and how progress was told. */
export const statusMessages: string[] = [];
export const openedOutside: string[] = [];
export const copiedTexts: string[] = [];
export const progressMessages: string[] = [];

/** Where the next file is saved; without one the person leaves the dialog. */
export const saveDialog: { file?: string | undefined } = {};

/** Is called with each progress that is shown, to press its Cancel. */
export const progressShown: ((cancel: () => void) => void)[] = [];

/** A quick pick that is asked for as a promise is the same box to a person. */
async function showQuickPick(
  items: readonly { label: string }[],
  options: { title?: string; placeHolder?: string },
): Promise<unknown> {
  const box = new Box();
  box.title = options.title ?? '';
  box.placeholder = options.placeHolder;
  box.items = items;
  const answer = new Promise((resolve) => {
    box.onDidAccept(() => {
      resolve(box.selectedItems[0]);
      box.dispose();
    });
    box.onDidHide(() => resolve(undefined));
  });
  box.show();
  return answer;
}

/** Commands that were run. */
export const commandsRun: unknown[][] = [];

/** What happens while the next ones are left unanswered. */
export const meanwhile: (() => unknown)[] = [];

/** The buttons of the notifications and modals; the first is what Enter takes. */
export const dialogButtons: (readonly string[])[] = [];

async function showMessage(message: string, ...rest: unknown[]): Promise<string | undefined> {
  notifications.push(message);
  dialogButtons.push(rest.filter((part): part is string => typeof part === 'string'));
  await meanwhile.shift()?.();
  return modalAnswers.shift();
}

/** The status-bar item and the tree that the code made last. */
export const made: {
  statusBarItem?: Record<string, unknown>;
  tree?: { getChildren(): Promise<object[]>; getTreeItem(row: object): Record<string, unknown> };
  /** What a person does to it. */
  view?: {
    visible: boolean;
    selection: readonly object[];
    select(rows: readonly object[]): void;
    readonly [part: string]: unknown;
  };
} = {};

/** The conversations whose panel was brought into view, each time, and what stands in front. */
export const panelsShown: string[] = [];
export const front: { transcript?: string | undefined } = {};

const nothing = { dispose: () => undefined };

/** A tab with a webview that is always in view; which conversation it is about, its page says. */
function createWebviewPanel() {
  let subject = '';
  const panel = {
    active: false,
    visible: true,
    title: '',
    reveal: () => void panelsShown.push(subject),
    onDidChangeViewState: () => nothing,
    onDidDispose: () => nothing,
    webview: {
      options: {},
      cspSource: 'webview:',
      asWebviewUri: String,
      postMessage: async () => true,
      onDidReceiveMessage: () => nothing,
      set html(page: string) {
        subject = /data-subject="([^"]*)"/.exec(page)?.[1] ?? '';
        panelsShown.push(subject);
      },
    },
  };
  return panel;
}

const double = {
  window: {
    createWebviewPanel,
    onDidChangeTextEditorSelection: () => nothing,
    get activeTextEditor() {
      return (
        front.transcript && { document: { uri: { scheme: 'polyai-conversation', query: front.transcript } } }
      );
    },
    createStatusBarItem: () =>
      (made.statusBarItem = {
        isShown: false,
        show() {
          this.isShown = true;
        },
        hide() {
          this.isShown = false;
        },
        dispose: () => undefined,
      }),
    createTreeView: (_id: string, options: { treeDataProvider: NonNullable<typeof made.tree> }) => {
      made.tree = options.treeDataProvider;
      const selected = new Emitter<{ selection: readonly object[] }>();
      made.view = {
        visible: true,
        selection: [],
        select(rows) {
          this.selection = rows;
          selected.fire({ selection: rows });
        },
        onDidChangeSelection: selected.event,
        onDidChangeVisibility: () => nothing,
        dispose: () => undefined,
      };
      return made.view;
    },
    createInputBox: () => new Box(),
    createQuickPick: () => new Box(),
    showQuickPick,
    setStatusBarMessage: (text: string) => statusMessages.push(text),
    showSaveDialog: async () => saveDialog.file && { scheme: 'file', fsPath: saveDialog.file },
    withProgress: (
      _options: object,
      task: (
        progress: { report: (step: { message: string }) => void },
        token: { onCancellationRequested: (listener: () => void) => void },
      ) => unknown,
    ) =>
      task(
        { report: ({ message }) => progressMessages.push(message) },
        {
          onCancellationRequested: (cancel) => {
            const press = progressShown.shift();
            if (press) setImmediate(press, cancel);
          },
        },
      ),
    showWarningMessage: showMessage,
    showInformationMessage: showMessage,
    showErrorMessage: showMessage,
  },
  commands: {
    executeCommand: async (...args: unknown[]) => {
      commandsRun.push(args);
    },
  },
  env: {
    clipboard: {
      readText: async () => copiedTexts.at(-1) ?? '',
      writeText: async (text: string) => void copiedTexts.push(text),
    },
    language: 'en',
    openExternal: async (uri: { url: string }) => openedOutside.push(uri.url),
  },
  workspace: {
    textDocuments: [],
    getConfiguration: () => ({ get: () => undefined }),
    registerTextDocumentContentProvider: () => nothing,
    onDidOpenTextDocument: () => nothing,
  },
  Uri: {
    parse: (url: string) => ({ url }),
    file: (fsPath: string) => ({ scheme: 'file', fsPath }),
    joinPath: (_base: unknown, ...segments: string[]) => segments.join('/'),
  },
  ViewColumn: { Active: -1, Beside: -2 },
  l10n: { bundle: undefined },
  ProgressLocation: { Notification: 15 },
  StatusBarAlignment: { Left: 1 },
  TreeItemCollapsibleState: { None: 0 },
  TreeItem: class {
    label: string;
    constructor(label: string) {
      this.label = label;
    }
  },
  ThemeColor: class {
    id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  ThemeIcon: class {
    id: string;
    color: unknown;
    constructor(id: string, color: unknown) {
      this.id = id;
      this.color = color;
    }
  },
  EventEmitter: Emitter,
  Disposable: {
    from: (...items: { dispose(): unknown }[]) => ({
      dispose: () => items.forEach((item) => item.dispose()),
    }),
  },
  QuickInputButtons: { Back: backButton },
  QuickPickItemKind: { Separator: -1 },
  InputBoxValidationSeverity: { Info: 1, Warning: 2, Error: 3 },
  CancellationError: class extends Error {},
};

Object.assign(globalThis, { editorDouble: double });
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? {
          url: `data:text/javascript,${encodeURIComponent(
            Object.keys(double)
              .map((name) => `export const ${name} = globalThis.editorDouble.${name};`)
              .join('\n'),
          )}`,
          shortCircuit: true,
        }
      : next(specifier, context),
});
