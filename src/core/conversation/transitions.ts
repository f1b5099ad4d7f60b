import type { ChatReply, CloseReply, CreateChatParameters, Exchange } from '../chatApi/chatClient.ts';
import { isStandIn } from '../connection/connection.ts';
import type {
  ConnectionSnapshot,
  Conversation,
  ConversationState,
  Turn,
  TurnError,
  TurnOwner,
} from './conversation.ts';

/*
 * Everything that can happen to a conversation, as pure functions from one value to the next. The same facts
 * always give the same state, whether they come from the service or from the history, which finds an abandoned turn.
 */

/** What of a failed call the conversation remembers. */
export interface TurnFailure {
  readonly error: TurnError;
  readonly exchange?: Exchange | undefined;
  /** The id that an otherwise unusable reply to create did carry: the conversation is there, and can be closed. */
  readonly conversationId?: string | undefined;
}

/** The first call is about to leave. */
export function startConversation(start: {
  readonly id: string;
  readonly connection: ConnectionSnapshot;
  readonly parameters: CreateChatParameters;
  /** ISO 8601. */
  readonly at: string;
  readonly owner: TurnOwner;
  readonly recorded?: boolean | undefined;
  readonly replayOf?: string | undefined;
  readonly isAsLastTime?: boolean | undefined;
  readonly isFromTest?: boolean | undefined;
  readonly broadcastId?: string | undefined;
}): Conversation {
  const { id, connection, parameters, at, owner, recorded, replayOf, isAsLastTime, isFromTest, broadcastId } =
    start;
  return {
    id,
    connection,
    parameters,
    state: 'creating',
    createdAt: at,
    updatedAt: at,
    lastProcessId: owner.processId,
    ...(replayOf === undefined ? {} : { replayOf }),
    ...(isAsLastTime ? { isAsLastTime } : {}),
    ...(isFromTest ? { isFromTest } : {}),
    ...(broadcastId === undefined ? {} : { broadcastId }),
    turns: [
      {
        id: crypto.randomUUID(),
        index: 0,
        kind: 'create',
        state: 'pending',
        userText: parameters.initialMessage === '' ? undefined : parameters.initialMessage,
        startedAt: at,
        owner,
        recorded,
      },
    ],
  };
}

/** A conversation that was begun elsewhere: nothing is known of it but the server's id. */
export function continueConversation(known: {
  readonly id: string;
  readonly connection: ConnectionSnapshot;
  readonly conversationId: string;
  /** ISO 8601. */
  readonly at: string;
}): Conversation {
  const { at, ...rest } = known;
  return { ...rest, parameters: {}, state: 'open', createdAt: at, updatedAt: at, turns: [] };
}

/** A further call is about to leave. Its turn is the last one of what is returned. */
export function beginTurn(
  conversation: Conversation,
  turn: {
    readonly kind: 'respond' | 'close';
    readonly userText?: string | undefined;
    readonly at: string;
    readonly owner: TurnOwner;
    readonly recorded?: boolean | undefined;
  },
): Conversation {
  const { at, ...rest } = turn;
  const id = crypto.randomUUID();
  const next: Turn = { id, ...rest, index: conversation.turns.length, state: 'pending', startedAt: at };
  return {
    ...conversation,
    updatedAt: at,
    lastProcessId: turn.owner.processId,
    turns: [...conversation.turns, next],
  };
}

/** The agent answered create or respond. An answer that comes after the turn was given up still counts. */
export function answerTurn(
  conversation: Conversation,
  turnIndex: number,
  reply: ChatReply,
  at: string,
): Conversation {
  const answered = settleTurn(conversation, turnIndex, at, (turn) => ({
    ...received(turn, reply.exchange),
    state: 'answered',
    reply: reply.response,
  }));
  if (answered === conversation) return conversation;
  const state = isOver(conversation.state) ? conversation.state : stateAfterReply(reply);
  return {
    ...answered,
    state,
    // A server that answers with another id does not get to rename the conversation.
    conversationId: conversation.conversationId ?? reply.conversationId,
    handoff: state === 'handedOff' ? (conversation.handoff ?? reply.handoff) : conversation.handoff,
  };
}

