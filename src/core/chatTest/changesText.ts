import * as l10n from '@vscode/l10n';
import type { KeptTestRun } from '../history/testResults.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** A commit between a pass and a failure. Who wrote it and what it says is anybody's text. */
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
export function toChangesText({ pass, failure, commits, hasMore, locale }: Changes): string {
  const rows = [
    [l10n.t('Passed'), toRunText(pass, locale)],
    [l10n.t('Failed'), toRunText(failure, locale)],
  ] as const;
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return `${[
    ...rows.map(([label, text]) => label.padEnd(width) + text),
    '',
    ...toCommitLines({ pass, failure, commits, hasMore, locale }),
  ].join('\n')}\n`;
}

function toRunText({ commit, startedAt }: Changes['pass'], locale: string | undefined): string {
  const when = toDate(startedAt, locale);
  if (commit === null) return l10n.t('{0}, the commit is not known', when);
  const where = [commit.branch ?? '', commit.id.slice(0, 8)].filter(Boolean).join(' ');
  return commit.dirty
    ? l10n.t('{0}, {1}, with changes that were not committed', when, toVisibleLine(where, longestLine))
    : `${when}, ${toVisibleLine(where, longestLine)}`;
}

function toCommitLines({ pass, failure, commits, hasMore, locale }: Changes): readonly string[] {
  if (commits === undefined) return [l10n.t('Which commits lie between them is not known.')];
  if (commits.length === 0) {
    return [
      pass.commit?.dirty === true || failure.commit?.dirty === true
        ? l10n.t('No commit lies between them, but there were changes that were not committed.')
        : l10n.t('No commit lies between them: what differs is not in this repository.'),
    ];
  }
  return [
    ...commits.flatMap(({ id, subject, author, at, files }) => [
      [id.slice(0, 8), at === undefined ? '' : toDate(at, locale), author ?? '', subject]
        .filter(Boolean)
        .map((part) => toVisibleLine(part, longestLine))
        .join('  '),
      ...(files.length === 0
        ? [`    ${l10n.t('no file of the agent')}`]
        : files.map((file) => `    ${toVisibleLine(file, longestLine)}`)),
    ]),
    ...(hasMore ? [l10n.t('There are more.')] : []),
  ];
}

function toDate(at: string, locale: string | undefined): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}
