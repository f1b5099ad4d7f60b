import type { LongText } from '../../protocol/conversation.ts';

/** Up to here a text is shown as a whole. */
const longestShown = { characters: 20_000, lines: 300 };
/** Of a longer one this much: enough to see what it is. */
const beginning = { characters: 4_000, lines: 60 };

/** The text, or its beginning and how large it is, so that a reply of megabytes costs nothing until it is wanted. */
export function toLongText(text: string): LongText {
  const lines = countLines(text);
  if (text.length <= longestShown.characters && lines <= longestShown.lines) return { text };
  return { text: beginningOf(text), whole: { bytes: Buffer.byteLength(text), lines } };
}

function beginningOf(text: string): string {
  const cut = text.slice(0, beginning.characters).split('\n').slice(0, beginning.lines).join('\n');
  // Half a character at the end would read as a broken one.
  return cut.replace(/[\ud800-\udbff]$/, '');
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
