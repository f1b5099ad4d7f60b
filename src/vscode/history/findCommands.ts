import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CloseBeforeDelete } from '../../core/history/closeBeforeDelete.ts';
import type { History } from '../../core/history/history.ts';
import {
  type LabelQuestion,
  noteQuestion,
  tagsQuestion,
  titleQuestion,
  toMeantText,
} from '../../core/wording/labelQuestions.ts';
import { historyGroupings, toGroupingLabel } from '../../core/wording/historyGroups.ts';
import { agreesInDialog, noteInStatusBar } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { askChoice, askText } from '../asking/questions.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import type { Connections } from '../connection/registerConnections.ts';
import type { ConversationChooser } from '../conversation/chooseConversation.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import type { Documents } from '../documents/registerDocuments.ts';
import { createCompareCommands, type CompareCommands } from './compareCommands.ts';
import type { HistoryView } from './historyView.ts';
import { searchHistory } from './searchHistory.ts';

export type FindCommands = Pick<
  CommandHandlers,
  | 'polyai.searchHistory'
  | 'polyai.filterHistory'
  | 'polyai.clearHistoryFilter'
  | 'polyai.groupHistory'
  | 'polyai.clearHistory'
>;

export interface FindCommandDeps {
  readonly history: Pick<History, 'search' | 'labelsInUse' | 'count' | 'clear'>;
  readonly view: Pick<HistoryView, 'look' | 'show'>;
  readonly listOpen: Conversations['listOpen'];
  readonly closeBeforeDelete: CloseBeforeDelete;
  openPanel(id: string, options?: { readonly turn?: number | undefined }): void;
  /** What is kept must hold no key. */
  readonly mask: (text: string) => Promise<string>;
  readonly onError: (error: unknown) => void;
}

/** Finding conversations again, how the view shows them, and emptying the history. */
export function createFindCommands(deps: FindCommandDeps): FindCommands {
  const { history, view, closeBeforeDelete, onError } = deps;
  return {
    'polyai.searchHistory': () =>
      searchHistory({ history, open: (id, turn) => deps.openPanel(id, { turn }), onError }),

    async 'polyai.filterHistory'(wanted) {
      if (typeof wanted === 'string') return view.show({ filter: wanted });
      await searchHistory({
        history,
        onError,
        text: view.look.filter,
        filter: async (text) => {
          view.show({ filter: await deps.mask(text) });
          await vscode.commands.executeCommand('polyai.history.focus');
        },
      });
    },

    'polyai.clearHistoryFilter': () => view.show({ filter: '' }),

    async 'polyai.groupHistory'() {
      const answer = await askChoice({
        title: l10n.t('Group History'),
        placeholder: l10n.t('How are the conversations grouped?'),
        choices: historyGroupings.map((value) => ({ label: toGroupingLabel(value), value })),
        active: view.look.grouping,
      });
      if (answer.kind === 'next') view.show({ grouping: answer.value });
    },

    async 'polyai.clearHistory'() {
      const question = {
        message: clearQuestion(history.count()),
        detail: l10n.t(
          'What was said is removed from this machine’s disk, with titles, notes and tags. This cannot be undone.',
        ),
      };
      if (!(await agreesInDialog(question, l10n.t('Delete for Good')))) return;
      if (!(await closeBeforeDelete(deps.listOpen().map(({ id }) => id)))) return;
      const isDone = await withSlowProgress(l10n.t('Clearing the history'), (signal, report) =>
        history.clear({ signal, report: (left) => report(l10n.t('{0} conversations left', left)) }),
      );
      noteInStatusBar(
        isDone
          ? l10n.t('The history is empty.')
          : l10n.t('Clearing the history was cancelled. What was given up by then is removed later.'),
      );
    },
  };
}

/** With none, what was deleted lately and results of chat tests may still be on the disk. */
function clearQuestion(count: number): string {
  if (count === 0) return l10n.t('Delete what is left of the history for good?');
  return count === 1
    ? l10n.t('Delete the one conversation of the history for good?')
    : l10n.t('Delete all {0} conversations of the history for good?', count);
}

export type LabelCommands = Pick<
  CommandHandlers,
  | 'polyai.pinConversation'
  | 'polyai.renameConversation'
  | 'polyai.tagConversation'
  | 'polyai.noteConversation'
>;

export interface LabelCommandDeps {
  readonly history: Pick<History, 'label' | 'summary'>;
  readonly choose: Pick<ConversationChooser, 'any' | 'several'>;
  /** What is kept must hold no key. */
  readonly mask: (text: string) => Promise<string>;
}

/** What a person puts on conversations: a title, a note, tags, a pin. */
export function createLabelCommands({ history, choose, mask }: LabelCommandDeps): LabelCommands {
  const summariesOf = (ids: readonly string[]) => ids.flatMap((id) => history.summary(id) ?? []);
  const ask = async (ids: readonly string[], { toLabels, ...question }: LabelQuestion) => {
    const hides = async (text: string) => (await mask(text)) !== text;
    const answer = ids.length === 0 ? undefined : await askText({ ...question, hides });
    if (answer?.kind === 'next') history.label(ids, toLabels(await mask(answer.value)));
  };
  return {
    async 'polyai.pinConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Pin or Unpin'));
      if (ids.length === 0) return;
      const meant = summariesOf(ids);
      const isPinned = meant.every(({ pinnedAt }) => pinnedAt !== undefined);
      history.label(ids, { pinnedAt: isPinned ? undefined : new Date().toISOString() });
      const text = toMeantText(meant);
      noteInStatusBar(isPinned ? l10n.t('No longer pinned: {0}', text) : l10n.t('Pinned: {0}', text));
    },

    async 'polyai.renameConversation'(argument) {
      const conversation = await choose.any(argument, l10n.t('Rename Conversation'));
      const summary = conversation && history.summary(conversation.id);
      if (summary) await ask([summary.id], titleQuestion(summary));
    },

    async 'polyai.tagConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Tag Conversation'));
      await ask(ids, tagsQuestion(summariesOf(ids)));
    },

    async 'polyai.noteConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Edit Note'));
      await ask(ids, noteQuestion(summariesOf(ids)));
    },
  };
}

export type LookCommands = FindCommands & LabelCommands & CompareCommands;

/** What looks at the history, marks what is in it and empties it. */
export function createLookCommands(
  editor: Editor,
  { knownSecrets }: Connections,
  { history, view, documents }: { history: History; view: HistoryView; documents: Documents },
  conversations: Conversations,
): LookCommands {
  const mask = (text: string) => knownSecrets.maskWhenKnown(text);
  return {
    ...createFindCommands({ ...conversations, history, view, mask, onError: editor.onError }),
    ...createLabelCommands({ ...conversations, history, mask }),
    ...createCompareCommands({
      ...conversations,
      history,
      documents,
      state: editor.workspaceState,
    }),
  };
}
