/*
 * The package holds the translations without the English sentences, which stand in the code already and are a third of
 * the file: a translation is found by a number that is counted from its sentence. Where the sentences themselves are
 * the keys, as in the repository, they are found too. Browser-safe.
 */

export type Words = Readonly<Record<string, string>>;

/** No sentence holds this character, and JSON needs no more than one for it. */
const separator = '\x7f';
const numberBits = 17;
/** As many digits as the largest number needs. */
const digits = 4;
const digitBase = 32;
/** One of several thousand seeds gives each of 1,500 sentences a number of its own. */
const mostSeeds = 1_000_000;

/** A sentence's number, which a seed makes another one. */
function numberOf(hash: number, seed: number): number {
  return Math.imul(hash ^ seed, 0x9e3779b1) >>> (32 - numberBits);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}

/** For the package: translations in the order of their numbers, of which each is told by its distance to the one before. */
export function withoutSentences(words: Words): Words {
  const hashes = Object.keys(words).map(hashOf);
  for (let seed = 0; seed < mostSeeds; seed++) {
    const numbers = hashes.map((hash) => numberOf(hash, seed));
    if (new Set(numbers).size < numbers.length) continue;
    const texts = Object.values(words);
    const sorted = numbers.map((number, index) => ({ number, text: texts[index] ?? '' }));
    sorted.sort((one, other) => one.number - other.number);
    const steps = sorted.map(({ number }, index) => number - (sorted[index - 1]?.number ?? 0));
    return {
      seed: String(seed),
      steps: inColumns(steps.map((step) => step.toString(digitBase).padStart(digits, '0'))),
      texts: sorted.map(({ text }) => text).join(separator),
    };
  }
  throw new Error('No seed gives each sentence a number of its own; take one bit more.');
}

/** Words that are found by their sentence, whichever way they are kept. */
export function toWords(words: Words): Record<string, string> {
  let find = (sentence: string) => (Object.hasOwn(words, sentence) ? words[sentence] : undefined);
  const { seed, steps, texts } = words;
  if (seed !== undefined && steps !== undefined && texts !== undefined) {
    const byNumber = readNumbers(steps, texts.split(separator));
    find = (sentence) => byNumber.get(numberOf(hashOf(sentence), Number(seed)));
  }
  return new Proxy<Record<string, string>>(
    {},
    { get: (_, key) => (typeof key === 'string' ? find(key) : undefined) },
  );
}

function readNumbers(steps: string, texts: readonly string[]): Map<number, string> {
  let number = 0;
  const digitsAt = (index: number) =>
    Array.from({ length: digits }, (_, column) => steps[column * texts.length + index]).join('');
  return new Map(texts.map((text, index) => [(number += Number.parseInt(digitsAt(index), digitBase)), text]));
}

/** All first characters, then all second ones: what is packed together is alike. */
function inColumns(words: readonly string[]): string {
  return Array.from({ length: digits }, (_, column) => words.map((word) => word[column]).join('')).join('');
}
