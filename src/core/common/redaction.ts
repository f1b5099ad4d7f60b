/** What stands where a secret stood. */
export const mask = '••••';

/** Replaces every known secret in a text by the mask. */
export type Redactor = (text: string) => string;

/**
 * A shorter secret is not looked for: it would be found in half of all words, and no key is that short.
 */
const shortestRedacted = 6;

/**
 * Redaction by known value, not by pattern: it finds the given secrets wherever they stand, in whichever spelling
 * a server, a library or a log may echo them (as is, percent-encoded up to four times, escaped for JSON or HTML also
 * when only some characters are, base64 at any alignment and broken into lines, hexadecimal; letters in any case).
 * Browser-safe.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const spellings = new Set<string>();
  const fragments = new Set<string>();
  for (const secret of secrets) {
    // HTTP trims header values, so the trimmed value is what a server can echo.
    const value = secret?.trim() ?? '';
    if (value.length < shortestRedacted) continue;
    spellings.add(Array.from(value, spellingsOfCharacter).join(''));
    for (const bytes of encodingsOf(value)) {
      spellings.add(bytes.map(toHex).join(''));
      for (const fragment of base64Fragments(bytes)) {
        if (fragment.length < shortestRedacted) continue;
        spellings.add(base64Pattern(fragment));
        fragments.add(fragment);
      }
    }
  }
  if (spellings.size === 0) return (text) => text;
  // The longest first, so that a secret that contains the other is masked whole.
  const pattern = new RegExp([...spellings].sort((a, b) => b.length - a.length).join('|'), 'gi');
  const redactBroken = createBrokenBase64Redactor([...fragments]);
  return remembering((text) => redactBroken(text.replace(pattern, mask)));
}

const longestRemembered = 128;
const mostRemembered = 500;

/** Names and values of headers, addresses and fields come again with every call: what held no secret is known then. */
function remembering(redact: Redactor): Redactor {
  const harmless = new Set<string>();
  return (text) => {
    if (text.length > longestRemembered) return redact(text);
    if (harmless.has(text)) return text;
    const redacted = redact(text);
    if (redacted !== text) return redacted;
    if (harmless.size >= mostRemembered) harmless.clear();
    harmless.add(text);
    return text;
  };
}

/** Mail and certificates break base64 after 64 or 76 letters; inside JSON or an address the break is written out. */
const lineBreak = String.raw`(?:[\r\n]|\\{1,4}[rn]|%0[AD])`;

/** An expression that allows a break after each letter takes long to make, so it is made only for what is there. */
function createBrokenBase64Redactor(fragments: readonly string[]): Redactor {
  const breaks = new RegExp(lineBreak, 'gi');
  const sought = fragments.map((fragment) => ({ fragment, plain: fragment.toLowerCase() }));
  return (text) => {
    const joined = text.replace(breaks, '');
    if (joined.length === text.length) return text;
    const plain = joined
      .toLowerCase()
      .replaceAll(/-|%2b/g, '+')
      .replaceAll(/_|%2f|\\+\//g, '/');
    return sought
      .filter((one) => plain.includes(one.plain))
      .reduce(
        (kept, { fragment }) =>
          kept.replace(new RegExp(base64Pattern(fragment, `${lineBreak}{0,2}`), 'gi'), mask),
        text,
      );
  };
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Percent-encoding encoded again makes `%25` of each `%`. */
const percent = '%(?:25){0,3}';

/** Escaped again, `&` is one that is written out itself. */
const entity = '&(?:amp;){0,2}';

/** All the ways one character may be written. Repetitions are bounded, so that no text makes the search slow. */
function spellingsOfCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const ways = [
    escapePattern(character),
    units.map((unit) => `\\\\{1,4}u${unit}`).join(''),
    [...new TextEncoder().encode(character)].map((byte) => percent + toHex(byte)).join(''),
    `${entity}#(?:x0{0,6}${code.toString(16)}|0{0,6}${code});`,
  ];
  if (code <= 0xff) ways.push(`\\\\{1,4}x${toHex(code)}`);
  if (code >= 0x80 && code <= 0xff) ways.push(percent + toHex(code));
  if ('"\\/'.includes(character)) ways.push(`\\\\{1,4}${escapePattern(character)}`);
  if (character === ' ') ways.push('\\+');
  // What decodes the value of a header as if it were a form.
  if (character === '+') ways.push(' ');
  const name = htmlNames[character];
  if (name !== undefined) ways.push(`${entity}${name};`);
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

function base64Pattern(fragment: string, between = ''): string {
  return Array.from(fragment, (sign) => {
    if (sign === '+') return '(?:\\+|-|%2B)';
    return sign === '/' ? '(?:\\\\{0,4}\\/|_|%2F)' : sign;
  }).join(between);
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** By which redactor each was masked already, in every one of its texts. */
const alreadyMasked = new WeakMap<object, Redactor>();

/** For what is made of masked texts only, so that nothing need look through it again. */
export function knownAsMasked<T extends object>(value: T, redact: Redactor): T {
  alreadyMasked.set(value, redact);
  return value;
}

/** The value with `redact` applied to each of its texts and names; the same value when there is nothing to mask. */
export function maskedTexts<T>(value: T, redact: Redactor): T {
  if (typeof value === 'string') return redact(value) as T & string;
  if (typeof value !== 'object' || value === null || alreadyMasked.get(value) === redact) return value;
  const keys = Object.keys(value) as (string & keyof T)[];
  const entries = keys.map((key) => maskedTexts(value[key], redact));
  if (keys.every((key, at) => redact(key) === key && Object.is(entries[at], value[key]))) return value;
  if (Array.isArray(value)) return entries as T;
  return Object.fromEntries(keys.map((key, at) => [redact(key), entries[at]])) as T;
}

/** Whether a secret stood somewhere in it: what the mask stands for was not kept, so it cannot be sent. */
export function holdsMask(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(mask);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsMask);
}
