import * as l10n from '@vscode/l10n';
import type { Environment } from '../../src/core/connection/connection.ts';

/** Words that several webviews share. Functions, because the language is known only after loading. */

export function environmentLabel(environment: Environment): string {
  switch (environment) {
    case 'sandbox':
      return l10n.t('sandbox');
    case 'pre-release':
      return l10n.t('pre-release');
    case 'live':
      return l10n.t('LIVE');
    default:
      return l10n.t('other');
  }
}

/** "412 ms", as the user's language writes numbers. */
export function latencyText(latencyMs: number, language: string): string {
  return l10n.t('{0} ms', new Intl.NumberFormat(language).format(Math.round(latencyMs)));
}
