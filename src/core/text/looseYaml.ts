import type { TextRange } from './textLines.ts';

/**
 * YAML as a person sees it who is still writing: by its lines and their indentation. What does not parse yet is read as
 * far as it goes, so that the editor can help in the middle of a word. It decides nothing: what a file means is said by
 * `yamlTree.ts`. One pass, linear in the text.
 */
export interface LooseNode extends TextRange {
  readonly parent: LooseNode | undefined;
  /** The key, or the index in a list; undefined for the whole file. */
  readonly step: string | number | undefined;
  /** The key as written, or the dash. */
  readonly key: TextRange;
  /** Behind the colon or the dash, up to where this line or the braces end it: where a value stands or would stand. */
  slot: TextRange;
  /** What stands there when it is a text: as written, quotes and all. */
  value?: TextRange | undefined;
  style: 'none' | 'plain' | 'quoted' | 'block' | 'map' | 'list';
  /** At which the key or the dash begins. */
  readonly column: number;
  /** In braces or brackets. */
  readonly flow: boolean;
  /** A key without its colon: still being written. */
  isBare?: boolean;
  /** Where everything below it ends. */
  end: number;
  readonly children: LooseNode[];
}

/** Deeper than any file a person writes. */
const deepest = 60;

/** A key is short: a line may be all of the file. */
const longestKey = 256;

