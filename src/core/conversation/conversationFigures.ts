import { median } from '../common/median.ts';
import type { Conversation } from './conversation.ts';

/** How many turns were begun; closing says nothing, so it is none. */
export function countTurns({ turns }: Pick<Conversation, 'turns'>): number {
  return turns.filter(({ kind }) => kind !== 'close').length;
}

/** Of the agent's answers; undefined before the first. A call that failed tells nothing of how fast the agent is. */
export function medianLatencyMs({ turns }: Pick<Conversation, 'turns'>): number | undefined {
  return median(
    turns.flatMap(({ state, kind, latencyMs }) =>
      state === 'answered' && kind !== 'close' ? (latencyMs ?? []) : [],
    ),
  );
}
