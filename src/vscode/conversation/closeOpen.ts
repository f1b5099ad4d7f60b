import * as l10n from '@vscode/l10n';
import { HumanError } from '../../core/common/humanError.ts';
import { isLive } from '../../core/connection/connection.ts';
import {
  closeEach,
  countLive,
  isStillOpen,
  type CloseProgress,
} from '../../core/history/openConversations.ts';
import { explainTurnError } from '../../core/conversation/turnText.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { agreesInDialog, askInDialog, noteInStatusBar } from '../asking/notifications.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { toPlainLabel } from '../../core/wording/plainText.ts';
import type { CloseChat } from './closeChat.ts';

export interface CloseOpenDeps {
  readonly closeChat: CloseChat;
  readonly showError: ShowError;
}

/** Closes these conversations with progress and Cancel; says something only when one could not be closed. */
export type CloseOpen = (conversations: readonly ConversationSummary[]) => Promise<void>;

export function createCloseOpen({ closeChat, showError }: CloseOpenDeps): CloseOpen {
  return async (conversations) => {
    const failed = await closeWithProgress(conversations, closeChat);
    const [first] = failed;
    if (first === undefined) return;
    // Of the first one: the others mostly failed for the same reason.
    const sentence =
      conversations.length === 1
        ? l10n.t('The conversation could not be closed.')
        : l10n.t('{0} of {1} conversations could not be closed.', failed.length, conversations.length);
    showError(new HumanError(sentence, { remedy: toReason(first) }), 'polyai.closeAllOpen', [
      commandAction(l10n.t('Show Output'), 'polyai.showOutput'),
    ]);
  };
}

/** Closes these conversations with progress and Cancel, and resolves with those that could not be closed. */
export function closeWithProgress(
  conversations: readonly ConversationSummary[],
  closeChat: CloseChat,
): Promise<readonly CloseProgress[]> {
  return withSlowProgress(l10n.t('Closing open conversations'), async (signal, report) => {
    const stillOpen: CloseProgress[] = [];
    report(l10n.t('{0} of {1}', 0, conversations.length));
    const close = (conversation: ConversationSummary) => closeChat(conversation, signal);
    for await (const progress of closeEach(conversations, close, { signal })) {
      report(l10n.t('{0} of {1}', progress.done, progress.total));
      // What the person has cancelled is no news to them.
      if (isStillOpen(progress) && !signal.aborted) stillOpen.push(progress);
    }
    return stillOpen;
  });
}

/** Why it could not be closed, with the remedy; undefined when nothing is known. */
export function toReason({ result, error }: CloseProgress): string | undefined {
  if (error instanceof HumanError) return [error.message, error.remedy].filter(Boolean).join(' ');
  const turn = result?.turns.findLast(({ kind }) => kind === 'close');
  if (!result || !turn?.error) return undefined;
  const { message, remedy } = explainTurnError(turn.error, turn.kind, result.connection);
  return [message, remedy].filter(Boolean).join(' ');
}

/** The command Close All Open Conversations. Those of other windows are among them, so it asks first. */
export function createCloseAllOpen(deps: {
  listOpen(): readonly ConversationSummary[];
  readonly closeOpen: CloseOpen;
}) {
  return async (): Promise<void> => {
    const open = deps.listOpen();
    if (open.length === 0) {
      noteInStatusBar(l10n.t('No conversation is open.'));
      return;
    }
    const close = l10n.t('Close All');
    const message =
      open.length === 1
        ? l10n.t('Close the open conversation?')
        : l10n.t('Close all {0} open conversations?', open.length);
    const question = { message, detail: toClosingDetail(open) };
    const agrees =
      countLive(open) > 0
        ? await agreesInDialog(question, close)
        : (await askInDialog(question, close)) === close;
    if (agrees) await deps.closeOpen(open);
  };
}

/** Which agents they are with, and what happens there. */
export function toClosingDetail(open: readonly ConversationSummary[]): string {
  const names = new Map<string, number>();
  for (const { connection } of open) {
    const name = isLive(connection)
      ? l10n.t('{0} (LIVE)', connection.connectionName)
      : connection.connectionName;
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const lines = [...names].map(([name, count]) => l10n.t('{0}: {1}', toPlainLabel(name), count));
  const effect =
    countLive(open) > 0
      ? l10n.t(
          'A live agent now does whatever it does when a conversation ends. A closed conversation cannot be opened again.',
        )
      : l10n.t('A closed conversation stays closed. It remains in the history.');
  return [lines.join('\n'), effect].join('\n\n');
}
