import type { ChatTarget, CreateChatParameters } from '../chatApi/chatClient.ts';
import type { Event } from '../common/event.ts';
import type { ConnectionSnapshot, Conversation } from './conversation.ts';

export interface CreateConversationRequest {
  readonly connection: ConnectionSnapshot;
  /** Used for this call and not kept. */
  readonly target: ChatTarget;
  readonly parameters: CreateChatParameters;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutSeconds: number;
}

/** What a call did, announced when it starts and when it is over; the output channel and the status bar fold it. */
export interface ConversationEvent {
  readonly kind: 'started' | 'finished';
  readonly conversation: Conversation;
  /** The index of the turn this is about. */
  readonly turnIndex: number;
}

/**
 * Drives a ChatClient and is the only writer of the history: a turn is saved before it is sent and again when
 * it is answered. Never rejects for a failed call: the failure is in the conversation it returns.
 */
export interface ConversationService {
  create(request: CreateConversationRequest): Promise<Conversation>;
  readonly onDidChangeConversation: Event<ConversationEvent>;
}
