import * as l10n from '@vscode/l10n';
import { judgeUntilSure, untilSureLimits } from './statistics.ts';
import type { CaseStatus, ConversationResult } from './testResult.ts';

/** How often a case is run, and when it has passed. */
export type RepeatRule =
  { readonly kind: 'fixed'; readonly runs: number; readonly passes: number } | { readonly kind: 'untilSure' };

export function repeatRule(
  test: { readonly repeat?: number | undefined; readonly passes?: number | undefined },
  run: { readonly repeat?: number | undefined; readonly untilSure?: boolean | undefined },
): RepeatRule {
  if (run.untilSure === true) return { kind: 'untilSure' };
  const ofFile = test.repeat ?? 1;
  const runs = run.repeat ?? ofFile;
  // Another number of runs keeps the share of the file.
  const passes = test.passes === undefined ? runs : Math.ceil((test.passes / ofFile) * runs);
  return { kind: 'fixed', runs, passes: Math.max(1, Math.min(runs, passes)) };
}

export interface Verdict {
  readonly status: CaseStatus;
  readonly reason?: string | undefined;
}

/** More errored runs than this share, and the case says nothing about the agent. */
const mostErrored = 1 / 3;

/** The verdict on the runs of a case, in the order in which they were started; undefined while it has to go on. */
export function judgeCase(rule: RepeatRule, runs: readonly ConversationResult[]): Verdict | undefined {
  const errored = runs.filter(({ status }) => status === 'errored');
  const outcomes = runs.filter(({ status }) => status !== 'errored').map(({ status }) => status === 'passed');
  const isErrored = errored.length > runs.length * mostErrored;
  const asErrored = (): Verdict => ({ status: 'errored', reason: errored[0]?.problem });

  if (rule.kind === 'fixed') {
    if (runs.length < rule.runs) return undefined;
    if (isErrored) return asErrored();
    const passed = outcomes.filter(Boolean).length;
    const needed = Math.ceil((rule.passes / rule.runs) * outcomes.length);
    return { status: passed >= needed ? 'passed' : 'failed' };
  }

  // Three that cannot reach the agent need no thirty to be believed.
  if (runs.length >= untilSureLimits.least && outcomes.length === 0) return asErrored();
  const verdict = judgeUntilSure(outcomes);
  const isAtCap = runs.length >= untilSureLimits.most;
  if (verdict === 'goOn' && !isAtCap) return undefined;
  if (isErrored) return isAtCap || verdict !== 'goOn' ? asErrored() : undefined;
  if (verdict === 'passed' || verdict === 'failed') return { status: verdict };
  return { status: 'notSure', reason: l10n.t('After {0} runs it is not sure yet.', runs.length) };
}
