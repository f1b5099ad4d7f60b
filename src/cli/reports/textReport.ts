import type { RunEvent } from '../../core/chatTest/runChatTests.ts';
import type { TestEntry, TestReport } from '../../core/chatTest/testReport.ts';
import { toTerminalLine } from '../terminalText.ts';
import {
  failureLines,
  firstUnstableTurn,
  isAlwaysTheSame,
  orderLine,
  rateWords,
  toProblemLine,
} from './reportLines.ts';
import type { Terminal, TestReporter } from './testReporter.ts';

const marks: Readonly<Record<TestEntry['status'], string>> = {
  passed: '✓',
  failed: '✗',
  notSure: '?',
  errored: '!',
  skipped: '-',
};

/** For people: a line a case as it ends, then every failure with what was expected, then the counts. */
export function textReport(terminal: Terminal | undefined): TestReporter {
  let total = 0;
  let done = 0;
  const running = new Set<string>();
  const draw = (): void => {
    if (terminal?.isInteractive !== true) return;
    const names = [...running].join(' · ');
    const line = `${done} of ${total}${names === '' ? '' : `  ${names}`}`;
    terminal.write(`\r\u001B[2K${line.slice(0, Math.max(10, terminal.columns - 1))}`);
  };
  const clear = (): void => {
    if (terminal?.isInteractive === true) terminal.write('\r\u001B[2K');
  };
  return {
    started(count, seed) {
      total = count;
      if (seed !== null) terminal?.write(orderLine(seed));
      draw();
    },
    happened(event: RunEvent) {
      if (terminal === undefined) return;
      if (event.kind === 'caseStarted') running.add(toTerminalLine(event.planned.testCase.name));
      if (event.kind === 'caseFinished') {
        const { planned, status, quarantined, conversations } = event.result;
        const name = toTerminalLine(planned.testCase.name);
        running.delete(name);
        done++;
        clear();
        const durationMs = conversations.reduce((sum, one) => sum + one.durationMs, 0);
        const where = planned.connection === '' ? '' : `  ${toTerminalLine(planned.connection)}`;
        const apart = quarantined ? '  quarantined' : '';
        terminal.write(`${marks[status]} ${name}${where}  ${Math.round(durationMs)} ms${apart}\n`);
      }
      draw();
    },
    finish(report) {
      clear();
      return toText(report);
    },
  };
}

/** What stands at the end, and the whole of it where nothing was said meanwhile. */
function toText(report: TestReport): string {
  const { tests, problems, summary, durationMs } = report;
  const blocks = tests.filter(({ status }) => status !== 'passed').map(toBlock);
  const repeated = tests.filter(({ status, runs }) => status === 'passed' && runs > 1).map(toRepeatLine);
  const wrong = problems.map(toProblemLine);
  const notes = toNotes(report);
  const counts = [
    `${summary.passed} passed`,
    `${summary.failed} failed`,
    ...(summary.notSure > 0 ? [`${summary.notSure} not sure yet`] : []),
    ...(summary.errored > 0 ? [`${summary.errored} errored`] : []),
    ...(summary.skipped > 0 ? [`${summary.skipped} skipped`] : []),
    ...(summary.quarantined > 0 ? [`${summary.quarantined} quarantined`] : []),
  ].join(', ');
  const isRun = tests.length > 0 || wrong.length === 0;
  const end = isRun ? `${counts}  (${(durationMs / 1000).toFixed(1)} s)` : 'Nothing was run.';
  return [...wrong, ...repeated, ...blocks, ...notes, end].map((block) => `${block}\n`).join('');
}

function toBlock(entry: TestEntry): string {
  const { status, test, connection, quarantined } = entry;
  const head = `${marks[status]} ${toTerminalLine(test)}${connection === '' ? '' : `  ${toTerminalLine(connection)}`}`;
  const rate = rateWords(entry);
  const unstable = firstUnstableTurn(entry);
  return [
    '',
    `${head}${quarantined ? '  quarantined' : ''}`,
    ...failureLines(entry).map((line) => `    ${toTerminalLine(line)}`),
    ...(rate === undefined ? [] : [`    ${rate}`]),
    ...(unstable === undefined ? [] : [`    The first turn that is not stable: ${unstable}.`]),
    ...sameNote(entry),
  ].join('\n');
}

function toRepeatLine(entry: TestEntry): string {
  return [`✓ ${toTerminalLine(entry.test)}  ${rateWords(entry) ?? ''}`, ...sameNote(entry)].join('\n');
}

function sameNote(entry: TestEntry): readonly string[] {
  return isAlwaysTheSame(entry)
    ? ['    All replies of all repeats were identical: more repeats would tell nothing more.']
    : [];
}

/** Said once: many tests that nearly always pass are seldom all green together. */
function toNotes({ tests }: TestReport): readonly string[] {
  const single = tests.filter(({ runs, status }) => runs === 1 && status !== 'skipped');
  return single.length < 50
    ? []
    : [
        '',
        'Note: 50 tests that pass in 99 % of runs are all green in 60 % of builds. --until-sure tells flaky from broken.',
      ];
}
