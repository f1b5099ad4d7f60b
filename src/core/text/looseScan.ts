import type { TextRange } from './textLines.ts';

/** A key is short: a line may be all of the file. */
const longestKey = 256;

const plainKey = /^(?:[^\s#,[\]{}&*!|>'"%@`\-?:]|[-?:](?=[^\s:]))[^:#]*?(?=\s*:(?:\s|$))/;
const quotedKey = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:)/;

export function withoutQuotes(key: string): string {
  return /^(["']).*\1$/s.test(key) && key.length > 1 ? key.slice(1, -1) : key;
}

export function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

export function withoutComment(text: string, at: number, end: number): number {
  // YAML knows no other white space: a message may hold any.
  const comment = text.slice(at, end).search(/[ \t]#/);
  return trimmedEnd(text, at, comment < 0 ? end : at + comment);
}

export function trimmedEnd(text: string, at: number, end: number): number {
  let last = end;
  while (last > at && /\s/.test(text[last - 1] ?? '')) last--;
  return last;
}

export function skipSpaces(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && isSpace(text[next])) next++;
  return next;
}

export function lineEndAt(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Behind the mark that closes; undefined when none does before the text is indented less. */
export function closingQuote(text: string, at: number, column: number): number | undefined {
  const mark = text[at];
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index];
    if (character === '\\' && mark === '"') index++;
    else if (character === mark) {
      if (mark === "'" && text[index + 1] === "'") index++;
      else return index + 1;
    } else if (character === '\n') {
      const content = skipSpaces(text, index + 1, text.length);
      if (text[content] !== '\n' && text[content] !== '\r' && content - index - 1 <= column) return undefined;
    }
  }
  return undefined;
}

export function readKey(text: string, at: number, end: number) {
  const line = text.slice(at, Math.min(end, at + longestKey));
  const found = plainKey.exec(line)?.[0] ?? quotedKey.exec(line)?.[0];
  if (found === undefined) return undefined;
  const keyEnd = at + found.length;
  return { start: at, end: keyEnd, text: withoutQuotes(found), colon: skipSpaces(text, keyEnd, end) };
}

export function readFlowKey(
  text: string,
  at: number,
): TextRange & { readonly text: string; readonly colon: number | undefined } {
  const end = flowTextEnd(text, at);
  const colon = skipSpaces(text, end, text.length);
  return {
    start: at,
    end,
    text: withoutQuotes(text.slice(at, end)),
    colon: text[colon] === ':' ? colon : undefined,
  };
}

/** A text between commas and brackets; `${…}` is part of it, with its brace. */
export function flowTextEnd(text: string, at: number): number {
  const first = text[at];
  if (first === '"' || first === "'") {
    const close = closingQuote(text, at, -1);
    if (close !== undefined && !text.slice(at, close).includes('\n')) return close;
    return trimmedEnd(text, at, lineEndAt(text, at));
  }
  let index = at;
  for (; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '$' && text[index + 1] === '{') {
      const close = index + 2 + (/^[\w:+. -]*\}/.exec(text.slice(index + 2, index + 80))?.[0].length ?? -1);
      if (close > index + 2) index = close - 1;
      else index++;
    } else if (',]}\n\r'.includes(character)) break;
    else if ((character === '{' || character === '[') && index === at) break;
    else if (character === ':' && (index + 1 >= text.length || ' \t\n\r,]}'.includes(text[index + 1] ?? '')))
      break;
    else if (character === '#' && isSpace(text[index - 1])) break;
  }
  return trimmedEnd(text, at, index);
}
