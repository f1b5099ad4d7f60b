import { createBreather } from '../common/breather.ts';
import {
  addOutcome,
  failingOffers,
  nothingKnown,
  type Offer,
  offersOf,
  type Standing,
} from './checkEvidence.ts';
import type { JudgedReply } from './judgedReply.ts';
import { latencyWithMargin } from './mineChecks.ts';

export interface Weighed {
  readonly offers: readonly Offer[];
  /** One for each offer. */
  readonly standings: readonly Standing[];
}

/** Judges the offers by what was recorded before; `recorded` gives the replies of a turn other than its own. */
export async function weighRecorded(
  offers: readonly Offer[],
  replies: readonly JudgedReply[],
  recorded: (turn: number) => readonly JudgedReply[],
  breathe = createBreather(),
): Promise<Weighed> {
  const known: (readonly JudgedReply[])[] = [];
  for (const turn of replies.keys()) {
    // oxlint-disable-next-line no-await-in-loop -- many turns hold the thread no longer than one
    await breathe();
    known.push(recorded(turn));
  }
  // How slow an agent may be is told by all that is known of it.
  const weighed = offers.map((offer): Offer => {
    if (offer.check.kind !== 'latencyMs' || offer.turn === 'never') return offer;
    const all = [replies[offer.turn], ...(known[offer.turn] ?? [])];
    const latencies = all.flatMap((reply) => (reply === undefined ? [] : [reply.latencyMs]));
    return { ...offer, check: { kind: 'latencyMs', most: latencyWithMargin(latencies) } };
  });
  const standings: Standing[] = weighed.map(() => nothingKnown);
  for (const [turn, others] of known.entries()) {
    for (const reply of others) {
      const failing = failingOffers(weighed, turn, reply);
      for (const place of offersOf(weighed, turn)) {
        standings[place] = addOutcome(standings[place] ?? nothingKnown, !failing.has(place), false);
      }
      // oxlint-disable-next-line no-await-in-loop
      await breathe();
    }
  }
  return { offers: weighed, standings };
}
