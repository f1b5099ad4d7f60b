/*
 * Untrusted text, cut into pieces that a browser can lay out one by one, and into what is an address and what is
 * not. Nothing here makes markup: the pieces are shown as text.
 */

/** Lines and characters of one piece of a very long text. */
const longestPiece = { lines: 100, characters: 8_000 };

/** The text in pieces, in order, so that only those on the screen are laid out. */
export function toPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let lines: string[] = [];
  let characters = 0;
  const flush = () => {
    if (lines.length > 0) pieces.push(lines.join('\n'));
    [lines, characters] = [[], 0];
  };
  for (const line of text.split('\n')) {
    if (characters + line.length > longestPiece.characters || lines.length >= longestPiece.lines) flush();
    // One endless line: it is broken anyway, by the width of the window.
    let rest = line;
    while (rest.length > longestPiece.characters) {
      const end = endOfPiece(rest);
      lines.push(rest.slice(0, end));
      flush();
      rest = rest.slice(end);
    }
    lines.push(rest);
    characters += rest.length;
  }
  flush();
  return pieces;
}

/** After a space, if there is one in reach. */
function endOfPiece(line: string): number {
  const space = line.lastIndexOf(' ', longestPiece.characters - 1);
  return space > longestPiece.characters / 2 ? space + 1 : longestPiece.characters;
}

export type TextPart = string | { readonly url: string };

/** More would be a wall of buttons. */
const mostLinks = 50;

/** Splits a text at its http and https addresses. What ends a sentence does not belong to an address. */
export function toLinkedParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\\]{1,2000}/gi)) {
    if (links++ >= mostLinks) break;
    const url = withoutEndOfSentence(match[0]);
    if (!URL.canParse(url)) continue;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ url });
    from = match.index + url.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

function withoutEndOfSentence(url: string): string {
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1] ?? '';
    if ('.,;:!?*_'.includes(last)) continue;
    // A closing bracket belongs to the address that opened it.
    if (last === ')' && isUnopened(url.slice(0, end), '(', ')')) continue;
    if (last === ']' && isUnopened(url.slice(0, end), '[', ']')) continue;
    break;
  }
  return url.slice(0, end);
}

function isUnopened(text: string, open: string, close: string): boolean {
  return text.split(close).length > text.split(open).length;
}
