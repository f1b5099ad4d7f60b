/*
 * One text as YAML, the way a person would write it: plain where that reads the same everywhere, in quotes where YAML
 * would read something else, as a block where it has several lines.
 */

/** Characters that are lost, changed or deceive when they stand in a file as they are. */
const hidden =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]/u;
const everyHidden = new RegExp(hidden.source, 'gu');

/** What other readers of YAML take for a number, a date, true, false or nothing. */
const otherValue =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[\d.][\d.,:_+\-\sTZXOa-f]*|[-+]?\.(?:inf|nan)|=|<<)$/i;
const indicator = /^[-?:,[\]{}#&*!|>'"%@`=~<]/;

/** More brackets than this, or one without its partner, could look like nesting to a reader that counts them. */
const mostBrackets = 10;

export interface ScalarPlace {
  /** In braces or brackets, where commas and brackets end a text. */
  readonly flow?: boolean | undefined;
  /** The indentation of a block text; none is written when it is left out. */
  readonly blockIndent?: number | undefined;
}

/** The text as a YAML scalar. A block text holds its line breaks, without one at its end. */
export function toYamlScalar(text: string, { flow = false, blockIndent }: ScalarPlace = {}): string {
  if (holdsStrayBrackets(text)) return doubleQuoted(text, /[[\]{}]/g);
  if (blockIndent !== undefined && isBlock(text)) return block(text, blockIndent);
  if (hidden.test(text)) return doubleQuoted(text);
  if (isPlain(text, flow)) return text;
  if (!/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** Single quotes, in which a backslash is a backslash: for regular expressions. */
export function toQuotedPattern(source: string): string {
  if (hidden.test(source) || holdsStrayBrackets(source)) return toYamlScalar(source);
  return `'${source.replaceAll("'", "''")}'`;
}

function isPlain(text: string, flow: boolean): boolean {
  return (
    text !== '' &&
    text.trim() === text &&
    !indicator.test(text) &&
    !otherValue.test(text) &&
    !/:(?:\s|$)|\s#/.test(text) &&
    !/[^\S ]/.test(text) &&
    !(flow && /[,[\]{}:#"']/.test(text)) &&
    !text.includes('${')
  );
}

function isBlock(text: string): boolean {
  if (!text.includes('\n')) return false;
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return (
    !hidden.test(body.replaceAll('\n', '')) &&
    body.split('\n').every((line, index, { length }) => {
      if (line === '') return index > 0 && index < length - 1;
      return line.trim() === line && !/^(?:[-?:] +){3}/.test(line);
    })
  );
}

function block(text: string, indent: number): string {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text)
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`));
  return [text.endsWith('\n') ? '|' : '|-', ...lines].join('\n');
}

function holdsStrayBrackets(text: string): boolean {
  let depth = 0;
  let count = 0;
  for (const character of text) {
    if (character === '[' || character === '{') {
      depth++;
      count++;
    } else if ((character === ']' || character === '}') && --depth < 0) return true;
  }
  return depth !== 0 || count > mostBrackets;
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

function doubleQuoted(text: string, also?: RegExp): string {
  const written = text
    .replaceAll(/["\\]/g, (character) => short[character] ?? '')
    .replaceAll(everyHidden, (character) => short[character] ?? escaped(character));
  return `"${also === undefined ? written : written.replaceAll(also, escaped)}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}
