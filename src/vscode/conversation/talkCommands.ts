import * as l10n from '@vscode/l10n';
import type { CommandHandlers } from '../common/commands.ts';
import { conversationIdOf } from '../common/commands.ts';
import { pickConversation } from '../history/pickConversation.ts';
import type { History } from '../../core/history/history.ts';
import { createConversationChooser, type ConversationChooserDeps } from './chooseConversation.ts';
import { createCloseChatCommand, type CloseChat } from './closeChat.ts';
import { createOpenInStudio, type OpenInStudioDeps } from './openInStudio.ts';
import type { ReplayChat } from './replayChat.ts';
import { createSendMessage, type SendMessageDeps } from './sendMessage.ts';

export interface TalkCommandDeps
  extends Omit<SendMessageDeps, 'choose'>, ConversationChooserDeps, OpenInStudioDeps {
  readonly history: Pick<History, 'page'>;
  readonly closeChat: CloseChat;
  readonly replayChat: ReplayChat;
}

/** The commands about a conversation that is going on, and about having it once more. */
export function createTalkCommands(
  deps: TalkCommandDeps,
): Pick<
  CommandHandlers,
  | 'polyai.sendMessage'
  | 'polyai.fetchDelayedReply'
  | 'polyai.closeChat'
  | 'polyai.createAgainAndReplay'
  | 'polyai.openInStudio'
> {
  const choose = createConversationChooser(deps);
  const sendMessage = createSendMessage({ ...deps, choose });
  return {
    'polyai.sendMessage': (argument, text) => sendMessage.send(argument, text),
    'polyai.fetchDelayedReply': (argument) => sendMessage.fetchDelayedReply(argument),
    'polyai.closeChat': createCloseChatCommand({ ...deps, choose }),
    'polyai.createAgainAndReplay': async (argument) => {
      // Any conversation can be had again, not only one that is open.
      const id =
        conversationIdOf(argument) ??
        deps.activeConversation() ??
        (await pickConversation(deps.history, l10n.t('Create Again and Replay My Turns')));
      const original = id === undefined ? undefined : await choose(id, '');
      if (original) await deps.replayChat(original);
    },
    'polyai.openInStudio': createOpenInStudio(deps),
  };
}
