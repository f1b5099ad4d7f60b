/** A text as it is compared, and where each of its characters stood. */
export interface FoldedText {
  readonly folded: string;
  /** The offset in the text of an index in `folded`, its end included. */
  readonly offsetOf: (index: number) => number;
}

/** Letters that are no other letter with an accent, and that people without the key for them write so. */
const written = new Map([
  ['ß', 'ss'],
  ['ς', 'σ'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ı', 'i'],
  ['æ', 'ae'],
  ['œ', 'oe'],
]);

/** Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic, which are rarely typed. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

/**
 * One rule for what is kept in the index, what is searched and what is marked in a result: small letters, without
 * accents, full width as half width. The text is taken as composed (NFC).
 */
export function foldText(text: string): FoldedText {
  if (isAscii(text)) return { folded: text.toLowerCase(), offsetOf: (index) => index };
  const offsets: number[] = [];
  let folded = '';
  let offset = 0;
  for (const character of text) {
    const small = foldCharacter(character);
    for (let i = 0; i < small.length; i++) offsets.push(offset);
    folded += small;
    offset += character.length;
  }
  offsets.push(offset);
  return { folded, offsetOf: (index) => offsets[index] ?? offset };
}

const known = new Map<string, string>();
const mostKnown = 20_000;

function foldCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const small = character.normalize('NFKD').replaceAll(marks, '').normalize('NFKC').toLowerCase();
  const folded = Array.from(small.replaceAll(marks, ''), (letter) => written.get(letter) ?? letter).join('');
  if (known.size < mostKnown) known.set(character, folded);
  return folded;
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  return /^[\0-\x7f]*$/.test(text);
}
