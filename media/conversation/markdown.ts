/*
 * The part of Markdown that agents use, as a tree of our own: what comes out is text in a few known boxes. There
 * is no HTML in it, no image, no link but an address shown as text. Every pattern is bounded, so that no reply
 * makes it slow.
 */

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic'; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly ListItem[] };

export interface ListItem {
  /** 0 for the outermost. */
  readonly level: number;
  readonly children: readonly Inline[];
}

/** A reply longer than this is no text that was laid out to be read. */
export const longestMarkdown = 50_000;

export function parseMarkdown(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let paragraph: string[] = [];
  /** Of the list that the last block may be. */
  let items: ListItem[] | undefined;
  let listStart: number | undefined;
  const endParagraph = () => {
    if (paragraph.length > 0) {
      blocks.push({ kind: 'paragraph', children: parseInline(paragraph.join('\n')) });
    }
    paragraph = [];
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const item = parseItem(line);
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    const quote = /^> ?(.*)$/.exec(line)?.[1];
    if (fence !== undefined) {
      endParagraph();
      const first = at + 1;
      do at += 1;
      while (at < lines.length && lines[at]?.trim() !== fence);
      blocks.push({ kind: 'code', text: lines.slice(first, at).join('\n') });
    } else if (item) {
      endParagraph();
      const { start, ...rest } = item;
      const isSameList = items !== undefined && (listStart === undefined) === (start === undefined);
      if (isSameList && blocks.at(-1)?.kind === 'list') items?.push(rest);
      else {
        items = [rest];
        listStart = start;
        blocks.push({ kind: 'list', start, items });
      }
    } else if (heading !== undefined || quote !== undefined) {
      endParagraph();
      const kind = heading === undefined ? 'quote' : 'heading';
      blocks.push({ kind, children: parseInline(heading ?? quote ?? '') });
    } else if (line.trim() === '') endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks;
}

function parseItem(line: string): (ListItem & { readonly start: number | undefined }) | undefined {
  const match = /^( {0,12})(?:[-*+]|(\d{1,9})[.)]) (.*)$/.exec(line);
  if (!match) return undefined;
  const [, indent = '', number, text = ''] = match;
  return {
    level: Math.min(4, Math.floor(indent.length / 2)),
    start: number === undefined ? undefined : Number(number),
    children: parseInline(text),
  };
}

/** Code first, because nothing in it means anything else. A backslash takes a mark its meaning. */
const marks =
  /\\([\\`*_[\]#>+.!-])|`([^`\n]{1,1000})`|\*\*(?=\S)([^*]{1,300}?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_]{1,300}?)(?<=\S)__(?!\w)|\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*|(?<!\w)_(?=\S)([^_\n]{1,300}?)(?<=\S)_(?!\w)|\[([^[\]\n]{1,300})\]\(([^()\s]{1,1000})\)/g;

/** Bold in italic in bold: deeper says nothing more. */
const deepest = 3;

function parseInline(text: string, depth = 0): readonly Inline[] {
  if (depth >= deepest) return [{ kind: 'text', text }];
  const parts: Inline[] = [];
  const say = (said: string) => {
    const last = parts.at(-1);
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + said };
    else if (said !== '') parts.push({ kind: 'text', text: said });
  };
  let from = 0;
  for (const match of text.matchAll(marks)) {
    const [whole, escaped, code, stars, underscores, star, underscore, label, address] = match;
    say(text.slice(from, match.index));
    from = match.index + whole.length;
    const bold = stars ?? underscores;
    const italic = star ?? underscore;
    if (escaped !== undefined) say(escaped);
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (bold !== undefined) parts.push({ kind: 'bold', children: parseInline(bold, depth + 1) });
    else if (italic !== undefined) parts.push({ kind: 'italic', children: parseInline(italic, depth + 1) });
    // Where it leads is always shown beside what it says.
    else say(label === address ? `${label}` : `${label} (${address})`);
  }
  say(text.slice(from));
  return parts;
}
