/*
 * The agent's text is untrusted, and so is every id and name that came from outside. Plain text has its own ways
 * to deceive: characters that reorder a line, erase it, or look like nothing. Browser-safe.
 */

/**
 * C0 and C1 controls but line breaks and tabs, line and paragraph separators, marks that reorder text, invisible
 * fillers, tag characters and halves of characters. The two joiners stay: emoji and many scripts need them.
 */
const deceptive =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** The text with every deceptive character written out, as in `<U+202E>`. Lines end with `\n`, tabs are spaces. */
export function toVisibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replaceAll(deceptive, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
    });
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
  return characters.length <= maxLength
    ? text
    : `${characters
        .slice(0, Math.max(0, maxLength - 1))
        .join('')
        .trimEnd()}…`;
}

/** The text's lines, the first behind `prefix`, the others under it, so that none can look like a line of ours. */
export function toIndentedLines(text: string, prefix: string): string[] {
  const indent = ' '.repeat(prefix.length);
  return toVisibleText(text)
    .split('\n')
    .map((line, index) => ((index === 0 ? prefix : indent) + line).trimEnd());
}
