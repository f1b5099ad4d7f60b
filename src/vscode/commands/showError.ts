import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError, toHumanError, toSentences } from '../../core/common/humanError.ts';
import { MissingCredentialsError } from '../../core/connection/missingCredentials.ts';
import { type CommandId, runCommand } from './commands.ts';
import { notifyError } from '../asking/notifications.ts';
import { withoutLinks } from '../../core/text/withoutMarkup.ts';

/** A button under an error: its words, and the command that fixes what the error says. */
export interface ErrorAction {
  readonly title: string;
  readonly run: () => unknown;
}

/** A button that runs one of our commands. */
export function commandAction(title: string, command: CommandId, ...args: unknown[]): ErrorAction {
  return { title, run: () => vscode.commands.executeCommand(command, ...args) };
}

/** The button under an error about credentials: for the funnel. */
export function credentialsActions(error: unknown): readonly ErrorAction[] {
  return error instanceof MissingCredentialsError
    ? [commandAction(l10n.t('Enter Credentials…'), 'polyai.editConnection', error.connectionId)]
    : [];
}

/**
 * The one funnel of failures: one notification, one sentence and its remedy, at most two buttons, the first of
 * which fixes it. Details go to the log, never to the person.
 */
export function createErrorFunnel(log: vscode.LogOutputChannel) {
  return (error: unknown, source: string, actions: readonly ErrorAction[] = []): void => {
    if (error instanceof vscode.CancellationError) return;
    log.error(withoutLinks(`${source}: ${describe(error)}`));
    const human = toHumanError(error);
    const own: ErrorAction[] = [...actions];
    if (human !== error) {
      own.push({ title: l10n.t('Show Log'), run: () => runCommand('polyai.showLog') });
    }
    void offer(toSentences(human), own.slice(0, 2));
  };
}

async function offer(sentence: string, actions: readonly ErrorAction[]): Promise<void> {
  const title = await notifyError(sentence, ...actions.map((action) => action.title));
  await actions.find((action) => action.title === title)?.run();
}

export type ShowError = ReturnType<typeof createErrorFunnel>;

/**
 * The error and its causes, for the log. Core's errors hold no secret. The stack of a mistake of ours leads to it; that
 * of a failure which is explained to the person leads only to the explanation.
 */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${describe(error.cause)}`;
  const isExplained = error instanceof HumanError;
  return `${isExplained ? error.message : (error.stack ?? error.message)}${cause}`;
}
