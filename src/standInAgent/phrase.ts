import * as l10n from '@vscode/l10n';

const maxPatternLength = 200;
/** A pattern sees only the start of a message, so that the worst of them stays cheap. */
const maxMatchedLength = 200;
const maxRepetitions = 3;

/** Letters and digits of any script, lower case, single spaces: what two people would call the same words. */
function toWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** Whether the message is these words and no others, whatever the case and punctuation. */
export function equalsPhrase(message: string, phrase: string): boolean {
  return toWords(message) === toWords(phrase);
}

/** Whether the words of the phrase stand in the message in a row, as whole words. */
export function containsPhrase(message: string, phrase: string): boolean {
  return ` ${toWords(message)} `.includes(` ${toWords(phrase)} `);
}

export function matchesPattern(message: string, pattern: string): boolean {
  return new RegExp(pattern, 'iu').test(message.slice(0, maxMatchedLength));
}

/** Why a pattern is not accepted, as a sentence; undefined when it is. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > maxPatternLength) {
    return l10n.t('A pattern can have at most {0} characters.', maxPatternLength);
  }
  // Repeated groups, back references and many repetitions in a row are what makes a pattern take for ever.
  const repetitions = pattern.match(/[*+]|\{\d*,/g)?.length ?? 0;
  if (/\)[*+{]/.test(pattern) || /\\[1-9k]/.test(pattern) || repetitions > maxRepetitions) {
    return l10n.t(
      'This pattern could take for ever: a group must not be repeated or referred to, and at most {0} repetitions are accepted. Use "contains" instead.',
      maxRepetitions,
    );
  }
  return isRegExp(pattern) ? undefined : l10n.t('This is not a regular expression.');
}

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}
