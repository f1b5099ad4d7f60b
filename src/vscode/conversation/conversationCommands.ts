import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { type CommandHandlers, connectionIdOf } from '../common/commands.ts';
import type { ShowError } from '../common/showError.ts';
import { type CreateChat, pickConnection } from './createChat.ts';
import { showTurnFailure } from './failureActions.ts';

export interface ConversationCommandDeps {
  readonly connections: ConnectionStore;
  readonly createChat: CreateChat;
  readonly output: vscode.OutputChannel;
  readonly log: vscode.LogOutputChannel;
  readonly showError: ShowError;
  hasCredentials(connection: Connection): Promise<boolean>;
  /** One quiet line about a connection, such as `sandbox · uk-1`. */
  describe(connection: Connection): string;
  /** The stand-in agent's connection, saved among the others if it is not yet. */
  useStandIn(): Promise<Connection>;
  /** Shows a conversation that was just created. */
  show(conversation: Conversation): void;
}

export function createConversationCommands(
  deps: ConversationCommandDeps,
): Pick<
  CommandHandlers,
  'polyai.createChat' | 'polyai.useStandInAgent' | 'polyai.showOutput' | 'polyai.showLog'
> {
  const create = async (connection: Connection, chosen?: CreateChatParameters): Promise<void> => {
    await deps.connections.setActive(connection.id);
    if (chosen !== undefined) await deps.connections.setLastParameters(connection.id, chosen);
    const parameters = chosen ?? deps.connections.lastParameters(connection.id);
    const conversation = await deps.createChat(connection, parameters);
    if (conversation === undefined) return;
    deps.show(conversation);
    const turn = conversation.turns[0];
    if (turn !== undefined) showTurnFailure(deps.showError, conversation, turn);
  };

  const choose = async (): Promise<Connection | undefined> => {
    const all = deps.connections.list();
    const ready = await Promise.all(all.map((connection) => deps.hasCredentials(connection)));
    const usable = all.filter((_, index) => ready[index]);
    // Connections without their secrets are offered rather than none: choosing one says what is missing.
    return pickConnection(usable.length > 0 ? usable : all, deps.connections.active?.id, (connection) =>
      deps.describe(connection),
    );
  };

  return {
    'polyai.createChat': async (argument, parameters) => {
      const id = connectionIdOf(argument);
      const connection = id === undefined ? await choose() : deps.connections.get(id);
      if (connection !== undefined) return create(connection, parameters);
      if (id !== undefined) throw new HumanError(l10n.t('This connection is no longer there.'));
    },
    'polyai.useStandInAgent': async () => create(await deps.useStandIn()),
    'polyai.showOutput': () => deps.output.show(true),
    'polyai.showLog': () => deps.log.show(true),
  };
}
