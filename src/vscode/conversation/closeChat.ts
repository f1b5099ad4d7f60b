import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { Conversation, ConnectionSnapshot } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { isOver } from '../../core/conversation/transitions.ts';
import { closeUnconfirmed } from '../../core/conversation/turnText.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';
import type { ChooseConversation } from './chooseConversation.ts';
import type { FindConversationPlace } from '../../core/conversation/conversationPlace.ts';
import { showTurnFailure } from './failureActions.ts';

export interface ChatCloserDeps {
  readonly service: Pick<ConversationService, 'close'>;
  readonly placeOf: FindConversationPlace;
  resolveTarget(connection: Connection): Promise<ChatTarget>;
  timeoutSeconds(): number;
}

/** Closes one conversation at the agent that holds it. Rejects with HumanError when no call could be made. */
export type CloseChat = (
  conversation: { readonly id: string; readonly connection: ConnectionSnapshot },
  signal?: AbortSignal,
) => Promise<Conversation>;

/** The one way a conversation is closed from outside its panel. */
export function createChatCloser({ service, ...deps }: ChatCloserDeps): CloseChat {
  return async ({ id, connection }, signal) => {
    const target = await deps.resolveTarget(deps.placeOf(connection));
    return service.close({ id, target, signal, timeoutSeconds: deps.timeoutSeconds() });
  };
}

/** The command Close Chat. Closing what is over already is harmless: nothing is sent, and that is said quietly. */
export function createCloseChatCommand(deps: {
  readonly choose: ChooseConversation;
  readonly closeChat: CloseChat;
  readonly showError: ShowError;
}) {
  return async (argument: unknown): Promise<void> => {
    const conversation = await deps.choose(argument, l10n.t('Close Chat'));
    if (!conversation) return;
    if (isOver(conversation.state) || conversation.conversationId === undefined) {
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
    else deps.showError(unconfirmed(), 'polyai.closeChat', [closeAgain(closed)]);
  };
}

function unconfirmed(): HumanError {
  const { message, remedy } = closeUnconfirmed();
  return new HumanError(message, { remedy });
}

function closeAgain({ id }: Conversation) {
  return commandAction(l10n.t('Close Chat'), 'polyai.closeChat', id);
}
