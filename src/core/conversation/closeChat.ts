import type { Agents } from './agents.ts';
import type { ConnectionSnapshot, Conversation } from './conversation.ts';
import type { ConversationService } from './conversationService.ts';

export interface ChatCloserDeps extends Pick<Agents, 'connectionOf' | 'resolveTarget' | 'timeoutSeconds'> {
  readonly service: Pick<ConversationService, 'close'>;
}

/** Closes one conversation at the agent that holds it. Rejects with HumanError when no call could be made. */
export type CloseChat = (
  conversation: { readonly id: string; readonly connection: ConnectionSnapshot },
  signal?: AbortSignal,
) => Promise<Conversation>;

/** The one way a conversation is closed from outside its panel. */
export function createChatCloser({ service, ...agents }: ChatCloserDeps): CloseChat {
  return async ({ id, connection }, signal) => {
    const target = await agents.resolveTarget(agents.connectionOf(connection));
    return service.close({ id, target, signal, timeoutSeconds: agents.timeoutSeconds() });
  };
}