/** The agent answered close. Without `success` nothing is known to have closed, and the conversation stays. */
export function answerClose(
  conversation: Conversation,
  turnIndex: number,
  reply: CloseReply,
  at: string,
): Conversation {
  const answered = settleTurn(conversation, turnIndex, at, (turn) => ({
    ...received(turn, reply.exchange),
    state: reply.success ? 'answered' : 'failed',
  }));
  if (answered === conversation || !reply.success || isOver(conversation.state)) return answered;
  return { ...answered, state: 'closed' };
}

/** The call failed, or it is unknown whether it did. */
export function failTurn(
  conversation: Conversation,
  turnIndex: number,
  failure: TurnFailure,
  at: string,
): Conversation {
  const { error, exchange, conversationId } = failure;
  const failed = settleTurn(conversation, turnIndex, at, (turn) => ({
    ...received(turn, exchange),
    state: error.outcome === 'unknown' ? 'unknown' : 'failed',
    error,
  }));
  if (failed === conversation) return conversation;
  return {
    ...failed,
    state: stateAfterFailure(conversation, failed.turns[turnIndex], error),
    conversationId: conversation.conversationId ?? conversationId,
  };
}

/** The process that waited for the answer is gone: what became of the call is unknown, and is said so. */
export function abandonTurn(conversation: Conversation, turnIndex: number): Conversation {
  const abandoned = settleTurn(conversation, turnIndex, conversation.updatedAt, (turn) => ({
    ...turn,
    state: 'unknown',
  }));
  if (abandoned === conversation) return conversation;
  return { ...abandoned, state: conversation.state === 'creating' ? 'unknown' : conversation.state };
}

/** Nothing more can be said in it: ended by the agent, handed off, closed, expired, never created, or held elsewhere. */
export function isOver(state: ConversationState): boolean {
  return ['ended', 'handedOff', 'closed', 'expired', 'failed', 'imported'].includes(state);
}

/** The server knows it by an id, and more can be said in it, or it can be closed. */
export function canGoOn<T extends Pick<Conversation, 'conversationId' | 'state'>>(
  conversation: T,
): conversation is T & { readonly conversationId: string } {
  return conversation.conversationId !== undefined && !isOver(conversation.state);
}

/**
 * Of two states that two windows know of one conversation, the one that holds: a state never goes back, and of two ends
 * the first one, which is `known`, stays.
 */
export function laterState(known: ConversationState, next: ConversationState): ConversationState {
  const order = (state: ConversationState) => (isOver(state) ? 3 : stateOrder.indexOf(state));
  return isOver(known) || order(next) < order(known) ? known : next;
}

const stateOrder: readonly ConversationState[] = ['creating', 'unknown', 'open'];

function settleTurn(
  conversation: Conversation,
  turnIndex: number,
  at: string,
  settle: (turn: Omit<Turn, 'owner'>) => Turn,
): Conversation {
  const turn = conversation.turns[turnIndex];
  if (turn?.state !== 'pending' && turn?.state !== 'unknown') return conversation;
  const { owner: _, ...rest } = turn;
  return { ...conversation, updatedAt: at, turns: conversation.turns.with(turnIndex, settle(rest)) };
}

function received(turn: Omit<Turn, 'owner'>, exchange: Exchange | undefined): Omit<Turn, 'owner'> {
  if (!exchange) return turn;
  const { latencyMs, status, correlationId } = exchange;
  return { ...turn, latencyMs, status, correlationId, exchange };
}

function stateAfterReply(reply: ChatReply): ConversationState {
  if (reply.handoff) return 'handedOff';
  return reply.endConversation ? 'ended' : 'open';
}

function stateAfterFailure(
  conversation: Conversation,
  turn: Turn | undefined,
  error: TurnError,
): ConversationState {
  const { state } = conversation;
  if (turn?.kind === 'create') {
    if (state !== 'creating' && state !== 'unknown') return state;
    return error.outcome === 'unknown' ? 'unknown' : 'failed';
  }
  if (state !== 'open' && state !== 'unknown') return state;
  if (error.reason === 'conversationEnded') return 'ended';
  // A stand-in agent that is gone takes its conversations along.
  if (error.reason === 'unreachable' && isStandIn(conversation.connection)) return 'expired';
  return error.reason === 'conversationTimedOut' ? 'expired' : state;
}
