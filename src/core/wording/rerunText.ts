import * as l10n from '@vscode/l10n';
import type { ForkVerdict } from '../conversation/judgeFork.ts';
import type { RerunResult } from '../conversation/rerunResult.ts';
import { toDifferenceSentence } from './comparisonText.ts';

/** In a row of the history, whose end may be cut off: "3 of 8 turns differ · replay", "identical · fork at turn 4". */
export function toRerunText(result: RerunResult | undefined): string {
  if (result === undefined) return l10n.t('replay');
  const { fork, differing, total } = result;
  if (fork === undefined) return `${toDifferenceSentence(differing, total)} · ${l10n.t('replay')}`;
  return `${toVerdictText(fork.verdict)} · ${l10n.t('fork at turn {0}', fork.turnIndex + 1)}`;
}

/** The same where there is little room: "3 of 8 turns differ", "fork: identical". */
export function toShortRerunText(result: RerunResult | undefined): string {
  if (result === undefined) return l10n.t('replay');
  const { fork, differing, total } = result;
  return fork === undefined
    ? toDifferenceSentence(differing, total)
    : l10n.t('fork: {0}', toVerdictText(fork.verdict));
}

function toVerdictText(verdict: ForkVerdict): string {
  switch (verdict.kind) {
    case 'identical':
      return l10n.t('identical');
    case 'sameNormalised':
      return l10n.t('same after normalising');
    case 'diverged':
      return l10n.t('diverged at turn {0}', verdict.turn);
  }
}
