import type { JudgedReply } from './judgedReply.ts';
import { mineFields } from './mineFields.ts';
import { mineTexts } from './mineTexts.ts';
import type { DraftCheck } from './testDraft.ts';

/** Structure is what an agent does, the others what it says; a latency says how long it took. */
export type CheckSort = 'structure' | 'entity' | 'number' | 'phrase' | 'latency';

/** A check that the reply of a turn satisfies, and that may hold for the replies to come. */
export interface ProposedCheck {
  readonly check: DraftCheck;
  readonly sort: CheckSort;
  /** Whether it is likely to hold, before it was tried. */
  readonly isLikely: boolean;
}

/** A turn of a recorded conversation. */
export interface MinedTurn {
  readonly user?: string | undefined;
  readonly reply: JudgedReply;
  /** The last one of its conversation. */
  readonly isLast: boolean;
  /** Ids of this one conversation, which no other has. */
  readonly ids: readonly string[];
}

/** What could be checked of a turn: structure first, then entities, numbers and key phrases, then the latency. */
export function mineChecks(turn: MinedTurn): readonly ProposedCheck[] {
  const { reply, isLast, user, ids } = turn;
  return [
    ...mineStructure(reply, isLast),
    ...mineFields(reply.body, ids),
    ...mineTexts(reply.text, user ?? '', ids),
    {
      check: { kind: 'latencyMs', most: latencyWithMargin([reply.latencyMs]) },
      sort: 'latency',
      isLikely: false,
    },
  ];
}

function mineStructure({ ended, handoff }: JudgedReply, isLast: boolean): readonly ProposedCheck[] {
  const found: ProposedCheck[] = [];
  const add = (check: DraftCheck, isLikely = true): void => {
    found.push({ check, sort: 'structure', isLikely });
  };
  // In the middle of a conversation the turns that follow say that it goes on.
  if (ended || isLast) add({ kind: 'ended', ended });
  if (handoff === undefined) {
    if (isLast) add({ kind: 'handoff', handoff: false });
    return found;
  }
  const { destination, reason } = handoff;
  if (destination === undefined) add({ kind: 'handoff', handoff: true });
  else add({ kind: 'handoffField', field: 'destination', text: destination });
  // A reason may be an agent's own words.
  if (reason !== undefined)
    add({ kind: 'handoffField', field: 'reason', text: reason }, /^[\w.-]+$/.test(reason));
  return found;
}

/** Twice the slowest, at least a second more, on the half second: slower than that is another kind of slow. */
export function latencyWithMargin(latenciesMs: readonly number[]): number {
  const slowest = Math.max(0, ...latenciesMs);
  return Math.ceil(Math.max(slowest * 2, slowest + 1000) / 500) * 500;
}
