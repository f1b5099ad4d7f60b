import type { CallOptions, ChatTarget, CreateChatParameters, TurnContent } from '../chatApi/chatClient.ts';
import type { ConnectionSnapshot } from './conversation.ts';

/** What every call needs besides its content. */
export interface ConversationCall extends CallOptions {
  /** Used for this call and not kept. */
  readonly target: ChatTarget;
}

/** For what says more at once: an answer is then brought to the record together with what is said next. */
export interface SayingMore {
  /** Resolves as soon as the answer is there; it may be shown once `whenRecorded` has resolved. */
  readonly saysMore?: boolean | undefined;
}

export interface CreateConversationRequest extends ConversationCall, SayingMore {
  readonly connection: ConnectionSnapshot;
  readonly parameters: CreateChatParameters;
  /** Ours: the conversation whose turns will be said again. */
  readonly replayOf?: string | undefined;
  /** The parameters were not chosen for this conversation. */
  readonly isAsLastTime?: boolean | undefined;
  /** A chat test holds it. */
  readonly isFromTest?: boolean | undefined;
  /** Ours, chosen before so that it can be followed while it is created; a new one when left out. */
  readonly id?: string | undefined;
  readonly broadcastId?: string | undefined;
}

export interface SendRequest extends ConversationCall, SayingMore, TurnContent {
  /** Ours. Without `message` the call fetches a delayed reply. */
  readonly id: string;
}

export interface CloseRequest extends ConversationCall {
  /** Ours. */
  readonly id: string;
}
