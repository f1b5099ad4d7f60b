import type { ChatTest, Check, TestTurn } from './chatTest.ts';
import { readJsonPath } from './jsonTemplates.ts';
import type { JudgedReply } from './judgedReply.ts';
import { judgeReply } from './judgeReply.ts';
import type { CheckSort } from './mineChecks.ts';
import { createNodeReader } from './nodeReader.ts';
import { judgeSequentially, steadyCheckLimits } from './statistics.ts';
import { literalTemplate } from './template.ts';
import type { DraftCheck, TestDraft } from './testDraft.ts';

/** A check that is offered for a turn of a draft, or for all its replies. */
export interface Offer {
  readonly turn: number | 'never';
  readonly check: DraftCheck;
  readonly sort: CheckSort;
  readonly isLikely: boolean;
}

/** How often a check held: in recorded replies of the same turn, and in conversations that were held to find out. */
export interface Standing {
  readonly held: number;
  readonly of: number;
  /** Of those, in conversations that were held to find out. */
  readonly live: number;
}

export const nothingKnown: Standing = { held: 0, of: 0, live: 0 };

export function addOutcome({ held, of, live }: Standing, holds: boolean, isLive: boolean): Standing {
  return { held: held + (holds ? 1 : 0), of: of + 1, live: live + (isLive ? 1 : 0) };
}

/** One failure is enough to leave a check out: a test that fails now and then is not believed when it matters. */
export function holdsSoFar({ held, of }: Standing): boolean {
  return held === of;
}

/** Whether further conversations would tell more. What was recorded may be of another day: a few are always held. */
export function isSure({ held, of, live }: Standing): boolean {
  if (held < of) return true;
  const outcomes = Array.from({ length: of }, () => true);
  return live >= steadyCheckLimits.least && judgeSequentially(steadyCheckLimits, outcomes) === 'passed';
}

/** A check as the judge takes it, at the place of the offer: what fails says which one it was by where it stands. */
function toCheck(check: DraftCheck, place: number): Check {
  const range = { start: place, end: place };
  switch (check.kind) {
    case 'contains':
      return { ...range, kind: 'contains', texts: [literalTemplate(check.text, range)] };
    case 'matches':
      return { ...range, kind: 'matches', patterns: [{ source: check.pattern, ...range }] };
    case 'handoffField':
      return { ...range, ...check, wanted: { text: literalTemplate(check.text, range) } };
    case 'json': {
      const path = readJsonPath({ text: check.path, ...range }, createNodeReader(''));
      if (path === undefined) throw new Error(`${check.path} is no path`);
      return { ...range, kind: 'json', path, wanted: { kind: 'value', json: () => check.json } };
    }
    default:
      return { ...range, ...check };
  }
}

/** The offers of a turn that do not hold for a reply, by their places. */
export function failingOffers(
  offers: readonly Offer[],
  turn: number,
  reply: JudgedReply,
): ReadonlySet<number> {
  const { expect, never } = expectationsOf(offers, turn);
  const failures = judgeReply(reply, { expect, said: undefined }, never, ({ source }) => source);
  return new Set(failures.map(({ start }) => start));
}

/** Which offers a turn is judged by. */
export function offersOf(offers: readonly Offer[], turn: number): readonly number[] {
  return offers.flatMap((offer, place) => (offer.turn === turn || offer.turn === 'never' ? [place] : []));
}

/** The test with the offers in the place of its checks, for the runner. */
export function withOffers(test: ChatTest, offers: readonly Offer[]): ChatTest {
  const turns = test.turns.map((turn, index): TestTurn => {
    return { ...turn, capture: [], expect: expectationsOf(offers, index).expect };
  });
  return { ...test, turns, never: expectationsOf(offers, -1).never };
}

function expectationsOf(offers: readonly Offer[], turn: number) {
  const of = (wanted: Offer['turn']) => {
    const checks = offers.flatMap(({ turn: where, check }, place) =>
      where === wanted ? [toCheck(check, place)] : [],
    );
    return checks.length === 0 ? undefined : { start: 0, end: 0, exact: false, checks };
  };
  return { expect: of(turn), never: of('never') };
}

/** The draft with the offers that are wanted as its checks. */
export function draftWithOffers(draft: TestDraft, wanted: readonly Offer[]): TestDraft {
  const of = (turn: Offer['turn']) => wanted.filter((offer) => offer.turn === turn).map(({ check }) => check);
  const turns = draft.turns.map((turn, index) => ({ ...turn, checks: of(index) }));
  return { ...draft, turns, never: of('never') };
}