const plainKey = /^(?:[^\s#,[\]{}&*!|>'"%@`\-?:]|[-?:](?=[^\s:]))[^:#]*?(?=\s*:(?:\s|$))/;
const quotedKey = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:)/;
const blockHeader = /^[|>][+\-1-9]{0,2}[ \t]*(?:#.*)?$/;

export function readLooseYaml(text: string): LooseNode {
  const nothing = { start: 0, end: 0 };
  const root: LooseNode = {
    parent: undefined,
    step: undefined,
    key: nothing,
    slot: { start: 0, end: text.length },
    style: 'none',
    column: -1,
    flow: false,
    start: 0,
    end: text.length,
    children: [],
  };
  /** The innermost node of the block that is open, and with it all above it. */
  let last = root;
  let lineStart = 0;
  while (lineStart < text.length) {
    let lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd < 0) lineEnd = text.length;
    lineStart = readLine(lineStart, lineEnd);
  }
  return root;

  /** Returns where the next line begins: behind a value of several lines. */
  function readLine(from: number, lineEnd: number): number {
    const end = text[lineEnd - 1] === '\r' ? Math.max(lineEnd - 1, from) : lineEnd;
    let at = skipSpaces(from, end);
    const column = at - from;
    if (at >= end || text[at] === '#' || text.startsWith('---', from)) return lineEnd + 1;
    let isNew = false;
    while (text[at] === '-' && (at + 1 >= end || isSpace(text[at + 1])) && depthOf(last) < deepest) {
      const parent = ownerOf(at - from, true);
      if (parent.style === 'none') parent.style = 'list';
      const next = skipSpaces(at + 1, end);
      last = add(parent, parent.children.length, { start: at, end: at + 1 }, at - from, false);
      last.slot = { start: Math.min(at + 2, end), end };
      isNew = true;
      at = next;
    }
    const key = at < end && depthOf(last) < deepest ? readKey(at, end) : undefined;
    if (key !== undefined) {
      const parent = isNew ? last : ownerOf(at - from, false);
      if (parent.style === 'none') parent.style = 'map';
      last = add(parent, key.text, key, at - from, false);
      last.slot = { start: Math.min(key.colon + 1, end), end };
      return readValue(last, skipSpaces(key.colon + 1, end), lineEnd, end);
    }
    if (isNew) return readValue(last, at, lineEnd, end);
    if (last.style === 'plain' && column > last.column && last.value) {
      // A text goes on in the next line.
      extend(last, withoutComment(at, end));
      last.value = { start: last.value.start, end: last.end };
      return lineEnd + 1;
    }
    const parent = ownerOf(column, false);
    const written = { start: at, end: withoutComment(at, end) };
    const word = text.slice(written.start, written.end);
    // A value may stand below its key; one word there is more likely a key that is still being written.
    if (parent.style === 'none' && !/^[\w.$-]*$/.test(word)) return readValue(parent, at, lineEnd, end);
    add(parent, word, written, column, false).isBare = true;
    return lineEnd + 1;
  }

  /** Whose child a line is that begins at a column. A list may stand at the column of its key. */
  function ownerOf(column: number, isItem: boolean): LooseNode {
    let owner = last;
    while (owner.parent !== undefined) {
      if (owner.column < column) break;
      const isKeyOfList = isItem && owner.column === column && typeof owner.step === 'string';
      if (isKeyOfList && (owner.style === 'none' || owner.style === 'list')) break;
      owner = owner.parent;
    }
    return owner;
  }

  function readValue(node: LooseNode, at: number, lineEnd: number, end: number): number {
    const first = text[at];
    if (at >= end || first === '#') return lineEnd + 1;
    const isBlock = (first === '|' || first === '>') && blockHeader.test(text.slice(at, end));
    if (isBlock) return readBlock(node, at, lineEnd);
    if (first === '{' || first === '[') return readFlow(node, at);
    if (first === '"' || first === "'") {
      const close = closingQuote(at, node.column);
      if (close !== undefined) {
        setValue(node, { start: at, end: close }, 'quoted');
        const next = text.indexOf('\n', close);
        return next < 0 ? text.length : next + 1;
      }
    }
    setValue(
      node,
      { start: at, end: withoutComment(at, end) },
      first === '"' || first === "'" ? 'quoted' : 'plain',
    );
    return lineEnd + 1;
  }

  function readBlock(node: LooseNode, at: number, headerEnd: number): number {
    let next = headerEnd + 1;
    let end = headerEnd;
    while (next < text.length) {
      let lineEnd = text.indexOf('\n', next);
      if (lineEnd < 0) lineEnd = text.length;
      const content = skipSpaces(next, lineEnd);
      const isBlank = content >= lineEnd || text[content] === '\r';
      if (!isBlank && content - next <= node.column) break;
      if (!isBlank) end = lineEnd;
      next = lineEnd + 1;
    }
    setValue(node, { start: at, end: Math.min(end, text.length) }, 'block');
    return next;
  }

  /** Behind the mark that closes; undefined when none does before the text is indented less. */
  function closingQuote(at: number, column: number): number | undefined {
    const mark = text[at];
    for (let index = at + 1; index < text.length; index++) {
      const character = text[index];
      if (character === '\\' && mark === '"') index++;
      else if (character === mark) {
        if (mark === "'" && text[index + 1] === "'") index++;
        else return index + 1;
      } else if (character === '\n') {
        const content = skipSpaces(index + 1, text.length);
        if (text[content] !== '\n' && text[content] !== '\r' && content - index - 1 <= column)
          return undefined;
      }
    }
    return undefined;
  }

  /** Braces and brackets, over as many lines as are indented more than their owner. */
  function readFlow(owner: LooseNode, start: number): number {
    const open: LooseNode[] = [];
    let frame = owner;
    /** The key or item that is being read. */
    let current: LooseNode | undefined;
    let at = start;
    const begin = (node: LooseNode) => {
      node.style = text[at] === '{' ? 'map' : 'list';
      node.slot = { start: node.slot.start, end: text.length };
      node.value = undefined;
      open.push(node);
      frame = node;
      current = undefined;
    };
    const endAt = (offset: number, isClosed: boolean) => {
      const node = open.pop();
      if (node !== undefined) {
        node.slot = { start: node.slot.start, end: offset };
        extend(node, isClosed ? offset + 1 : offset);
      }
      current = node;
      frame = open.at(-1) ?? owner;
    };
    const closeSlot = (offset: number) => {
      if (current !== undefined && current.slot.end > offset)
        current.slot = { start: current.slot.start, end: offset };
    };
    begin(owner);
    at++;
    while (at < text.length && open.length > 0) {
      const character = text[at];
      if (character === '\n') {
        const content = skipSpaces(at + 1, text.length);
        const isBlank = content >= text.length || text[content] === '\n' || text[content] === '\r';
        const isClosing = text[content] === '}' || text[content] === ']';
        if (!isBlank && !isClosing && content - at - 1 <= Math.max(owner.column, 0)) break;
        at++;
      } else if (isSpace(character) || character === '\r') at++;
      else if (character === '#' && isSpace(text[at - 1] ?? ' ')) at = lineEndAt(at);
      else if (character === ',') {
        closeSlot(at);
        current = undefined;
        at++;
      } else if (character === '}' || character === ']') {
        closeSlot(at);
        endAt(at, true);
        at++;
      } else if (frame.style === 'map' && current === undefined) {
        const key = readFlowKey(at);
        current = add(frame, key.text, key, owner.column + 1, true);
        if (key.colon === undefined) current.isBare = true;
        at = key.colon === undefined ? key.end : key.colon + 1;
        current.slot = { start: at, end: key.colon === undefined ? at : text.length };
      } else {
        if (current === undefined) {
          current = add(frame, frame.children.length, { start: at, end: at }, owner.column + 1, true);
          current.slot = { start: at, end: text.length };
        }
        if ((character === '{' || character === '[') && open.length < deepest) {
          begin(current);
          at++;
          continue;
        }
        const end = flowTextEnd(at);
        const isQuoted = character === '"' || character === "'";
        if (current.value === undefined) setValue(current, { start: at, end }, isQuoted ? 'quoted' : 'plain');
        else setValue(current, { start: current.value.start, end }, current.style);
        at = Math.max(end, at + 1);
      }
    }
    const isClosed = open.length === 0;
    const stop = isClosed ? at : trimmedEnd(start, at);
    closeSlot(stop);
    while (open.length > 0) endAt(stop, false);
    const next = text.indexOf('\n', isClosed ? Math.max(at - 1, start) : at);
    return next < 0 ? text.length : next + 1;
  }

  function readFlowKey(
    at: number,
  ): TextRange & { readonly text: string; readonly colon: number | undefined } {
    const end = flowTextEnd(at);
    const colon = skipSpaces(end, text.length);
    return {
      start: at,
      end,
      text: withoutQuotes(text.slice(at, end)),
      colon: text[colon] === ':' ? colon : undefined,
    };
  }

  /** A text between commas and brackets; `${…}` is part of it, with its brace. */
  function flowTextEnd(at: number): number {
    const first = text[at];
    if (first === '"' || first === "'") {
      const close = closingQuote(at, -1);
      if (close !== undefined && !text.slice(at, close).includes('\n')) return close;
      return trimmedEnd(at, lineEndAt(at));
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
      else if (
        character === ':' &&
        (index + 1 >= text.length || ' \t\n\r,]}'.includes(text[index + 1] ?? ''))
      )
        break;
      else if (character === '#' && isSpace(text[index - 1])) break;
    }
    return trimmedEnd(at, index);
  }

  function readKey(at: number, end: number) {
    const line = text.slice(at, Math.min(end, at + longestKey));
    const found = plainKey.exec(line)?.[0] ?? quotedKey.exec(line)?.[0];
    if (found === undefined) return undefined;
    const keyEnd = at + found.length;
    return { start: at, end: keyEnd, text: withoutQuotes(found), colon: skipSpaces(keyEnd, end) };
  }

  function add(
    parent: LooseNode,
    step: string | number,
    key: TextRange,
    column: number,
    flow: boolean,
  ): LooseNode {
    const range = { start: key.start, end: key.end };
    const node: LooseNode = {
      parent,
      step,
      key: range,
      slot: { start: key.end, end: key.end },
      style: 'none',
      column,
      flow,
      ...range,
      children: [],
    };
    parent.children.push(node);
    extend(node, key.end);
    return node;
  }

  function setValue(node: LooseNode, value: TextRange, style: LooseNode['style']): void {
    node.value = value;
    node.style = style;
    if (node.slot.end < value.end) node.slot = { start: node.slot.start, end: value.end };
    extend(node, value.end);
  }

  function extend(node: LooseNode, end: number): void {
    for (let each: LooseNode | undefined = node; each !== undefined && each.end < end; each = each.parent) {
      each.end = end;
    }
  }

  function withoutComment(at: number, end: number): number {
    const comment = text.slice(at, end).search(/\s#/);
    return trimmedEnd(at, comment < 0 ? end : at + comment);
  }

  function trimmedEnd(at: number, end: number): number {
    let last = end;
    while (last > at && /\s/.test(text[last - 1] ?? '')) last--;
    return last;
  }

  function skipSpaces(at: number, end: number): number {
    let next = at;
    while (next < end && isSpace(text[next])) next++;
    return next;
  }

  function lineEndAt(at: number): number {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
}

function withoutQuotes(key: string): string {
  return /^(["']).*\1$/s.test(key) && key.length > 1 ? key.slice(1, -1) : key;
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function depthOf(node: LooseNode): number {
  let depth = 0;
  for (let each = node.parent; each !== undefined; each = each.parent) depth++;
  return depth;
}

/** The keys and indexes that lead to a node. */
export function pathOf(node: LooseNode): readonly (string | number)[] {
  const path: (string | number)[] = [];
  for (let each: LooseNode | undefined = node; each?.step !== undefined; each = each.parent)
    path.unshift(each.step);
  return path;
}

/** Every node below this one, in the order of the text. */
export function* walkLoose(node: LooseNode): Generator<LooseNode> {
  for (const child of node.children) {
    yield child;
    yield* walkLoose(child);
  }
}
