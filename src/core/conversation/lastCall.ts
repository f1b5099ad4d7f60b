import type { Conversation, Turn } from './conversation.ts';

/** The latest create or message; closing says nothing about the agent. */
export function lastCall({ turns }: Pick<Conversation, 'turns'>): Turn | undefined {
  return turns.findLast(({ kind }) => kind !== 'close');
}
