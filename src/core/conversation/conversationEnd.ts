import { isStandIn } from '../connection/connection.ts';
import type { Conversation } from './conversation.ts';

/** How a conversation ended, with the reason as far as it is known. */
export type ConversationEnd =
  /** By the agent: with its first reply, with a later one, or before a message that was not delivered. */
  | { readonly how: 'ended'; readonly when: 'atOnce' | 'later' | 'before' }
  | ({ readonly how: 'handedOff' } & HandoffEnd)
  | { readonly how: 'expired'; readonly because: 'idle' | 'standInStopped' }
  | { readonly how: 'closed' | 'imported' }
  | { readonly how: 'failed' };

/** What the agent said about a handoff; an empty text is none. */
export interface HandoffEnd {
  readonly destination?: string | undefined;
  readonly reason?: string | undefined;
}

/** Undefined while it goes on, and while that is unknown. */
export function endOf(
  conversation: Pick<Conversation, 'state' | 'handoff' | 'turns' | 'connection'>,
): ConversationEnd | undefined {
  const { state, turns, connection } = conversation;
  const failed = (reason: 'conversationEnded' | 'conversationTimedOut') =>
    turns.some(({ error }) => error?.reason === reason);
  switch (state) {
    case 'ended':
      if (failed('conversationEnded')) return { how: 'ended', when: 'before' };
      return { how: 'ended', when: turns.length === 1 ? 'atOnce' : 'later' };
    case 'handedOff':
      return { how: 'handedOff', ...handoffOf(conversation) };
    case 'expired': {
      const isIdle = !isStandIn(connection) || failed('conversationTimedOut');
      return { how: 'expired', because: isIdle ? 'idle' : 'standInStopped' };
    }
    case 'closed':
    case 'imported':
    case 'failed':
      return { how: state };
    default:
      return undefined;
  }
}

export function handoffOf({ handoff }: Pick<Conversation, 'handoff'>): HandoffEnd {
  return { destination: handoff?.destination || undefined, reason: handoff?.reason || undefined };
}
