import type { ChatReply, Handoff } from '../core/chatApi/chatClient.ts';
import type { ChatError } from '../core/chatApi/chatError.ts';

/** The four ways in which a conversation is over without our doing, by the API's own names. */
export interface ConversationEnd {
  readonly by: 'end_conversation' | 'handoff' | '410' | 'CHAT_TIMEOUT';
  readonly handoff?: Handoff | undefined;
}

/** Whether a reply is the last one. After a handoff, a person is spoken to elsewhere. */
export function endOfReply({ endConversation, handoff }: ChatReply): ConversationEnd | undefined {
  if (handoff !== undefined) return { by: 'handoff', handoff };
  return endConversation ? { by: 'end_conversation' } : undefined;
}

/** Whether a failure says that the conversation is over. */
export function endOfFailure({ reason }: ChatError): ConversationEnd | undefined {
  if (reason === 'conversationEnded') return { by: '410' };
  return reason === 'conversationTimedOut' ? { by: 'CHAT_TIMEOUT' } : undefined;
}
