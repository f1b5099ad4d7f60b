import * as l10n from '@vscode/l10n';
import { isLanguageCode, toLanguageCode } from '../../src/core/newChat/languageCode.ts';
import { type ComboboxOption, findOptions } from '../common/findOptions.ts';
import { languageName } from './words.ts';

/** The codes with their names, found by their English names too: the documentation uses those. */
export function languageOptions(codes: readonly string[], language: string): ComboboxOption[] {
  return codes.map((value) => ({
    value,
    description: languageName(value, language),
    keywords: languageName(value, 'en'),
  }));
}

export interface LanguageHint {
  readonly sentence: string;
  /** The code that is meant, when there is no doubt. */
  readonly instead?: string;
}

/** A quiet word about what is no language code, or is sent otherwise than it was typed. */
export function languageHint(typed: string, options: readonly ComboboxOption[]): LanguageHint | undefined {
  const text = typed.trim();
  if (text === '' || options.some(({ value }) => value === text)) return undefined;
  const code = toLanguageCode(text);
  if (code !== text) return { sentence: l10n.t('Sent as {0}.', code) };
  if (isLanguageCode(text)) return undefined;
  const [first] = findOptions(options, text);
  const sentence = l10n.t('“{0}” is not a language code. It is sent as it is.', text);
  return first === undefined ? { sentence } : { sentence, instead: first.value };
}
