import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toVisibleLine, toVisibleText } from '../../core/text/visibleText.ts';
import { withoutMarkup } from '../../core/text/withoutMarkup.ts';

/*
 * The one place through which everything goes that the editor says by itself: notifications, dialogs, progress and
 * notes in the status bar. Sentences hold names, ids and what servers say; the editor would make links of them, and
 * one click on such a link runs any command. Sentences of ours hold no markup, so all of it is taken out. Lint
 * refuses the editor's own functions elsewhere.
 */

/** One sentence on one line, without links and icons. */
export function toPlainSentence(text: string): string {
  return withoutMarkup(toVisibleLine(text));
}

/** Resolves with the button that was pressed; undefined when the notification was dismissed. */
export async function notifyInformation(
  sentence: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  return vscode.window.showInformationMessage(toPlainSentence(sentence), ...buttons);
}

/** As `notifyInformation`, for what failed. */
export async function notifyError(
  sentence: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  return vscode.window.showErrorMessage(toPlainSentence(sentence), ...buttons);
}

/** A modal dialog; `detail` may have lines. Resolves with the button that was pressed, undefined for Cancel. */
export async function askInDialog(
  { message, detail }: { readonly message: string; readonly detail?: string | undefined },
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const plain = detail === undefined ? {} : { detail: toVisibleText(detail) };
  return vscode.window.showWarningMessage(toVisibleLine(message), { modal: true, ...plain }, ...buttons);
}

/** A question whose answer reaches real customers or cannot be taken back: Enter alone declines. */
export async function agreesInDialog(
  question: { readonly message: string; readonly detail?: string | undefined },
  button: string,
): Promise<boolean> {
  return (await askInDialog(question, l10n.t('Not Now'), button)) === button;
}

/** A note in the status bar that goes by itself. */
export function noteInStatusBar(sentence: string): void {
  vscode.window.setStatusBarMessage(toPlainSentence(sentence), noteMs);
}

const noteMs = 5000;
