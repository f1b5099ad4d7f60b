import type { Conversation, Turn } from './conversation.ts';
import { lastCall } from './lastCall.ts';
import { normaliseText, type Normalisable } from './normaliseText.ts';
import { isOver } from './transitions.ts';

/*
 * Conversations in which the same was said, side by side: a row for the greeting and one for each message. Pure: what
 * stands where is read from the conversations alone, so that a reload shows the same.
 */

/** The turns of a conversation by row. What was not answered and then said once more is one row. */
export function toRowTurns({ turns }: Pick<Conversation, 'turns'>): readonly Turn[] {
  const said = turns.filter(({ kind }) => kind !== 'close');
  return said.filter(({ kind, state }, place) => {
    return kind === 'create' || state === 'answered' || place === said.length - 1;
  });
}

/** How many messages were answered in it. */
export function countAnswered(conversation: Pick<Conversation, 'turns'>): number {
  return toRowTurns(conversation).filter(({ kind, state }) => kind === 'respond' && state === 'answered')
    .length;
}

/** Whether two conversations have said the same so far, as far as both have come. A mask is what both may have said. */
export function saysTheSame(one: Pick<Conversation, 'turns'>, other: Pick<Conversation, 'turns'>): boolean {
  const theirs = toRowTurns(other);
  return toRowTurns(one).every((turn, row) => {
    const beside = theirs[row];
    return row === 0 || beside === undefined || turn.userText === beside.userText;
  });
}

/** A reply beside the one that the others of its row are compared with; undefined where there is nothing to compare. */
export type CellMark = 'reference' | 'same' | 'differs';

/** One cell of a row: a turn, and the conversation that it stands in. */
export interface ComparedCell {
  readonly turn: Turn;
  readonly conversation: Pick<Conversation, 'state' | 'handoff' | 'turns'>;
}

export interface RowComparer {
  /** `reference` is a place in the row; where that has no reply, the first one that has is compared with. */
  mark(cells: readonly (ComparedCell | undefined)[], reference: number): readonly (CellMark | undefined)[];
}

/** Compares what agents said, and whether they ended the conversation with it. Each text is normalised once. */
export function createRowComparer(ignored: readonly Normalisable[]): RowComparer {
  const texts = new WeakMap<Turn, string>();
  const textOf = (turn: Turn) => {
    const text = texts.get(turn) ?? normaliseText(turn.reply ?? '', ignored);
    texts.set(turn, text);
    return text;
  };
  const keyOf = (cell: ComparedCell | undefined) =>
    cell?.turn.state === 'answered' ? `${endWith(cell)}\n${textOf(cell.turn)}` : undefined;
  return {
    mark(cells, reference) {
      const keys = cells.map(keyOf);
      const isGood = keys[reference] !== undefined;
      const base = isGood ? reference : keys.findIndex((key) => key !== undefined);
      const isAlone = keys.filter((key) => key !== undefined).length < 2;
      return keys.map((key, place) => {
        if (isAlone || key === undefined) return undefined;
        if (place === base) return 'reference';
        return key === keys[base] ? 'same' : 'differs';
      });
    },
  };
}

/** What the agent did with the conversation in its last reply; that we closed it says nothing about the agent. */
function endWith({ turn, conversation }: ComparedCell): string {
  const { state, handoff } = conversation;
  const isLast = lastCall(conversation)?.id === turn.id;
  if (!isLast || !isOver(state) || state === 'closed') return '';
  return `${state} ${handoff?.destination ?? ''}`;
}
