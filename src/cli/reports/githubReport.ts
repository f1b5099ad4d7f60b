import { toTerminalText } from '../terminalText.ts';
import type { TestEntry, TestReport } from '../../core/chatTest/testReport.ts';
import { otherFailures } from './reportLines.ts';

/** Annotations on the lines of a pull request, as GitHub reads them from the log. */
export function githubReport({ tests, problems, summary }: TestReport): string {
  const lines = [
    ...problems.map(({ file, line, column, sentence, remedy }) =>
      annotation('error', { file, line, col: column, title: 'Invalid chat test' }, `${sentence} ${remedy}`),
    ),
    ...tests.flatMap((entry) => toAnnotation(entry) ?? []),
    `${summary.passed} passed, ${summary.failed} failed, ${summary.notSure} not sure yet, ${summary.errored} errored, ${summary.skipped} skipped, ${summary.quarantined} quarantined`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function toAnnotation(entry: TestEntry): string | undefined {
  const { status, file, firstFailure, reason = '', test, quarantined } = entry;
  if (status === 'passed' || status === 'skipped') return undefined;
  const level = quarantined || status === 'errored' ? 'warning' : 'error';
  const line = firstFailure?.line ?? entry.line;
  const place = { file, line, ...(firstFailure && { col: firstFailure.column }), title: test };
  const sentence =
    firstFailure === undefined
      ? reason
      : `Turn ${firstFailure.turn}: ${firstFailure.sentence}\nexpected: ${firstFailure.expected}\nactual: ${firstFailure.actual}`;
  const others = otherFailures(entry).map(({ turn, failure }) => `\nTurn ${turn}: ${failure.sentence}`);
  return annotation(level, place, [sentence, ...others].join(''));
}

function annotation(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${level} ${list}::${escapeMessage(message)}`;
}

/** What an agent says cannot become a command of the runner: every line break is written out. */
function escapeMessage(text: string): string {
  return toTerminalText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
