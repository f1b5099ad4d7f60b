import * as l10n from '@vscode/l10n';
import type { ImportResult } from '../history/import/importHistory.ts';

type Counts = Omit<ImportResult, 'isComplete' | 'failure'>;

/** What a file holds, in a few words: "3 new, 2 already here". */
export function toImportCounts(result: Counts, locale?: string): string {
  const { added, same, differs, unreadable } = result;
  const number = (value: number) => value.toLocaleString(locale);
  return [
    l10n.t('{0} new', number(added)),
    ...(same > 0 ? [l10n.t('{0} already here', number(same))] : []),
    ...(differs > 0 ? [l10n.t('{0} other than the ones here, which stay as they are', number(differs))] : []),
    ...(unreadable > 0 ? [l10n.t('{0} not readable', number(unreadable))] : []),
  ].join(', ');
}

/** Why some could not be read, and what will not stay for long; a line each. */
export function toImportNotes({ problems, unreadable, old }: Counts, shown = 5): readonly string[] {
  const lines = problems.slice(0, shown);
  const more = unreadable - lines.length;
  return [
    ...lines,
    ...(more > 0 && lines.length > 0 ? [l10n.t('And {0} more.', more)] : []),
    ...(old > 0 ? [l10n.t('{0} are older than the history is kept, and will be hidden again.', old)] : []),
  ];
}

/** What was added by an import that did not come to its end. */
export function toImportEnd({ added, isComplete, failure }: ImportResult, locale?: string): string {
  const number = added.toLocaleString(locale);
  if (isComplete) {
    return added === 1
      ? l10n.t('1 conversation was imported.')
      : l10n.t('{0} conversations were imported.', number);
  }
  const rest = l10n.t(
    '{0} conversations were imported, each of them whole. Import the file again for the rest.',
    number,
  );
  return failure ? `${failure.message} ${rest}` : l10n.t('The import was cancelled. {0}', rest);
}
