import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toCurl } from '../../core/chatApi/curl.ts';
import { createRequestPreview } from '../../core/chatApi/requestPreview.ts';
import { chatUrl } from '../../core/chatApi/wire.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { withMaskNote } from '../../core/conversation/maskedContent.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { originToRepeat } from '../../core/history/import/adopt.ts';
import type { History } from '../../core/history/history.ts';
import { conversationIdOf, runCommand, type CommandHandlers } from '../commands/commands.ts';
import { notifyInformation } from '../asking/notifications.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import type { HistoryView } from './historyView.ts';
import type { CloseBeforeDelete } from '../../core/history/closeBeforeDelete.ts';
import { type ConversationChooser, isKey, pickConversation } from '../conversation/chooseConversation.ts';
import { activeTranscript, openTranscript } from './transcriptDocument.ts';

export type HistoryCommands = Pick<
  CommandHandlers,
  | 'polyai.openConversation'
  | 'polyai.openAsText'
  | 'polyai.copyConversationId'
  | 'polyai.copyAsCurl'
  | 'polyai.rerunConversation'
  | 'polyai.deleteConversation'
  | 'polyai.undoDelete'
  | 'polyai.showOlderConversations'
>;

export interface HistoryCommandDeps {
  readonly history: History;
  readonly view: Pick<HistoryView, 'focusAfter' | 'showOlder'>;
  readonly hasConnection: (id: string) => boolean;
  /** As on the screen, with what is not recorded. */
  readonly find: (id: string) => Conversation | undefined;
  /** Shows a conversation in its panel, which gets the keyboard. */
  openPanel(id: string): void;
  readonly choose: Pick<ConversationChooser, 'any' | 'several'>;
  readonly closeBeforeDelete: CloseBeforeDelete;
  readonly onError: (error: unknown) => void;
}

export function createHistoryCommands(deps: HistoryCommandDeps): HistoryCommands {
  const { history, view, find, choose, closeBeforeDelete, onError } = deps;
  /** The latest deletion last; each undo takes one away. */
  const deletions: (readonly string[])[] = [];

  function undo(deletion: readonly string[]): void {
    history.restore(deletion);
    const index = deletions.indexOf(deletion);
    if (index >= 0) deletions.splice(index, 1);
    announceUndo();
    if (!deletion.some((id) => history.get(id))) {
      throw new HumanError(
        l10n.t('This was deleted too long ago to be brought back: it has been removed for good.'),
      );
    }
  }

  function announceUndo(): void {
    void vscode.commands.executeCommand('setContext', 'polyai.canUndoDelete', deletions.length > 0);
  }

  /** The one notification on success: it carries the way back. */
  async function offerUndo(deletion: readonly string[], sentence: string): Promise<void> {
    const button = l10n.t('Undo');
    const chosen = await notifyInformation(sentence, button);
    if (chosen === button) undo(deletion);
  }

  return {
    async 'polyai.openConversation'(argument) {
      // The text leads to its panel; from a panel one goes on to another conversation.
      const id =
        conversationIdOf(argument) ??
        activeTranscript() ??
        (await pickConversation(history, l10n.t('Open Conversation')));
      const conversation = id === undefined ? undefined : await choose.any(id, '');
      if (conversation) deps.openPanel(conversation.id);
    },

    async 'polyai.openAsText'(argument) {
      const conversation = await choose.any(argument, l10n.t('Open as Text'));
      if (conversation) await openTranscript(conversation);
    },

    async 'polyai.copyConversationId'(argument) {
      const conversation = await choose.any(argument, l10n.t('Copy Conversation ID'));
      if (!conversation) return;
      const { conversationId } = conversation;
      if (conversationId === undefined) {
        throw new HumanError(l10n.t('This conversation has no id, because the server never sent one.'));
      }
      // A line break in it would run whatever stands behind it when it is pasted into a terminal.
      await vscode.env.clipboard.writeText(toVisibleLine(conversationId));
    },

    async 'polyai.copyAsCurl'(argument) {
      const conversation = await choose.any(argument, l10n.t('Copy as cURL'));
      if (!conversation) return;
      const { connection, parameters } = conversation;
      const address = { ...connection, origin: originToRepeat(connection) };
      const curl = toCurl(createRequestPreview(chatUrl(address, 'create'), parameters));
      await vscode.env.clipboard.writeText(withMaskNote(curl, '#'));
    },

    async 'polyai.rerunConversation'(argument) {
      const conversation = await choose.any(argument, l10n.t('Create Again with the Same Parameters'));
      if (!conversation) return;
      const { connection, parameters } = conversation;
      if (deps.hasConnection(connection.connectionId)) {
        await runCommand('polyai.createChat', connection.connectionId, parameters);
      } else {
        await runCommand('polyai.createChatWith', undefined, parameters);
      }
    },

    async 'polyai.deleteConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Delete Conversation'));
      const [first] = ids;
      if (first === undefined) return;
      if (!(await closeBeforeDelete(ids))) return;
      const sentence = deletedSentence(ids.length, find(first));
      if (isKey(argument)) view.focusAfter(ids);
      history.delete(ids);
      deletions.push(ids);
      announceUndo();
      offerUndo(ids, sentence).catch(onError);
    },

    async 'polyai.undoDelete'() {
      const latest = deletions.at(-1);
      if (!latest) throw new HumanError(l10n.t('There is no deleted conversation to bring back.'));
      undo(latest);
    },

    'polyai.showOlderConversations': () => view.showOlder(),
  };
}

function deletedSentence(count: number, conversation: Conversation | undefined): string {
  if (count > 1) return l10n.t('{0} conversations were deleted.', count);
  const turns = conversation?.turns ?? [];
  const said = turns.find((turn) => turn.userText)?.userText ?? turns.find((turn) => turn.reply)?.reply;
  const quoted = toPlainLabel(said ?? '');
  return quoted
    ? l10n.t('The conversation “{0}” was deleted.', quoted)
    : l10n.t('The conversation was deleted.');
}
