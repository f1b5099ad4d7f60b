import * as l10n from '@vscode/l10n';
import type { KeptTestRun } from '../history/testResults.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** A commit between a pass and a failure. Its author and its message are untrusted text. */
export interface ShownCommit {
  readonly id: string;
  readonly subject: string;
  readonly author?: string | undefined;
  /** ISO 8601. */
  readonly at?: string | undefined;
  /** Of the agent's, from its folder. */
  readonly files: readonly string[];
}

export interface Changes {
  readonly pass: Pick<KeptTestRun, 'commit' | 'startedAt'>;
  readonly failure: Pick<KeptTestRun, 'commit' | 'startedAt'>;
  /** The newest first; undefined when they cannot be told. */
  readonly commits: readonly ShownCommit[] | undefined;
  /** There are more than are listed. */
  readonly hasMore: boolean;
  /** For dates; the system's when undefined. */
  readonly locale?: string | undefined;
}

const longestLine = 200;

/** What lies between two runs of a test, as a document to read. */
export function toChangesText(changes: Changes): string {
  const { pass, failure, locale } = changes;
  const rows = [
    [l10n.t('Passed'), toRunLines(pass, locale)],
    [l10n.t('Failed'), toRunLines(failure, locale)],
  ] as const;
  const indent = Math.max(...rows.map(([label]) => label.length)) + 2;
  return `${[
    ...rows.flatMap(([label, lines]) =>
      lines.map((line, index) => (index === 0 ? label : '').padEnd(indent) + line),
    ),
    '',
    ...toCommitLines(changes),
  ].join('\n')}\n`;
}

function toRunLines({ commit, startedAt }: Changes['pass'], locale: string | undefined): readonly string[] {
  return [
    toDate(startedAt, locale),
    ...(commit === null
      ? []
      : wrapped([commit.branch ?? '', commit.id.slice(0, 8)].filter(Boolean).join(' '), '')),
    ...(commit?.dirty === true ? [l10n.t('with changes that were not committed')] : []),
  ];
}

function toCommitLines({ commits, hasMore, locale }: Changes): readonly string[] {
  if (commits === undefined) return wrapped(l10n.t('Which commits lie between them is not known.'), '');
  if (commits.length === 0) return [l10n.t('No commit lies between them.')];
  return [
    ...commits.flatMap(({ id, subject, author, at, files }) => [
      ...wrapped(`${id.slice(0, 8)} ${subject}`, '  '),
      ...wrapped([author, at && toDate(at, locale)].filter(Boolean).join(', '), '  ', '  '),
      ...(files.length === 0 ? [l10n.t('no file of the agent')] : files).map(
        (line) => `  ${toVisibleLine(line, longestLine)}`,
      ),
    ]),
    ...(hasMore ? [l10n.t('There are more.')] : []),
  ];
}

/** The document stands in half of a window, where nothing wraps. A word is never cut. */
function wrapped(text: string, indent: string, first = ''): readonly string[] {
  const lines = toVisibleLine(text, longestLine).match(/\S.{0,43}(?=\s|$)|\S+/g) ?? [];
  return lines.map((line, index) => (index === 0 ? first : indent) + line);
}

function toDate(at: string, locale: string | undefined): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
