import type { Conversation, Turn } from './conversation.ts';
import { normaliseText, normalisable } from './normaliseText.ts';
import { turnsToReplay } from './replayTurns.ts';

/** Whether the agent said the same on the way to a fork. Turns count from 1, the greeting is the first. */
export type ForkVerdict =
  | { readonly kind: 'identical' }
  /** Apart from dates, times, amounts, ids and white space. */
  | { readonly kind: 'sameNormalised' }
  | { readonly kind: 'diverged'; readonly turn: number };

/**
 * The turns of the user that stand before a turn of a conversation; undefined when it cannot be known what was said,
 * because messages were not recorded.
 */
export function turnsBefore(conversation: Pick<Conversation, 'turns'>, turnIndex: number) {
  return turnsToReplay({ turns: conversation.turns.slice(0, turnIndex) });
}

/** `turnIndex` is the turn of the original before which it was forked. */
export function judgeFork(
  original: Pick<Conversation, 'turns'>,
  fork: Pick<Conversation, 'turns'>,
  turnIndex: number,
): ForkVerdict {
  const before = [
    ...original.turns.slice(0, 1).filter(({ kind }) => kind === 'create'),
    ...(turnsBefore(original, turnIndex) ?? []),
  ];
  let isNormalised = false;
  for (const [index, turn] of before.entries()) {
    const again = fork.turns[index];
    if (again === undefined || outcomeOf(turn) !== outcomeOf(again))
      return { kind: 'diverged', turn: index + 1 };
    if ((turn.reply ?? '') === (again.reply ?? '')) continue;
    if (toNormal(turn) !== toNormal(again)) return { kind: 'diverged', turn: index + 1 };
    isNormalised = true;
  }
  return { kind: isNormalised ? 'sameNormalised' : 'identical' };
}

function outcomeOf({ state, error }: Turn): string {
  return state === 'answered' ? 'answered' : (error?.reason ?? state);
}

function toNormal({ reply }: Turn): string {
  return normaliseText(reply ?? '', normalisable);
}
