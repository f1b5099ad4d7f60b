import { foldText } from './foldText.ts';

/** The line of a text that holds what was looked for, cut around it, and where in it that stands. */
export interface MatchedLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What stands before is context; what was looked for has to be seen in a narrow list. */
const before = 30;
const after = 170;

/** Undefined unless all of the patterns are in the text. The line is that of the first one. */
export function findMatchedLine(text: string, patterns: readonly RegExp[]): MatchedLine | undefined {
  const composed = text.normalize('NFC');
  const { folded, offsetOf } = foldText(composed);
  let first: RegExpExecArray | undefined;
  for (const pattern of patterns) {
    const match = pattern.exec(folded);
    if (match === null) return undefined;
    first ??= match;
  }
  const start = offsetOf(first?.index ?? 0);
  const end = first === undefined ? 0 : offsetOf(first.index + first[0].length);
  return cutAround(composed, start, Math.max(start, end));
}

function cutAround(text: string, start: number, end: number): MatchedLine {
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1) + 1, 0);
  const nextLine = text.indexOf('\n', end);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const from = toWordStart(text, Math.max(lineStart, start - before), lineStart, start);
  const to = toWholeCharacter(text, Math.min(lineEnd, end + after));
  const head = from > lineStart ? '…' : '';
  const tail = to < lineEnd ? '…' : '';
  return {
    text: `${head}${text.slice(from, to)}${tail}`,
    start: start - from + head.length,
    end: Math.min(end, to) - from + head.length,
  };
}

/** Not in the middle of a word where there is a space. */
function toWordStart(text: string, from: number, lineStart: number, start: number): number {
  if (from === lineStart) return from;
  const space = text.indexOf(' ', from);
  return space >= 0 && space < start ? space + 1 : toWholeCharacter(text, from);
}

/** The place behind the character in whose middle it would be. */
function toWholeCharacter(text: string, offset: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(offset)) && offset > 0 ? offset + 1 : offset;
}
