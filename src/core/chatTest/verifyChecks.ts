import { addOutcome, isSure, offersOf, type Offer, type Standing, withOffers } from './checkEvidence.ts';
import { runChatTests, type RunOptions } from './runChatTests.ts';
import type { LoadedTest, RunTarget } from './runPlan.ts';
import { steadyCheckLimits } from './statistics.ts';
import type { ConversationResult } from './testResult.ts';

export interface VerifyOptions extends Omit<
  RunOptions,
  'cases' | 'repeat' | 'untilSure' | 'bail' | 'goesOnAfterFailure'
> {
  /** With one case, whose turns are those of the draft. */
  readonly loaded: LoadedTest;
  readonly offers: readonly Offer[];
  /** What recorded replies say, one for each offer. */
  readonly standings: readonly Standing[];
  readonly target: RunTarget;
}

/** What is known after one more conversation. */
export interface VerifyProgress {
  /** One for each offer. */
  readonly standings: readonly Standing[];
  /** Conversations so far; those in which the agent was not reached say nothing. */
  readonly runs: number;
  readonly errored: number;
  /** Why the last one says nothing. */
  readonly problem?: string | undefined;
}

/** Conversations that do not reach the agent, before it is given up. */
const mostErrored = 3;

/**
 * Holds the conversation again until it is sure of every offer whether it holds, on the one runner. Ends early when the
 * agent is not reached; every conversation is closed.
 */
export async function* verifyChecks(options: VerifyOptions): AsyncGenerator<VerifyProgress, void, undefined> {
  const { loaded, offers, target, signal } = options;
  const [testCase] = loaded.cases;
  if (testCase === undefined) return;
  const enough = new AbortController();
  const planned = {
    loaded: { ...loaded, test: { ...withOffers(loaded.test, offers), repeat: undefined, passes: undefined } },
    testCase,
    connection: target.name,
    target,
  };
  let progress: VerifyProgress = { standings: options.standings, runs: 0, errored: 0 };
  const events = runChatTests({
    ...options,
    cases: [planned],
    repeat: steadyCheckLimits.most,
    signal: AbortSignal.any([signal, enough.signal]),
    goesOnAfterFailure: true,
  });
  for await (const event of events) {
    // What is still under way when it is sure is cut off, and says nothing.
    if (event.kind !== 'conversation' || enough.signal.aborted || signal.aborted) continue;
    progress = after(progress, event.result, offers);
    yield progress;
    if (progress.errored >= mostErrored || progress.standings.every(isSure)) enough.abort();
  }
}

function after(
  { standings, runs, errored }: VerifyProgress,
  { turns, problem }: ConversationResult,
  offers: readonly Offer[],
): VerifyProgress {
  const known = [...standings];
  for (const [index, { status, failures }] of turns.entries()) {
    if (status === 'notReached') continue;
    const failing = new Set(failures.map(({ start }) => start));
    for (const place of offersOf(offers, index)) {
      const standing = known[place];
      if (standing !== undefined) known[place] = addOutcome(standing, !failing.has(place), true);
    }
  }
  return { standings: known, runs: runs + 1, errored: errored + (problem === undefined ? 0 : 1), problem };
}
