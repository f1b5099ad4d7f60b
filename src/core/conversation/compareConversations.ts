import { alignTurns, type TurnKeys } from './alignTurns.ts';
import type { Conversation, Turn } from './conversation.ts';
import { normaliseText, type Normalisable } from './normaliseText.ts';

/** One turn beside its counterpart; the other side is undefined where there is none. */
export interface ComparedTurn {
  /** `reply`: the user said the same and the agent did not. `user`: the user did not, whatever the agent said. */
  readonly difference: 'none' | 'reply' | 'user' | 'onlyLeft' | 'onlyRight';
  readonly left?: Turn | undefined;
  readonly right?: Turn | undefined;
}

export interface ConversationComparison {
  readonly turns: readonly ComparedTurn[];
  /** How many of them differ. */
  readonly differing: number;
}

export interface ComparisonOptions {
  readonly ignored?: readonly Normalisable[] | undefined;
}

/** Two conversations turn by turn, also where one has turns that the other lacks. Closing says nothing, so it is no turn. */
export function compareConversations(
  left: Pick<Conversation, 'turns'>,
  right: Pick<Conversation, 'turns'>,
  { ignored = [] }: ComparisonOptions = {},
): ConversationComparison {
  const toKeys = createKeys(ignored);
  const [ours, theirs] = [left, right].map(({ turns }) => turns.filter(({ kind }) => kind !== 'close'));
  const [leftTurns, rightTurns] = [ours ?? [], theirs ?? []];
  const [leftKeys, rightKeys] = [leftTurns.map(toKeys), rightTurns.map(toKeys)];
  const turns = alignTurns(leftKeys, rightKeys).map(([a, b]): ComparedTurn => {
    if (a === undefined) return { difference: 'onlyRight', right: rightTurns[b ?? 0] };
    if (b === undefined) return { difference: 'onlyLeft', left: leftTurns[a] };
    const difference =
      leftKeys[a]?.user !== rightKeys[b]?.user
        ? 'user'
        : leftKeys[a]?.reply === rightKeys[b]?.reply
          ? 'none'
          : 'reply';
    return { difference, left: leftTurns[a], right: rightTurns[b] };
  });
  return { turns, differing: turns.filter(({ difference }) => difference !== 'none').length };
}

/** Texts become numbers that are equal where the texts are, what is to be ignored apart. */
function createKeys(ignored: readonly Normalisable[]): (turn: Turn) => TurnKeys {
  const numbers = new Map<string, number>();
  const toNumber = (text: string) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  return (turn) => ({
    user: toNumber(`${turn.kind} ${normaliseText(turn.userText ?? '', ignored)}`),
    reply: toNumber(
      turn.state === 'answered'
        ? `reply ${normaliseText(turn.reply ?? '', ignored)}`
        : `${turn.state} ${turn.error?.reason ?? ''}`,
    ),
  });
}
