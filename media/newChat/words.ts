import * as l10n from '@vscode/l10n';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import type { ReplacedDraft } from './formState.ts';

/** Words that several parts of the form share. Functions, because the language is known only after loading. */

export function fieldLabel(field: NewChatProblem['field']): string {
  switch (field) {
    case 'connection':
      return l10n.t('Connection');
    default:
      return l10n.t('Attributes');
  }
}

/** What has just become of the fields, beside Undo. */
export function replacedSentence({ by }: ReplacedDraft): string {
  return by === 'clear' ? l10n.t('The fields were cleared.') : l10n.t('The fields were replaced.');
}

/** "English (United Kingdom)" for `en-GB`; undefined for what is not a language code. */
export function languageName(code: string, language: string): string | undefined {
  try {
    const name = new Intl.DisplayNames([language], { type: 'language', languageDisplay: 'standard' }).of(
      code,
    );
    return name === code ? undefined : name;
  } catch {
    return undefined;
  }
}

/** The key that sends, as this machine's keyboard shows it. */
export function sendKey(platform: string): string {
  return /mac|iphone|ipad/i.test(platform) ? '⌘⏎' : l10n.t('Ctrl+Enter');
}
