import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import type { CaseRecorder } from './caseRecorder.ts';
import { type FailureContext, isAcceptable, type NamedTest } from './failureContext.ts';

/** A failure as a row of a list. */
export interface FailureRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly context: FailureContext;
}

/**
 * What failed in the last runs, of one test or of all the Test Explorer shows: at least one row. Throws HumanError when
 * there is none of the kind that is wanted.
 */
export function listFailures(
  recorder: Pick<CaseRecorder, 'failing'>,
  { canAccept, test }: { readonly canAccept: boolean; readonly test: NamedTest | undefined },
): readonly FailureRow[] {
  const rows = recorder.failing(test).flatMap(({ id, kept, connection }) =>
    kept.conversations.flatMap(({ turns, problem, status }, run) => {
      const row = (context: Omit<FailureContext, 'result' | 'run'>, detail: string | undefined) => ({
        label: toVisibleLine(kept.name, 200),
        description: toVisibleLine(connection, 100),
        detail: toVisibleLine(detail ?? '', 300),
        context: { result: id, run, ...context },
      });
      const failures = turns.flatMap(({ failures: found }, turn) =>
        found.map((one, failure) =>
          row({ turn, failure, canAccept: isAcceptable(one) }, one.sentence ?? one.check),
        ),
      );
      return failures.length > 0 || status === 'passed' ? failures : [row({ canAccept: false }, problem)];
    }),
  );
  const wanted = canAccept ? rows.filter(({ context }) => context.canAccept) : rows;
  if (rows.length === 0 && test !== undefined) {
    throw new HumanError(l10n.t('The last run of this test has no failure that is recorded.'));
  }
  if (wanted.length > 0) return wanted;
  throw canAccept
    ? new HumanError(l10n.t('No test that compares with what was recorded has failed.'), {
        remedy: l10n.t('{0} shows what is said now.', l10n.t('Compare with Last Pass')),
      })
    : new HumanError(l10n.t('No chat test has failed in this window.'), {
        remedy: l10n.t('Run the tests first.'),
      });
}
