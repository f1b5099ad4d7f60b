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

/** How to have the same order again. */
export function orderLine(seed: number): string {
  return `The order is that of --shuffle ${seed}.\n`;
}

/** Where the first failure is and what it says, what was expected and what came; then the others of the same run. */
export function failureLines(entry: TestEntry): readonly string[] {
  const { file, firstFailure, reason, status } = entry;
  const why = reason === undefined ? [] : [reason, ...unansweredLines(entry)];
  if (firstFailure === undefined) return why;
  const toLine = ({ line, column, sentence }: ReportedFailure, turn: number) =>
    `${file}:${line}:${column} turn ${turn}: ${sentence}`;
  return [
    ...(status === 'errored' ? why : []),
    toLine(firstFailure, firstFailure.turn),
    `expected: ${firstFailure.expected}`,
    `actual:   ${firstFailure.actual}`,
    ...otherFailures(entry).map(({ turn, failure }) => toLine(failure, turn)),
  ];
}

/** The message that the first run without a verdict could not bring to the agent, or got no answer to. */
function unansweredLines({ conversations }: TestEntry): readonly string[] {
  const { turns = [] } = conversations.find(({ status }) => status === 'errored') ?? {};
  return turns.flatMap(({ user, status }: ReportedTurn, index) =>
    status === 'notReached' && user !== undefined ? [`turn ${index + 1}: ${user}`] : [],
  );
}

/** What else did not hold in the run that failed first. `turn` counts from 1. */
export function otherFailures({
  conversations,
  firstFailure,
}: TestEntry): readonly { readonly turn: number; readonly failure: ReportedFailure }[] {
  const { turns = [] } = conversations[(firstFailure?.run ?? 0) - 1] ?? {};
  return turns
    .flatMap(({ failures }: ReportedTurn, index) => failures.map((failure) => ({ turn: index + 1, failure })))
    .slice(1);
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
