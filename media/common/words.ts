import * as l10n from '@vscode/l10n';

/** Words that several webviews share. Functions, because the language is known only after loading. */

/** "412 ms", as the user's language writes numbers. */
export function latencyText(latencyMs: number, language: string): string {
  return l10n.t('{0} ms', new Intl.NumberFormat(language).format(Math.round(latencyMs)));
}
