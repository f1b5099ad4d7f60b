import { foldText } from './foldText.ts';

/*
 * Words are runs of letters and digits. Scripts without spaces have none: there every pair of neighbouring characters
 * is one, so that any part of a sentence is found.
 */

const unspaced =
  String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}` +
  String.raw`\p{Script=Myanmar}\p{Script=Tibetan}ー々`;
const letters = String.raw`\p{L}\p{N}\p{M}\p{Co}`;
const pieces = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[${letters}])+`, 'gu');
const isUnspaced = new RegExp(`^[${unspaced}]$`, 'u');

/**
 * So much of a text is searched: a server may send megabytes, which would hold the thread for seconds at each letter that
 * is typed.
 */
export const longestSearched = 100_000;

/** A longer word is no word: base64, say. Its beginning is found. */
const longestWord = 64;

/** As many letters of a word that is being typed are looked up in the index; the rest is compared with the text. */
export const longestPrefix = 8;

/** Words that stand one after the other. */
export interface SearchTerm {
  /** Folded. */
  readonly words: readonly string[];
  /** The last one may go on. */
  readonly isPrefix: boolean;
}

interface Piece {
  readonly word: string;
  readonly isAlone: boolean;
  readonly start: number;
  readonly end: number;
}

function toPieces(text: string): Piece[] {
  const { folded } = foldText(text.normalize('NFC'));
  return Array.from(folded.matchAll(pieces), ({ 0: word, index }) => {
    return { word, isAlone: isUnspaced.test(word), start: index, end: index + word.length };
  });
}

/** What the index keeps of a text: its words, each once, with a space between. */
export function toIndexedWords(text: string): string {
  const found = new Set<string>();
  const all = toPieces(text);
  for (const [index, { word, isAlone, end }] of all.entries()) {
    const next = all[index + 1];
    const isPair = isAlone && next !== undefined && next.isAlone && next.start === end;
    found.add(isPair ? word + next.word : word.slice(0, longestWord));
  }
  return [...found].join(' ');
}

/** The words of what a person looks for; undefined when there is none in it. */
export function toSearchTerm(text: string, isPrefix: boolean): SearchTerm | undefined {
  const words = toPieces(text).map(({ word }) => word);
  return words.length === 0 ? undefined : { words, isPrefix };
}

/** For MATCH: https://www.sqlite.org/fts5.html#full_text_query_syntax. It may find more than the terms, never less. */
export function toMatchExpression(terms: readonly SearchTerm[]): string {
  const parts = new Set(terms.flatMap(toMatchParts));
  return [...parts].join(' AND ');
}

function toMatchParts({ words, isPrefix }: SearchTerm): string[] {
  return words.map((word, index) => {
    const next = words[index + 1];
    const isLast = next === undefined;
    if (isUnspaced.test(word)) {
      // The second half of the last pair is in the index, too: as the first of another, or alone.
      return next !== undefined && isUnspaced.test(next) ? quoted(word + next) : `${quoted(word)} *`;
    }
    if (isLast && isPrefix) return `${quoted(word.slice(0, longestPrefix))} *`;
    return quoted(word.slice(0, longestWord));
  });
}

/** Only letters and digits come here; quotes are doubled all the same. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

/** Finds the term in a folded text. */
export function toTermPattern({ words, isPrefix }: SearchTerm): RegExp {
  const wordLetter = `(?:(?![${unspaced}])[${letters}])`;
  const source = words.map((word, index) => {
    const previous = words[index - 1];
    const isAlone = isUnspaced.test(word);
    const between =
      previous === undefined ? '' : isAlone && isUnspaced.test(previous) ? '' : `[^${letters}]*`;
    const isOpen = isAlone || (isPrefix && index === words.length - 1);
    return `${between}${isAlone ? '' : `(?<!${wordLetter})`}${escaped(word)}${isOpen ? '' : `(?!${wordLetter})`}`;
  });
  return new RegExp(source.join(''), 'u');
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
