import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { holdsMask } from '../../core/common/redaction.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { MaskedContentError } from '../../core/conversation/maskedContent.ts';
import { type CommandHandlers, connectionIdOf } from '../commands/commands.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import type { CreateChat } from '../../core/conversation/createChat.ts';
import { showTurnFailure } from './failureActions.ts';
import { pickConnection } from './pickConnection.ts';

export interface ConversationCommandDeps {
  readonly connections: ConnectionStore;
  readonly createChat: CreateChat;
  readonly output: vscode.OutputChannel;
  readonly log: vscode.LogOutputChannel;
  readonly showError: ShowError;
  readonly onError: (error: unknown) => void;
  /** The stand-in agent's connection, saved among the others if it is not yet. */
  useStandIn(): Promise<Connection>;
  /** Shows a conversation that was just created. */
  show(conversation: Conversation): void;
}

export function createConversationCommands(
  deps: ConversationCommandDeps,
): Pick<
  CommandHandlers,
  | 'polyai.createChat'
  | 'polyai.createChatWith'
  | 'polyai.useStandInAgent'
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
    'polyai.showOutput': () => deps.output.show(true),
    'polyai.showLog': () => deps.log.show(true),
  };
}
