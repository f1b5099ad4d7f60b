import * as l10n from '@vscode/l10n';
import { judgeCase, repeatRule, type RepeatRule } from './caseVerdict.ts';
import { createPacer } from './pacer.ts';
import { runConversation, type HoldOptions } from './runConversation.ts';
import type { PlannedCase } from './runPlan.ts';
import { runsUntilVerdict, untilSureLimits } from './statistics.ts';
import type { CaseResult, ConversationResult, TurnResult } from './testResult.ts';

export interface RunOptions extends Omit<HoldOptions, 'pacer'> {
  /** In the order in which they are begun. */
  readonly cases: readonly PlannedCase[];
  /** How many conversations are held at the same time. */
  readonly concurrency: number;
  /** Over what the file says. */
  readonly repeat?: number | undefined;
  readonly untilSure?: boolean | undefined;
  /** After so many cases that failed or errored no further one is begun. */
  readonly bail?: number | undefined;
  readonly signal: AbortSignal;
}

/** What happens in a run; the Test Explorer and every reporter fold the same events. `run` counts from 1. */
export type RunEvent =
  | { readonly kind: 'caseStarted'; readonly planned: PlannedCase }
  | {
      readonly kind: 'turn';
      readonly planned: PlannedCase;
      readonly run: number;
      readonly turn: number;
      readonly result: TurnResult;
    }
  | {
      readonly kind: 'conversation';
      readonly planned: PlannedCase;
      readonly run: number;
      readonly result: ConversationResult;
    }
  | { readonly kind: 'caseFinished'; readonly result: CaseResult };

interface RunningCase {
  readonly planned: PlannedCase;
  readonly rule: RepeatRule;
  readonly results: (ConversationResult | undefined)[];
  begun: number;
  isOver: boolean;
}

/**
 * Runs the cases and tells what happens as it happens. Every conversation that was created is closed before the last
 * event, also when `signal` aborts or the events are no longer asked for.
 */
export async function* runChatTests(options: RunOptions): AsyncGenerator<RunEvent, void, undefined> {
  const { cases, concurrency, signal } = options;
  const stop = new AbortController();
  // Not AbortSignal.any: each listener that comes and goes costs it more than the call that it is for.
  const both = stop.signal;
  const onAbort = (): void => stop.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const holdOptions: HoldOptions = { ...options, pacer: createPacer(options.wait) };
  const events: RunEvent[] = [];
  let wake: () => void = () => undefined;
  const emit = (event: RunEvent): void => {
    events.push(event);
    wake();
  };

  const waiting = [...cases];
  const running: RunningCase[] = [];
  const calls = new Set<Promise<void>>();
  let broken = 0;
  let failure: unknown;

  const finish = (one: Pick<CaseResult, 'planned' | 'status' | 'reason' | 'conversations'>): void => {
    const result: CaseResult = { ...one, quarantined: one.planned.loaded.test.quarantine !== undefined };
    if (!result.quarantined && (result.status === 'failed' || result.status === 'errored')) broken++;
    emit({ kind: 'caseFinished', result });
  };

  /** What has to be begun next: another run of a case that is not sure yet, or the first of the next one. */
  function next(): RunningCase | undefined {
    if (both.aborted || failure !== undefined) return undefined;
    const more = running.find((one) => !one.isOver && one.begun < mostAtOnce(one));
    if (more !== undefined) return more;
    for (;;) {
      if (options.bail !== undefined && broken >= options.bail) return undefined;
      const planned = waiting.shift();
      if (planned === undefined) return undefined;
      if (planned.target === undefined || planned.skipReason !== undefined) {
        finish({ planned, status: 'skipped', reason: planned.skipReason, conversations: [] });
        continue;
      }
      const one: RunningCase = {
        planned,
        rule: repeatRule(planned.loaded.test, options),
        results: [],
        begun: 0,
        isOver: false,
      };
      running.push(one);
      emit({ kind: 'caseStarted', planned });
      return one;
    }
  }

  function begin(one: RunningCase): void {
    const run = one.begun++;
    const { planned } = one;
    const { target } = planned;
    if (target === undefined) return;
    const held = async (): Promise<void> => {
      try {
        const result = await runConversation({ ...planned, target }, holdOptions, both, (turn, judged) =>
          emit({ kind: 'turn', planned, run: run + 1, turn: turn + 1, result: judged }),
        );
        one.results[run] = result;
        emit({ kind: 'conversation', planned, run: run + 1, result });
        settle(one);
      } catch (error) {
        failure ??= error;
        stop.abort();
      }
    };
    const call = held().finally(() => {
      calls.delete(call);
      fill();
      wake();
    });
    calls.add(call);
  }

  function settle(one: RunningCase): void {
    if (one.isOver) return;
    // Judged in the order of starting: a run that is still under way holds back those behind it.
    const gap = one.results.findIndex((result) => result === undefined);
    const known = one.results
      .slice(0, gap < 0 ? one.results.length : gap)
      .filter((result) => result !== undefined);
    // A run that was cut off looks errored, and says nothing; what ended before has its verdict.
    const isCutOff = both.aborted && known.some(({ status }) => status === 'errored');
    const verdict = isCutOff ? undefined : judgeCase(one.rule, known);
    const isLast = one.results.filter((result) => result !== undefined).length === one.begun;
    if (verdict === undefined && !(both.aborted && isLast)) return;
    one.isOver = true;
    running.splice(running.indexOf(one), 1);
    const conversations =
      verdict === undefined ? one.results.filter((result) => result !== undefined) : known;
    finish({ planned: one.planned, ...(verdict ?? interrupted()), conversations });
  }

  function fill(): void {
    while (calls.size < concurrency) {
      const one = next();
      if (one === undefined) return;
      begin(one);
    }
  }

  try {
    fill();
    for (;;) {
      for (let event = events.shift(); event !== undefined; event = events.shift()) yield event;
      if (calls.size === 0 && events.length === 0) break;
      // oxlint-disable-next-line no-await-in-loop -- the events come one after the other
      if (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure !== undefined) throw failure;
    const reason = both.aborted ? l10n.t('The run was interrupted.') : l10n.t('Enough cases have failed.');
    for (const planned of waiting) finish({ planned, status: 'skipped', reason, conversations: [] });
    yield* events.splice(0);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
    await Promise.allSettled(calls);
  }
}

function interrupted(): Pick<CaseResult, 'status' | 'reason'> {
  return { status: 'skipped', reason: l10n.t('The run was interrupted.') };
}

/** How many runs of a case may be begun by now: until it is sure, no more than could be needed. */
function mostAtOnce({ rule, results }: RunningCase): number {
  if (rule.kind === 'fixed') return rule.runs;
  const known = results.filter((result) => result !== undefined);
  const outcomes = known
    .filter(({ status }) => status !== 'errored')
    .map(({ status }) => status === 'passed');
  return Math.min(untilSureLimits.most, known.length + runsUntilVerdict(outcomes));
}
