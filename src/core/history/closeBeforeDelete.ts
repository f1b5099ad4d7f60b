import * as l10n from '@vscode/l10n';
import { closeAll, type ClosingDeps, toClosingDetail, toReason } from './closeOpen.ts';
import type { ConversationSummary } from './history.ts';
import { countLive } from './openConversations.ts';

export interface CloseBeforeDeleteDeps extends ClosingDeps {
  readonly listOpen: () => readonly ConversationSummary[];
  readonly agrees: (
    question: { readonly message: string; readonly detail: string },
    button: string,
  ) => Promise<boolean>;
}

/**
 * Closes those of the conversations that are open at their agents: once they are deleted, nothing here knows of them.
 * False when the person keeps them. A live one is closed only after asking, and one that cannot be closed goes only
 * when the person says so.
 */
export type CloseBeforeDelete = (ids: readonly string[]) => Promise<boolean>;

export function createCloseBeforeDelete({
  listOpen,
  agrees,
  ...closing
}: CloseBeforeDeleteDeps): CloseBeforeDelete {
  return async (ids) => {
    const openAmong = () => listOpen().filter(({ id }) => ids.includes(id));
    const open = openAmong();
    if (open.length === 0) return true;
    if (countLive(open) > 0 && !(await agrees(toQuestion(open), l10n.t('Close and Delete')))) {
      return false;
    }
    const failed = await closeAll(open, closing);
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
    return agrees({ message, detail: detail.filter(Boolean).join('\n\n') }, l10n.t('Delete All the Same'));
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
