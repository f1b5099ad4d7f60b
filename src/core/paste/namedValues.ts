import { isPlaceholder, withoutQuotes } from '../connection/credentials.ts';

/** What a name stands for; `other` is a name of PolyAI's that means nothing to a connection. */
export type NamedField =
  'apiKey' | 'token' | 'accountId' | 'projectId' | 'region' | 'baseUrl' | 'host' | 'other';

export interface NamedValue {
  readonly field: NamedField;
  /** The name as it was written: never a secret, because only known forms of names are recognised. */
  readonly name: string;
  /** Empty when nothing stands behind the name, or a variable or a placeholder. */
  readonly value: string;
  /** A header or a variable of PolyAI's own; the others are words that may mean something else. */
  readonly isExact: boolean;
}

const exact = /x[-_]api[-_]key|x[-_]token|POLY(?:AI)?_[A-Z][A-Z_]{1,40}/;
const loose =
  /(?:chat |polyai )?api[ _-]?key|connector[ _-]?token|agent[ _-]?token|token|(?:account|workspace|agent|project)[ _-]?id|region|base[ _-]?url|host/;
/** Behind no letter (`my-x-token`), and not the name inside `${NAME:-…}`, `%NAME%` or `{{name}}`. */
const nameAt = `(?<![\\w.%$-]|\\$\\{|\\{\\{)(?:${exact.source}|${loose.source})(?![\\w-])`;
const separator =
  /\s{0,40},?\s{0,40}["']?value["']?\s{0,4}[:=]|[ \t]{0,20}(?:=>|:=|[:=|\t])|\s{0,4},(?=\s{0,4}["'`])/y;
const spaced = /(?:setx|setenv|ENV|set\s+-[a-zA-Z]{1,4})\s+$/;

const fields: Readonly<Record<string, NamedField>> = {
  xapikey: 'apiKey',
  apikey: 'apiKey',
  chatapikey: 'apiKey',
  polyaiapikey: 'apiKey',
  polyaichatapikey: 'apiKey',
  polyaixapikey: 'apiKey',
  xtoken: 'token',
  token: 'token',
  agenttoken: 'token',
  connectortoken: 'token',
  polyaitoken: 'token',
  polyaixtoken: 'token',
  polyaiconnectortoken: 'token',
  accountid: 'accountId',
  workspaceid: 'accountId',
  polyaiaccountid: 'accountId',
  polyaiworkspaceid: 'accountId',
  agentid: 'projectId',
  projectid: 'projectId',
  polyaiagentid: 'projectId',
  polyaiprojectid: 'projectId',
  region: 'region',
  polyairegion: 'region',
  baseurl: 'baseUrl',
  polyaibaseurl: 'baseUrl',
  polyaiapiurl: 'baseUrl',
  host: 'host',
};

/**
 * The names and values in a text, in any mixture of forms: `NAME=value`, `Name: value`, JSON, a table, `export`, `set`,
 * code. The text comes without comments. Takes time linear in the text.
 */
export function parseNamedValues(text: string): NamedValue[] {
  const values: NamedValue[] = [];
  const names = new RegExp(nameAt, 'gi');
  for (let match = names.exec(text); match !== null; match = names.exec(text)) {
    const [name] = match;
    const field = fields[name.toLowerCase().replaceAll(/[ _-]/g, '')] ?? 'other';
    // Only in capitals it is surely a name and no part of a value.
    if (field === 'other' && name !== name.toUpperCase()) continue;
    const isExact = new RegExp(`^(?:${exact.source})$`, 'i').test(name);
    const start = valueStart(text, match.index, names.lastIndex);
    if (start === undefined) continue;
    const isLabel = !isExact && /:[ \t*]*$/.test(text.slice(names.lastIndex, start.at));
    const read = readValue(text, start.at, { ...start, isLabel });
    names.lastIndex = Math.max(names.lastIndex, read.end);
    values.push({ field, name, value: isPlaceholder(read.value) ? '' : read.value, isExact });
  }
  return values;
}

interface ValueStart {
  readonly at: number;
  /** The name has quotes of its own, so anything without them is a variable. */
  readonly needsQuotes: boolean;
  /** The name and its value stand in the same quotes: `"X-TOKEN: …"`. */
  readonly isInQuotes: boolean;
}

/** Where the value of a name begins; undefined when the name is only mentioned. */
function valueStart(text: string, nameStart: number, nameEnd: number): ValueStart | undefined {
  let at = nameEnd;
  while (at < nameEnd + 4 && /["'`*\]\\\u201D\u2019]/.test(text.charAt(at))) at++;
  // In code and JSON, a name in quotes has a value in quotes; anything else is a variable.
  const isInQuotes = /["'`\u201C\u2018]/.test(text.charAt(nameStart - 1));
  const needsQuotes = isInQuotes && /["']/.test(text.slice(nameEnd, at));
  separator.lastIndex = at;
  const found = separator.exec(text);
  if (found !== null) return { at: separator.lastIndex, needsQuotes, isInQuotes };
  if (!spaced.test(text.slice(Math.max(0, nameStart - 16), nameStart))) return undefined;
  return { at, needsQuotes: false, isInQuotes };
}

const nextName = new RegExp(
  `(?:#|(?:export|set|setx)\\s+|\\$env:|-[eH]\\s+|--env\\s+)?["'\`]?(?:${nameAt}["'\`]?[ \\t]{0,4}[:=]|[A-Za-z_]\\w{0,60}=(?![=\\s"',]|$))`,
  'iy',
);
const variable =
  /\$\{\{[^}]{0,100}\}\}|\$\{[^}\r\n]{0,100}\}|\$\([^)]{0,100}\)|\$[\w:]{1,100}|\{\{[^}]{0,100}\}\}|<[^<>\r\n]{0,100}>|%\w{1,100}%|\[[^\]\r\n]{0,100}\]/y;
