import * as l10n from '@vscode/l10n';
import type { Offer, Standing } from './checkEvidence.ts';

/** A check as a person reads it in a list. */
export function offerText({ check, turn }: Pick<Offer, 'check' | 'turn'>): string {
  switch (check.kind) {
    case 'contains':
      return l10n.t('Says “{0}”', check.text);
    case 'matches':
      return l10n.t('Matches {0}', `/${check.pattern}/`);
    case 'latencyMs':
      return l10n.t('Answers within {0} ms', check.most);
    case 'ended':
      return check.ended ? l10n.t('Ends the conversation') : l10n.t('Does not end the conversation');
    case 'handoff':
      if (turn === 'never') return l10n.t('Never hands off');
      return check.handoff ? l10n.t('Hands off') : l10n.t('Does not hand off');
    case 'handoffField':
      return check.field === 'destination'
        ? l10n.t('Hands off to “{0}”', check.text)
        : l10n.t('The reason of the handoff is “{0}”', check.text);
    case 'json':
      return l10n.t('{0} is {1}', check.path, check.json);
  }
}

/** "held in 37 of 40 replies"; nothing while nothing is known. */
export function standingText({ held, of }: Standing): string {
  return of === 0 ? '' : l10n.t('held in {0} of {1} replies', held, of);
}
