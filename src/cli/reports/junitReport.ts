import { withoutLogCommandsInMarkup } from '../logCommands.ts';
import type { TestEntry, TestReport } from '../../core/chatTest/testReport.ts';
import { failureLines, transcriptLines } from './reportLines.ts';

/** JUnit's XML as CI servers read it: a suite a file, a test case a case. */
export function junitReport({ tests, problems, summary, durationMs, startedAt }: TestReport): string {
  const files = [...new Set(tests.map(({ file }) => file))];
  const suites = files.map((file) =>
    suite(
      file,
      tests.filter((entry) => entry.file === file),
      startedAt,
    ),
  );
  const wrong = problems.map(
    ({ file, line, column, sentence, remedy }) =>
      `    <testcase classname=${attribute(file)} name=${attribute(`${line}:${column}`)} time="0">\n` +
      `      <error message=${attribute(`${sentence} ${remedy}`)}/>\n    </testcase>`,
  );
  if (wrong.length > 0) {
    suites.push(
      `  <testsuite name="problems" tests="${wrong.length}" failures="0" errors="${wrong.length}" skipped="0" time="0">\n${wrong.join('\n')}\n  </testsuite>`,
    );
  }
  const counts = [
    `tests="${tests.length + problems.length}"`,
    `failures="${summary.failed + summary.notSure}"`,
    `errors="${summary.errored + problems.length}"`,
    `skipped="${summary.skipped + summary.quarantined}"`,
    `time="${seconds(durationMs)}"`,
  ].join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="polyai-chat" ${counts}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(file: string, cases: readonly TestEntry[], startedAt: string): string {
  const count = (wanted: readonly TestEntry['status'][]) =>
    cases.filter(({ status, quarantined }) => !quarantined && wanted.includes(status)).length;
  const skipped = cases.filter(({ status, quarantined }) => quarantined || status === 'skipped').length;
  const time = cases.reduce((total, one) => total + duration(one), 0);
  const head = [
    `name=${attribute(file)}`,
    `tests="${cases.length}"`,
    `failures="${count(['failed', 'notSure'])}"`,
    `errors="${count(['errored'])}"`,
    `skipped="${skipped}"`,
    `time="${seconds(time)}"`,
    `timestamp=${attribute(startedAt.replace(/\.\d+Z$/, ''))}`,
  ].join(' ');
  const names = new Map<string, number>();
  for (const { test } of cases) names.set(test, (names.get(test) ?? 0) + 1);
  const shown = cases.map((one) => testCase(one, (names.get(one.test) ?? 0) > 1));
  return `  <testsuite ${head}>\n${shown.join('\n')}\n  </testsuite>`;
}

function testCase(entry: TestEntry, isShared: boolean): string {
  // The connection tells cases apart that would have one name.
  const name = isShared ? `${entry.test} [${entry.connection}]` : entry.test;
  const place = `file=${attribute(entry.file)} line="${entry.line}"`;
  const head = `    <testcase classname=${attribute(entry.file)} name=${attribute(name)} ${place} time="${seconds(duration(entry))}">`;
  const body = bodyOf(entry);
  const transcript = transcriptLines(entry);
  const out =
    transcript.length === 0 ? '' : `\n      <system-out>${text(transcript.join('\n'))}</system-out>`;
  return body === '' && out === '' ? head.replace(/>$/, '/>') : `${head}${body}${out}\n    </testcase>`;
}

function bodyOf(entry: TestEntry): string {
  const reason = entry.reason ?? '';
  if (entry.quarantined) {
    const message = `Quarantined; it ${words[entry.status]}.`;
    return `\n      <skipped message=${attribute(message)}/>`;
  }
  switch (entry.status) {
    case 'passed':
      return '';
    case 'skipped':
      return `\n      <skipped message=${attribute(reason)}/>`;
    case 'errored':
      return `\n      <error message=${attribute(reason)}>${text(failureLines(entry).join('\n'))}</error>`;
    case 'failed':
    case 'notSure': {
      const message = entry.firstFailure?.sentence ?? reason;
      return `\n      <failure message=${attribute(message)}>${text(failureLines(entry).join('\n'))}</failure>`;
    }
  }
}

const words: Readonly<Record<TestEntry['status'], string>> = {
  passed: 'passed',
  failed: 'failed',
  notSure: 'is not sure yet',
  errored: 'could not be run',
  skipped: 'was skipped',
};

function duration({ conversations }: TestEntry): number {
  return conversations.reduce((total, { durationMs }) => total + durationMs, 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Characters that XML cannot hold, or a terminal obeys, are written out; nothing is a command of a build server. */
function text(value: string): string {
  const escaped = value
    .replaceAll(
      /[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|\p{Bidi_Control}/gu,
      (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return withoutLogCommandsInMarkup(escaped);
}

function attribute(value: string): string {
  return `"${text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;').replaceAll('\r', '&#13;')}"`;
}
