import * as vscode from 'vscode';
import { ask } from './ask.ts';
import { withoutMarkup } from '../../core/text/withoutMarkup.ts';

/*
 * The one place that makes boxes and lists. The editor makes icons of `$(name)` in their rows and links of
 * `[words](command:…)` under a box, so both are taken out of everything they show; an icon of ours is an `iconPath`.
 * Lint refuses the editor's own functions elsewhere.
 */

/** Asks for one of the rows. */
export function pickItem<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  const list = createList(items, options);
  return ask(list, (finish) => {
    list.onDidAccept(() => {
      const [picked] = list.selectedItems;
      if (picked) finish(picked);
    });
  });
}

/** Asks for any of the rows. */
export function pickItems<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<readonly T[] | undefined> {
  const list = createList(items, options);
  list.canSelectMany = true;
  list.selectedItems = list.items.filter(({ picked }) => picked);
  return ask(list, (finish) => {
    list.onDidAccept(() => finish(list.selectedItems));
  });
}

function createList<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeHolder, matchOnDescription, matchOnDetail, ignoreFocusOut }: vscode.QuickPickOptions,
): vscode.QuickPick<T> {
  const list = createPickList(items, undefined);
  list.title = title;
  list.placeholder = placeHolder;
  list.matchOnDescription = matchOnDescription ?? false;
  list.matchOnDetail = matchOnDetail ?? false;
  list.ignoreFocusOut = ignoreFocusOut ?? false;
  return list;
}

/** A list whose rows are `items`; it is not shown yet. `active` is the row that Enter takes at once. */
export function createPickList<T extends vscode.QuickPickItem>(
  items: readonly T[],
  active: T | undefined,
): vscode.QuickPick<T> {
  const list = vscode.window.createQuickPick<T>();
  list.items = items.map((item) => toPlainItem(item));
  const shown = active === undefined ? undefined : list.items[items.indexOf(active)];
  if (shown !== undefined) list.activeItems = [shown];
  return list;
}

/** Other rows for a list that is shown. */
export function setRows<T extends vscode.QuickPickItem>(
  list: vscode.QuickPick<T>,
  items: readonly T[],
): void {
  list.items = items.map((item) => toPlainItem(item));
}

const wordsOfBox: ReadonlySet<PropertyKey> = new Set(['title', 'prompt', 'validationMessage']);

/** A box for a text; it is not shown yet. What is said in and around it is plain, what is typed is left alone. */
export function createTextBox(): vscode.InputBox {
  return new Proxy(vscode.window.createInputBox(), {
    get: (box, property) => {
      const value: unknown = Reflect.get(box, property);
      return typeof value === 'function' ? value.bind(box) : value;
    },
    set: (box, property, value: unknown) =>
      Reflect.set(box, property, wordsOfBox.has(property) ? toPlainWords(value) : value),
  });
}

/**
 * Shows dots for as long as `hides` says so of what stands in the box: what is readable in one, a browser writes into its
 * session file. To be called after the listeners that replace the text.
 */
export function hideIn(box: vscode.InputBox, hides: (text: string) => boolean | Promise<boolean>): void {
  const hideWhenKnown = async (text: string, isHidden: Promise<boolean>) => {
    const isSecret = await isHidden;
    if (box.value === text) box.password = isSecret;
  };
  const hide = () => {
    const isHidden = hides(box.value);
    // At once where it can be: the box is shown like that.
    if (typeof isHidden === 'boolean') box.password = isHidden;
    else void hideWhenKnown(box.value, isHidden);
  };
  box.onDidChangeValue(hide);
  hide();
}

/** A sentence, or one with a severity. */
function toPlainWords<T>(words: T): T {
  if (typeof words === 'string') return withoutMarkup(words) as T;
  if (typeof words !== 'object' || words === null || !('message' in words)) return words;
  return { ...words, message: toPlainWords(words.message) };
}

function toPlainItem<T extends vscode.QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: withoutMarkup(label),
    ...(description === undefined ? {} : { description: withoutMarkup(description) }),
    ...(detail === undefined ? {} : { detail: withoutMarkup(detail) }),
  };
}
