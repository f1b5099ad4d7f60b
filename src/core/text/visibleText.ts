/*
 * The agent's text is untrusted, and so is every id and name that came from outside. Plain text has its own ways
 * to deceive: characters that reorder a line, erase it, or look like nothing. One rule for the editor, the webviews
 * and the terminal. Browser-safe.
 */
import { createJudge, type Judge, suspiciousCharacters } from './suspiciousCharacters.ts';

/** A part of a text: as it is, or what was received and how it is shown instead. */
export type VisiblePart = string | { readonly received: string; readonly shown: string };

/**
 * The text in parts, every character that deceives written out, as in `<U+202E>`. Lines end with `\n`, tabs are
 * spaces. What the parts hold as received is the whole text.
 */
export function toVisibleParts(text: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  let judge: Judge | undefined;
  let from = 0;
  for (const { 0: received, index } of text.matchAll(suspiciousCharacters())) {
    judge ??= createJudge(text);
    const shown = separators.get(received) ?? (judge(received, index) ? received : writtenOut(received));
    if (shown === received) continue;
    if (index > from) parts.push(text.slice(from, index));
    parts.push({ received, shown });
    from = index + received.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

export function toVisibleText(text: string): string {
  return toVisibleParts(text)
    .map((part) => (typeof part === 'string' ? part : part.shown))
    .join('');
}

const separators = new Map([
  ['\r\n', '\n'],
  ['\t', '    '],
]);

function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Made when first needed: making one loads tables for 40 ms, which loading the extension must not wait for. */
let graphemes: Intl.Segmenter | undefined;

/** The same on one line, its white space folded, cut to at most `maxLength` characters with an ellipsis. */
export function toVisibleLine(raw: string, maxLength = Number.POSITIVE_INFINITY): string {
  // Cut generously before the work and exactly after it: a reply may have megabytes.
  const enough = Number.isFinite(maxLength) ? raw.slice(0, maxLength * 8 + 64) : raw;
  const text = toVisibleText(enough.trim().replaceAll(/\s+/g, ' '));
  if (text.length <= maxLength) return text;
  graphemes ??= new Intl.Segmenter();
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  if (characters.length <= maxLength) return text;
  const cut = characters.slice(0, Math.max(0, maxLength - 1)).join('');
  // A mark whose end was cut off would reorder what follows the text.
  const closed = toVisibleParts(cut).filter((part) => typeof part === 'string');
  return `${closed.join('').trimEnd()}…`;
}

/**
 * The text's lines, the first behind `prefix`, the others under it, so that none can look like a line of ours. As
 * received, they hold what is otherwise written out.
 */
export function toIndentedLines(
  text: string,
  prefix: string,
  { asReceived = false }: { readonly asReceived?: boolean } = {},
): string[] {
  const indent = ' '.repeat(prefix.length);
  // The other ends of lines would begin a line of the receiver's, too.
  const lines = asReceived ? text.split(/\r\n|[\n\r\u2028\u2029]/) : toVisibleText(text).split('\n');
  return lines.map((line, index) => ((index === 0 ? prefix : indent) + line).trimEnd());
}
