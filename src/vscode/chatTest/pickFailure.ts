import * as l10n from '@vscode/l10n';
import type { CaseRecorder } from '../../core/chatTest/caseRecorder.ts';
import type { FailureContext, NamedTest } from '../../core/chatTest/failureContext.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { pickItem } from '../asking/quickInput.ts';

/** Asks which failure is meant, of one test or of all the Test Explorer shows; undefined when the person gave up. */
export async function pickFailure(
  recorder: CaseRecorder,
  title: string,
  { canAccept, test }: { readonly canAccept: boolean; readonly test: NamedTest | undefined },
): Promise<FailureContext | undefined> {
  const items = recorder.failing(test).flatMap(({ id, kept, connection }) =>
    kept.conversations.flatMap(({ turns, problem, status }, run) => {
      const row = (context: Omit<FailureContext, 'result' | 'run'>, detail: string | undefined) => ({
        label: toVisibleLine(kept.name, 200),
        description: toVisibleLine(connection, 100),
        detail: toVisibleLine(detail ?? '', 300),
        context: { result: id, run, ...context },
      });
      const failures = turns.flatMap(({ failures: found }, turn) =>
        found.map(({ check, sentence }, failure) =>
          row({ turn, failure, canAccept: check === 'same' }, sentence ?? check),
        ),
      );
      return failures.length > 0 || status === 'passed' ? failures : [row({ canAccept: false }, problem)];
    }),
  );
  const offered = canAccept ? items.filter(({ context }) => context.canAccept) : items;
  if (items.length === 0 && test !== undefined) {
    throw new HumanError(l10n.t('The last run of this test has no failure that is recorded.'));
  }
  if (offered.length === 0) {
    throw canAccept
      ? new HumanError(l10n.t('No test that compares with what was recorded has failed.'))
      : new HumanError(l10n.t('No chat test has failed in this window.'), {
          remedy: l10n.t('Run the tests first.'),
        });
  }
  const placeHolder = l10n.t('Which failure?');
  const [only] = offered;
  if (offered.length === 1) return only?.context;
  return (await pickItem(offered, { title, placeHolder, matchOnDescription: true, matchOnDetail: true }))
    ?.context;
}
