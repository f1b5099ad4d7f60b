import * as l10n from '@vscode/l10n';
import { countLive } from '../../core/history/openConversations.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { agreesInDialog } from '../asking/notifications.ts';
import type { CloseChat } from '../conversation/closeChat.ts';
import { closeWithProgress, toClosingDetail, toReason } from '../conversation/closeOpen.ts';

export interface CloseBeforeDeleteDeps {
  readonly listOpen: () => readonly ConversationSummary[];
  readonly closeChat: CloseChat;
}

/**
 * Closes those of the conversations that are open at their agents: once they are deleted, nobody here knows of them.
 * False when the person keeps them. A live one is closed only after asking, and one that cannot be closed goes only
 * when the person says so.
 */
export type CloseBeforeDelete = (ids: readonly string[]) => Promise<boolean>;

export function createCloseBeforeDelete({ listOpen, closeChat }: CloseBeforeDeleteDeps): CloseBeforeDelete {
  return async (ids) => {
    const openAmong = () => listOpen().filter(({ id }) => ids.includes(id));
    const open = openAmong();
    if (open.length === 0) return true;
    if (countLive(open) > 0 && !(await agreesInDialog(toQuestion(open), l10n.t('Close and Delete')))) {
      return false;
    }
    const failed = await closeWithProgress(open, closeChat);
    if (openAmong().length === 0) return true;
    const [first] = failed;
    // Nothing failed, so the person has cancelled.
    if (first === undefined) return false;
    const message =
      open.length === 1
        ? l10n.t('The conversation could not be closed. Delete it all the same?')
        : l10n.t(
            '{0} of {1} conversations could not be closed. Delete them all the same?',
            failed.length,
            open.length,
          );
    const detail = [
      toReason(first),
      l10n.t(
        'What is not closed stays open at the agent until it expires, and is not counted here any more.',
      ),
    ];
    return agreesInDialog(
      { message, detail: detail.filter(Boolean).join('\n\n') },
      l10n.t('Delete All the Same'),
    );
  };
}

function toQuestion(open: readonly ConversationSummary[]) {
  const message =
    open.length === 1
      ? l10n.t('This conversation is open on a live agent. Close it and delete it?')
      : l10n.t(
          '{0} of these conversations are open, some on a live agent. Close and delete them?',
          open.length,
        );
  return { message, detail: toClosingDetail(open) };
}