const closing: Readonly<Record<string, string>> = { '\u201C': '\u201D', '\u2018': '\u2019' };

function readValue(
  text: string,
  from: number,
  { isLabel, needsQuotes, isInQuotes }: Omit<ValueStart, 'at'> & { readonly isLabel: boolean },
): { readonly value: string; readonly end: number } {
  let at = from;
  // A letter has the value below its label at times; a variable never.
  const gap = isLabel ? /[\s*]/ : /[ \t*]/;
  while (gap.test(text.charAt(at))) at++;
  nextName.lastIndex = at;
  if (nextName.test(text)) return { value: '', end: at };
  variable.lastIndex = at;
  if (variable.test(text)) return { value: '', end: variable.lastIndex };

  const escaped = text.charAt(at) === '\\' ? 1 : 0;
  const quote = text.charAt(at + escaped);
  if (/["'`\u201C\u2018]/.test(quote)) {
    const start = at + escaped + 1;
    const close = text.indexOf(closing[quote] ?? quote, start);
    const lineEnd = indexOfLineEnd(text, start);
    const end = close === -1 || close > lineEnd ? lineEnd : close;
    return { value: withoutQuotes(text.slice(start, end - (escaped && close !== -1 ? 1 : 0))), end: end + 1 };
  }
  const end = endOfBare(text, at);
  // `os.getenv("…")`, `process.env.KEY`, a variable: code, not the value.
  const isCode =
    needsQuotes ||
    (isInQuotes ? /[([]/ : /[("'[]/).test(text.charAt(end)) ||
    /^(?:process\.env|os\.environ)\b/.test(text.slice(at, end));
  const bare = text.slice(at, end).replace(isLabel ? /[.*]+$/ : /\*+$/, '');
  return { value: isCode ? '' : bare, end };
}

function endOfBare(text: string, from: number): number {
  const stop = /[\s"'`,;{}()[\]<>\\|^]|&&/g;
  stop.lastIndex = from;
  return stop.exec(text)?.index ?? text.length;
}

function indexOfLineEnd(text: string, from: number): number {
  const lineEnd = /[\r\n]/g;
  lineEnd.lastIndex = from;
  return lineEnd.exec(text)?.index ?? text.length;
}
