/*
 * How a test compares texts: as a person reads them. Case, runs of white space, the Unicode form and the kind of
 * apostrophe, quotation mark, dash and space say nothing about what an agent meant.
 */

const spaces = /[\p{White_Space}\u00a0\u202f\u2007]/gu;
const invisible = /[\u00ad\u200b\u2060\ufeff]/g;
const apostrophes = /[\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07\u2039\u203a]/g;
const quotationMarks = /[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02\u301d\u301e]/g;
const dashes = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u2043]/g;

/** The same letters with one kind of apostrophe, quotation mark, dash and space; as long as it was, character by character. */
function unifyKinds(text: string): string {
  return text
    .replaceAll(spaces, ' ')
    .replaceAll(apostrophes, "'")
    .replaceAll(quotationMarks, '"')
    .replaceAll(dashes, '-');
}

/** For patterns: kinds are alike and runs of white space are one space, but letters keep their case. */
export const toReadable = remembered((text) =>
  plain.test(text)
    ? text
    : unifyKinds(text.normalize('NFC').replaceAll(invisible, '')).replaceAll(/ +/g, ' ').trim(),
);

/** Single spaces between ASCII letters and signs, the backtick apart: it reads as it is. */
const plain = /^[!-_a-~]+(?: [!-_a-~]+)*$/;

/** Two texts are alike when these are the same. */
export const toComparable = remembered((text) =>
  // Upper case first, so that ß and SS, and the two small sigmas, are alike.
  toReadable(text).toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC'),
);

/**
 * What a test expects is compared with one reply after the other, so short texts are kept; and one reply with all that
 * a test expects, so the last long one is.
 */
function remembered(form: (text: string) => string): (text: string) => string {
  const longestKnown = 200;
  const mostKnown = 500;
  const known = new Map<string, string>();
  let long = '';
  let formOfLong = '';
  return (text) => {
    if (text.length > longestKnown) {
      if (text !== long) [long, formOfLong] = [text, form(text)];
      return formOfLong;
    }
    let found = known.get(text);
    if (found === undefined) {
      found = form(text);
      if (known.size >= mostKnown) known.clear();
      known.set(text, found);
    }
    return found;
  };
}

/** Characters as a person counts them. */
export function countCharacters(text: string): number {
  const form = text.normalize('NFC');
  if (/^[\u0020-\u02ff]*$/.test(form)) return form.length;
  return [...new Intl.Segmenter().segment(form)].length;
}
