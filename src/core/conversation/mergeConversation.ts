import type { Conversation, Turn } from './conversation.ts';
import { laterState } from './transitions.ts';

/**
 * A conversation as it is on the screen, brought up to date with what another window has recorded meanwhile. What was
 * not recorded, or could not be, is only on the screen and stays there.
 */
export function mergeConversation(recorded: Conversation, shown: Conversation): Conversation {
  const onScreen = new Map(shown.turns.map((turn) => [turn.id, turn]));
  const merged = recorded.turns.map((turn) => mergeTurn(turn, onScreen.get(turn.id)));
  const known = new Set(recorded.turns.map(({ id }) => id));
  const turns = [...merged, ...shown.turns.filter(({ id }) => !known.has(id))];
  return {
    ...recorded,
    conversationId: recorded.conversationId ?? shown.conversationId,
    parameters: shown.parameters,
    state: laterState(recorded.state, shown.state),
    handoff: shown.handoff ?? recorded.handoff,
    turns: turns.map((turn, index) => (turn.index === index ? turn : { ...turn, index })),
  };
}

function mergeTurn(recorded: Turn, shown: Turn | undefined): Turn {
  if (!shown) return recorded;
  if (recorded.state === shown.state || progress(recorded) < progress(shown)) return shown;
  return {
    ...recorded,
    userText: recorded.userText ?? shown.userText,
    reply: recorded.reply ?? shown.reply,
    exchange: recorded.exchange ?? shown.exchange,
  };
}

function progress({ state }: Turn): number {
  return state === 'pending' ? 0 : state === 'unknown' ? 1 : 2;
}
