import type { Conversation, Turn } from './conversation.ts';
import { laterState } from './transitions.ts';

/**
 * A conversation as it is on the screen, brought up to date with what another window has recorded meanwhile. What was
 * not recorded, or could not be, is only on the screen and stays there.
 */
export function mergeConversation(recorded: Conversation, shown: Conversation): Conversation {
  const onScreen = new Map(shown.turns.map((turn) => [turn.id, turn]));
  const merged = recorded.turns.map((turn) => mergeTurn(turn, onScreen.get(turn.id)));
  const turns = inOrder(merged, shown.turns);
  return {
    ...recorded,
    conversationId: recorded.conversationId ?? shown.conversationId,
    parameters: shown.parameters,
    state: laterState(recorded.state, shown.state),
    handoff: shown.handoff ?? recorded.handoff,
    turns: turns.map((turn, index) => (turn.index === index ? turn : { ...turn, index })),
  };
}

/**
 * What is only on the screen stands behind what it followed there when the record holds later turns of the screen, as
 * after damage; behind all that was recorded when it is the latest.
 */
function inOrder(recorded: readonly Turn[], shown: readonly Turn[]): readonly Turn[] {
  const known = new Set(recorded.map(({ id }) => id));
  const latest = shown.findLastIndex(({ id }) => known.has(id));
  const followers = new Map<string | undefined, Turn[]>();
  let before: string | undefined;
  for (const turn of latest < 0 ? shown : shown.slice(0, latest)) {
    if (known.has(turn.id)) before = turn.id;
    else if (!followers.get(before)?.push(turn)) followers.set(before, [turn]);
  }
  return [
    ...(followers.get(undefined) ?? []),
    ...recorded.flatMap((turn) => [turn, ...(followers.get(turn.id) ?? [])]),
    ...(latest < 0 ? [] : shown.slice(latest + 1)),
  ];
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
