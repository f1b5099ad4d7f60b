import type { CreateChatParameters, Exchange, Handoff } from '../chatApi/chatClient.ts';
import type { ChatFailure } from '../chatApi/chatFailure.ts';
import type { Environment } from '../connection/connection.ts';
import type { Origin, Region } from '../chatApi/region.ts';

/**
 * How a conversation stands. `creating` only while its first call runs; `unknown` when bytes left and no
 * trustworthy answer came back. `ended` by the agent, `closed` by us, `expired` by CHAT_TIMEOUT. `imported`: it came
 * from a file, where it had no end, and none of our connections leads to its agent, so it cannot go on here.
 */
export const conversationStates = [
  'creating',
  'open',
  'ended',
  'handedOff',
  'closed',
  'expired',
  'failed',
  'unknown',
  'imported',
] as const;

export type ConversationState = (typeof conversationStates)[number];

/** What of a connection a conversation remembers, so that it can still be read when the connection is gone. */
export interface ConnectionSnapshot {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly region: Region;
  /** The origin that was really called. */
  readonly origin?: Origin | undefined;
  readonly accountId: string;
  readonly projectId: string;
  readonly environment: Environment;
}

/** What went wrong in a turn; everything needed to explain it again later, and no secret. */
export type TurnError = ChatFailure;

/** The process that waits for the answer of a pending turn: when it is gone, or too late, the turn reads as `unknown`. */
export interface TurnOwner {
  readonly processId: number;
  /** ISO 8601: when the call's own total deadline has passed. */
  readonly deadlineAt: string;
}

/** One call and its answer. Turn 0 is create: its `userText` is the initial message, if there was one. */
export interface Turn {
  /** Tells it from a turn that another window begins in the same millisecond. */
  readonly id: string;
  /** Its place in the conversation. */
  readonly index: number;
  readonly kind: 'create' | 'respond' | 'close';
  /** `pending` is on disk before the call leaves. A pending turn whose process is gone reads as `unknown`. */
  readonly state: 'pending' | 'answered' | 'failed' | 'unknown';
  /** Only while pending. */
  readonly owner?: TurnOwner | undefined;
  /** What the user said; undefined when there was none (create without a first message, a delayed reply). */
  readonly userText?: string | undefined;
  /** What the agent said. Untrusted. */
  readonly reply?: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly latencyMs?: number | undefined;
  readonly status?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly error?: TurnError | undefined;
  /** The call as sent and received; undefined when messages are not recorded. */
  readonly exchange?: Exchange | undefined;
  /** Whether messages were recorded when it was begun; unknown of the turns of version 0.1.0. */
  readonly recorded?: boolean | undefined;
}

export interface Conversation {
  /** Ours, a UUID: exists before the server has answered, and when it never does. */
  readonly id: string;
  /** The server's, opaque. */
  readonly conversationId?: string | undefined;
  readonly connection: ConnectionSnapshot;
  readonly parameters: CreateChatParameters;
  readonly state: ConversationState;
  readonly handoff?: Handoff | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The process that made the last call in it: when that is gone while the conversation is open, it was left open. */
  readonly lastProcessId?: number | undefined;
  /** Ours: of the conversation whose turns were said again in this one. */
  readonly replayOf?: string | undefined;
  /** Its parameters were not chosen for it: they are those of the chat before it on its connection. */
  readonly isAsLastTime?: boolean | undefined;
  /** A chat test held it, or the check of a test that is being written; no person did. */
  readonly isFromTest?: boolean | undefined;
  /** Shared by the conversations in which the same was said at once. */
  readonly broadcastId?: string | undefined;
  readonly turns: readonly Turn[];
}
