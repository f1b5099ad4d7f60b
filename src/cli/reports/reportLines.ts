import { largest } from '../../core/common/median.ts';
import type {
  ReportedFailure,
  ReportedProblem,
  ReportedTurn,
  TestEntry,
} from '../../core/chatTest/testReport.ts';
import { toTerminalLine } from '../terminalText.ts';

export const statusWords: Readonly<Record<TestEntry['status'], string>> = {
  passed: 'passed',
  failed: 'failed',
  notSure: 'not sure yet',
  errored: 'errored',
  skipped: 'skipped',
};

/** Where it is, what is wrong and what to do, for a terminal. */
export function toProblemLine({ file, line, column, sentence, remedy }: ReportedProblem): string {
  return toTerminalLine(`${file}:${line}:${column} ${sentence} ${remedy}`);
}

/** Where a failure is and what it says, then what was expected and what came. */
export function failureLines({ file, firstFailure, reason }: TestEntry): readonly string[] {
  if (firstFailure === undefined) return reason === undefined ? [] : [reason];
  const { line, column, sentence, expected, actual, turn } = firstFailure;
  return [
    `${file}:${line}:${column} turn ${turn}: ${sentence}`,
    `expected: ${expected}`,
    `actual:   ${actual}`,
  ];
}

/** The conversation that failed first, or the first one, as it was held. */
export function transcriptLines({ conversations, firstFailure }: TestEntry): readonly string[] {
  const shown = conversations[(firstFailure?.run ?? 1) - 1];
  return (shown?.turns ?? []).flatMap((turn) => [
    ...(turn.user === undefined ? [] : [`You:   ${turn.user}`]),
    ...(turn.reply === undefined ? [] : [`Agent: ${turn.reply}`]),
    ...turn.failures.map(({ sentence }: ReportedFailure) => `       ✗ ${sentence}`),
  ]);
}

/** "4 of 5 passed; the true rate is probably between 38 and 96 %". */
export function rateWords({ runs, passedRuns, erroredRuns, low, high }: TestEntry): string | undefined {
  const counted = runs - erroredRuns;
  if (runs < 2) return undefined;
  const errored = erroredRuns === 0 ? '' : `, ${erroredRuns} errored`;
  if (counted === 0 || low === null || high === null) return `0 of ${runs}${errored}`;
  const percent = (share: number) => Math.round(share * 100);
  return `${passedRuns} of ${counted}${errored}; the true rate is probably between ${percent(low)} and ${percent(high)} %`;
}

/** The first turn that did not do the same in every run; undefined where all agree. Counts from 1. */
export function firstUnstableTurn({ conversations }: TestEntry): number | undefined {
  const judged = conversations.filter(({ status }) => status !== 'errored');
  const length = Math.max(0, largest(judged.map(({ turns }) => turns.length)));
  for (let turn = 0; turn < length; turn++) {
    const statuses = new Set(judged.map(({ turns }) => turns[turn]?.status ?? 'notReached'));
    if (statuses.size > 1) return turn + 1;
  }
  return undefined;
}

/** All replies of all repeats were the same: more repeats would tell nothing more. */
export function isAlwaysTheSame({ conversations }: TestEntry): boolean {
  if (conversations.length < 2) return false;
  const said = conversations.map(({ turns }) =>
    turns.map(({ reply }: ReportedTurn) => reply ?? '').join('\n'),
  );
  return new Set(said).size === 1 && said[0] !== '';
}
