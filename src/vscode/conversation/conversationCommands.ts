import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { holdsMask } from '../../core/common/redaction.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { MaskedContentError } from '../../core/conversation/maskedContent.ts';
import { canGoOn } from '../../core/conversation/transitions.ts';
import { closeUnconfirmed } from '../../core/conversation/turnText.ts';
import { type CloseOpen, toClosingDetail } from '../../core/history/closeOpen.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { countLive } from '../../core/history/openConversations.ts';
import { agreesInDialog, askInDialog, noteInStatusBar } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { type CommandHandlers, connectionIdOf } from '../commands/commands.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import type { CreateChat } from '../../core/conversation/createChat.ts';
import type { CloseChat } from '../../core/conversation/closeChat.ts';
import type { ChooseConversation } from './chooseConversation.ts';
import { showTurnFailure } from './failureActions.ts';
import { pickConnection } from './pickConnection.ts';

export interface ConversationCommandDeps {
  readonly connections: ConnectionStore;
  readonly createChat: CreateChat;
  readonly closeChat: CloseChat;
  readonly closeOpen: CloseOpen;
  /** The one that an argument names, or one of those that are open. */
  readonly choose: ChooseConversation;
  /** Of this window and of others. */
  listOpen(): readonly ConversationSummary[];
  readonly output: vscode.OutputChannel;
  readonly log: vscode.LogOutputChannel;
  readonly showError: ShowError;
  readonly onError: (error: unknown) => void;
  /** The stand-in agent's connection, saved among the others if it is not yet. */
  useStandIn(): Promise<Connection>;
  /** Shows a conversation that was just created. */
  show(conversation: Conversation): void;
}

/** The commands that begin a conversation and end one. */
export function createConversationCommands(
  deps: ConversationCommandDeps,
): Pick<
  CommandHandlers,
  | 'polyai.createChat'
  | 'polyai.createChatWith'
  | 'polyai.useStandInAgent'
  | 'polyai.closeChat'
  | 'polyai.closeAllOpen'
  | 'polyai.showOutput'
  | 'polyai.showLog'
> {
  /** Which connection is active stays as it is: that is switched by hand only. */
  const create = async (connection: Connection, chosen?: CreateChatParameters): Promise<void> => {
    const again = chosen ?? deps.connections.lastParameters(connection.id);
    if (holdsMask(again)) {
      deps.showError(new MaskedContentError(), 'polyai.createChat', [
        commandAction(l10n.t('Type It Again'), 'polyai.createChatWithParameters', connection.id, again),
      ]);
      return;
    }
    if (chosen !== undefined) {
      // A disk that does not take them is no reason not to talk.
      await deps.connections.setLastParameters(connection.id, chosen).catch(deps.onError);
    }
    const conversation = await deps.createChat(connection, again, { isAsLastTime: chosen === undefined });
    if (conversation === undefined) return;
    deps.show(conversation);
    const turn = conversation.turns[0];
    if (turn !== undefined) showTurnFailure(deps.showError, conversation, turn);
  };

  return {
    'polyai.createChat': async (argument, parameters) => {
      const id = connectionIdOf(argument);
      const connection =
        id === undefined
          ? (deps.connections.active ?? (await pickConnection(deps.connections, l10n.t('Create Chat'))))
          : deps.connections.get(id);
      if (connection !== undefined) return create(connection, parameters);
      if (id !== undefined) throw new HumanError(l10n.t('This connection is no longer there.'));
    },
    'polyai.createChatWith': async (_argument, parameters) => {
      const connection = await pickConnection(deps.connections, l10n.t('Create Chat with…'));
      if (connection !== undefined) await create(connection, parameters);
    },
    'polyai.useStandInAgent': async () => create(await deps.useStandIn()),
    // Closing what is over already is harmless: nothing is sent, and that is said quietly.
    'polyai.closeChat': async (argument) => {
      const conversation = await deps.choose(argument, l10n.t('Close Chat'));
      if (!conversation) return;
      if (!canGoOn(conversation)) {
        noteInStatusBar(l10n.t('This conversation is not open any more.'));
        return;
      }
      const closed = await withSlowProgress(
        l10n.t('Closing the chat with {0}', conversation.connection.connectionName),
        (signal) => deps.closeChat(conversation, signal),
      );
      const turn = closed.turns.findLast(({ kind }) => kind === 'close');
      // It is still under way when this caller has cancelled and another one has not.
      if (turn === undefined || turn.state === 'answered' || turn.state === 'pending') return;
      if (turn.error) showTurnFailure(deps.showError, closed, turn);
      else showUnconfirmed(deps.showError, closed);
    },
    // Those of other windows are among them, so it asks first.
    'polyai.closeAllOpen': async () => {
      const open = deps.listOpen();
      if (open.length === 0) noteInStatusBar(l10n.t('No conversation is open.'));
      else if (await agreesToClose(open)) await deps.closeOpen(open);
    },
    'polyai.showOutput': () => deps.output.show(true),
    'polyai.showLog': () => deps.log.show(true),
  };
}

function showUnconfirmed(showError: ShowError, { id }: Conversation): void {
  const { message, remedy } = closeUnconfirmed();
  showError(new HumanError(message, { remedy }), 'polyai.closeChat', [
    commandAction(l10n.t('Close Chat'), 'polyai.closeChat', id),
  ]);
}

async function agreesToClose(open: readonly ConversationSummary[]): Promise<boolean> {
  const close = l10n.t('Close All');
  const message =
    open.length === 1
      ? l10n.t('Close the open conversation?')
      : l10n.t('Close all {0} open conversations?', open.length);
  const question = { message, detail: toClosingDetail(open) };
  if (countLive(open) > 0) return agreesInDialog(question, close);
  return (await askInDialog(question, close)) === close;
}
