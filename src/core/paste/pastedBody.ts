import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import { parsePastedParameters } from './pastedParameters.ts';

/** The create parameters in a text that is no cURL command: a request file, code, a browser's copy. */
export interface PastedBody {
  readonly parameters?: CreateChatParameters | undefined;
  /** The text without the body, whose keys are the agent's business. */
  readonly rest: string;
  /** The text speaks of parameters that could not be read. */
  readonly isLeftOut: boolean;
}

const createFields = /\b(?:integration_attributes|variant_id|asr_lang_code|tts_lang_code|initial_message)\b/;
const maxObjects = 50;

/** Takes time linear in the text, times `maxObjects`. */
export function findPastedBody(text: string): PastedBody {
  for (const { content, start, end } of [...stringBodies(text), ...jsonObjects(text)]) {
    const parameters = parsePastedParameters(content);
    if (parameters === undefined || Object.keys(parameters).length === 0) continue;
    return { parameters, rest: `${text.slice(0, start)} ${text.slice(end)}`, isLeftOut: false };
  }
  return { rest: text, isLeftOut: createFields.test(text) };
}

interface Piece {
  readonly content: string;
  readonly start: number;
  readonly end: number;
}

/** A body inside a string: `body: "{\"channel\":…}"` of JavaScript, ``-Body "{`"channel`":…}"`` of PowerShell. */
function* stringBodies(text: string): Generator<Piece> {
  const label =
    /(?:(-Body)|\b(?:body|data)["']?\s{0,4}[:=])\s{0,20}(?:\(\[System\.Text\.Encoding\]::UTF8\.GetBytes\()?"/gi;
  let found = 0;
  for (const match of text.matchAll(label)) {
    if (++found > maxObjects) return;
    const start = match.index + match[0].length;
    const isPowerShell = match[1] !== undefined;
    const end = endOfString(text, start, isPowerShell ? '`' : '\\');
    const source = text.slice(start, end);
    const content = isPowerShell ? fromPowerShell(source) : fromJavaScript(source);
    if (content !== undefined) yield { content, start, end };
  }
}

function endOfString(text: string, start: number, escape: string): number {
  let at = start;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === escape ? 2 : 1;
  return Math.min(at, text.length);
}

function fromJavaScript(source: string): string | undefined {
  try {
    return String(JSON.parse(`"${source}"`));
  } catch {
    return undefined;
  }
}

function fromPowerShell(source: string): string {
  const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' };
  return source.replaceAll(
    /\$\(\[char\](\d{1,5})\)|`([\s\S])/g,
    (_, code: string | undefined, char: string | undefined) =>
      code === undefined ? (controls[char ?? ''] ?? char ?? '') : String.fromCharCode(Number(code)),
  );
}

/** Every `{…}` that is closed, from left to right and from outside to inside. */
function* jsonObjects(text: string): Generator<Piece> {
  let from = 0;
  for (let found = 0; found < maxObjects; found++) {
    const start = text.indexOf('{', from);
    if (start === -1) return;
    const end = endOfObject(text, start);
    if (end === undefined) return;
    yield { content: text.slice(start, end), start, end };
    from = start + 1;
  }
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (isString && char === '\\') at++;
    else if (char === '"') isString = !isString;
    else if (!isString && char === '{') depth++;
    else if (!isString && char === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}
