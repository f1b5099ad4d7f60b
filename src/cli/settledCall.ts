import type { Exchange, Handoff } from '../core/chatApi/chatClient.ts';
import type { Conversation, Turn } from '../core/conversation/conversation.ts';

/** A call that is over, as the engine left it. */
export interface SettledCall {
  readonly conversation: Conversation;
  readonly turn: Turn;
}

/** The latest of a conversation. */
export function settledCall(conversation: Conversation): SettledCall {
  const turn = conversation.turns.at(-1);
  if (turn === undefined) throw new Error('No call was made in this conversation');
  return { conversation, turn };
}

/** The four ways in which a conversation is over without our doing, by the API's own names. */
export interface CallEnd {
  readonly by: 'end_conversation' | 'handoff' | '410' | 'CHAT_TIMEOUT';
  readonly handoff?: Handoff | undefined;
}

/** Whether the call was the last one: the agent ended it, or the server said that it is over. */
export function endOfCall({ conversation, turn }: SettledCall): CallEnd | undefined {
  if (turn.error !== undefined) {
    if (turn.kind === 'create') return undefined;
    if (turn.error.reason === 'conversationEnded') return { by: '410' };
    return turn.error.reason === 'conversationTimedOut' ? { by: 'CHAT_TIMEOUT' } : undefined;
  }
  const { state, handoff } = conversation;
  if (state === 'handedOff') return { by: 'handoff', handoff };
  return state === 'ended' ? { by: 'end_conversation' } : undefined;
}

/** `unconfirmed`: the server answered, but not that it closed anything. Undefined when it could not be asked. */
export type CloseResult = 'closed' | 'alreadyOver' | 'unconfirmed';

export function closeResultOf(call: SettledCall): CloseResult | undefined {
  const { turn } = call;
  if (turn.state === 'answered') return 'closed';
  if (turn.error === undefined) return 'unconfirmed';
  return endOfCall(call) === undefined ? undefined : 'alreadyOver';
}

/** What was sent and received; the engine keeps it of every call. */
export function exchangeOf({ exchange }: Turn): Partial<Exchange> {
  return exchange ?? {};
}

export function latencyMsOf({ latencyMs }: Turn): number {
  return Math.round(latencyMs ?? 0);
}
