/** What stands where a secret stood. */
export const mask = '••••';

/** Replaces every known secret in a text by the mask. */
export type Redactor = (text: string) => string;

/**
 * A shorter secret is not looked for: it would be found in half of all words, and nobody's key is that short.
 */
const shortestRedacted = 6;

/**
 * Redaction by known value, not by pattern: it finds the given secrets wherever they stand, in whichever spelling
 * a server, a library or a log may echo them (as is, percent-encoded, escaped for JSON or HTML also when only
 * some characters are, base64 at any alignment, hexadecimal; letters in any case). Browser-safe.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    // HTTP trims header values, so the trimmed value is what a server can echo.
    const value = secret?.trim() ?? '';
    if (value.length < shortestRedacted) continue;
    spellings.add(Array.from(value, spellingsOfCharacter).join(''));
    for (const bytes of encodingsOf(value)) {
      spellings.add(bytes.map(toHex).join(''));
      for (const fragment of base64Fragments(bytes)) {
        if (fragment.length >= shortestRedacted) spellings.add(base64Pattern(fragment));
      }
    }
  }
  if (spellings.size === 0) return (text) => text;
  // The longest first, so that a secret that contains the other is masked whole.
  const pattern = new RegExp([...spellings].sort((a, b) => b.length - a.length).join('|'), 'gi');
  return (text) => text.replace(pattern, mask);
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** All the ways one character may be written. Repetitions are bounded, so that no text makes the search slow. */
function spellingsOfCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const ways = [
    escapePattern(character),
    units.map((unit) => `\\\\{1,4}u${unit}`).join(''),
    [...new TextEncoder().encode(character)].map((byte) => `%${toHex(byte)}`).join(''),
    `&#0{0,6}${code};`,
    `&#x0{0,6}${code.toString(16)};`,
  ];
  if (code >= 0x80 && code <= 0xff) ways.push(`%${toHex(code)}`, `\\\\x${toHex(code)}`);
  if ('"\\/'.includes(character)) ways.push(`\\\\{1,4}${escapePattern(character)}`);
  if (character === ' ') ways.push('\\+');
  const name = htmlNames[character];
  if (name !== undefined) ways.push(`&${name};`);
  return `(?:${ways.join('|')})`;
}

/** As UTF-8, and as the single bytes that a header carries. */
function encodingsOf(value: string): number[][] {
  const utf8 = [...new TextEncoder().encode(value)];
  const units = value.split('').map((unit) => unit.charCodeAt(0));
  const fitsBytes = units.every((unit) => unit <= 0xff);
  return fitsBytes && utf8.length !== units.length ? [utf8, units] : [utf8];
}

/**
 * The part of the base64 text that the bytes alone decide, for each of the three alignments: `user:secret` shows
 * another text than `secret`, but shares one of these.
 */
function base64Fragments(bytes: readonly number[]): string[] {
  return [0, 1, 2].map((offset) => {
    const whole = btoa(String.fromCharCode(...Array.from({ length: offset }, () => 0), ...bytes));
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    return whole.slice(from, to);
  });
}

function base64Pattern(fragment: string): string {
  return fragment.replaceAll(/[+/]/g, (sign) => (sign === '+' ? '(?:\\+|-|%2B)' : '(?:\\\\{0,4}\\/|_|%2F)'));
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
