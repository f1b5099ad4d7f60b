import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { holdsMask, mask } from '../common/redaction.ts';

/**
 * Masking is for what is shown and kept. What the mask stands for was kept nowhere, so what holds it cannot be said
 * again as it was: nothing is sent, and the person types it anew.
 */
export class MaskedContentError extends HumanError {
  constructor() {
    super(maskedSentence(), { remedy: l10n.t('Type it again. Nothing was sent.') });
  }
}

/** Throws MaskedContentError when the mask stands somewhere in what would be sent. */
export function requireUnmasked(...contents: readonly unknown[]): void {
  if (contents.some(holdsMask)) throw new MaskedContentError();
}

/** What is copied is sent from elsewhere, as it is: so that is said in it, in a comment of its language. */
export function withMaskNote(code: string, comment: '#' | '//'): string {
  return holdsMask(code) ? `${comment} ${maskedSentence()}\n${code}` : code;
}

/** Said where the person can see the mask. Browser-safe, as all of this file. */
export function maskedSentence(): string {
  return l10n.t('{0} stands for a secret that was not kept.', mask);
}
