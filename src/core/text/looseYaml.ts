import { readFlow } from './looseFlow.ts';
import { addNode, deepest, depthOf, extend, type LooseNode, setValue } from './looseNode.ts';
import { closingQuote, isSpace, readKey, skipSpaces, withoutComment } from './looseScan.ts';

const blockHeader = /^[|>][+\-1-9]{0,2}[ \t]*(?:#.*)?$/;

/**
 * YAML as a person sees it who is still writing: by its lines and their indentation. What does not parse yet is read as
 * far as it goes, so that the editor can help in the middle of a word. It decides nothing: what a file means is said by
 * `yamlTree.ts`. One pass, linear in the text.
 */
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
    let at = skipSpaces(text, from, end);
    const column = at - from;
    if (at >= end || text[at] === '#' || ['---', '...'].includes(text.slice(from, from + 3)))
      return lineEnd + 1;
    const isText = last.style === 'plain' && column > last.column && readKey(text, at, end) === undefined;
    if (isText && last.value) {
      // It goes on in this line, also with a dash.
      extend(last, withoutComment(text, at, end));
      last.value = { start: last.value.start, end: last.end };
      return lineEnd + 1;
    }
    let isNew = false;
    while (text[at] === '-' && (at + 1 >= end || isSpace(text[at + 1])) && depthOf(last) < deepest) {
      const parent = ownerOf(at - from, true);
      if (parent.style === 'none') parent.style = 'list';
      const next = skipSpaces(text, at + 1, end);
      last = addNode(parent, parent.children.length, { start: at, end: at + 1 }, at - from, false);
      last.slot = { start: Math.min(at + 2, end), end };
      isNew = true;
      at = next;
    }
    const key = at < end && depthOf(last) < deepest ? readKey(text, at, end) : undefined;
    if (key !== undefined) {
      const parent = isNew ? last : ownerOf(at - from, false);
      if (parent.style === 'none') parent.style = 'map';
      last = addNode(parent, key.text, key, at - from, false);
      last.slot = { start: Math.min(key.colon + 1, end), end };
      return readValue(last, skipSpaces(text, key.colon + 1, end), lineEnd, end);
    }
    if (isNew) return readValue(last, at, lineEnd, end);
    const parent = ownerOf(column, false);
    const written = { start: at, end: withoutComment(text, at, end) };
    const word = text.slice(written.start, written.end);
    // A value may stand below its key; one word there is more likely a key that is still being written.
    if (parent.style === 'none' && !/^[\w.$-]*$/.test(word)) return readValue(parent, at, lineEnd, end);
    addNode(parent, word, written, column, false).isBare = true;
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
    if (first === '{' || first === '[') return readFlow(text, node, at);
    if (first === '"' || first === "'") {
      const close = closingQuote(text, at, node.column);
      if (close !== undefined) {
        setValue(node, { start: at, end: close }, 'quoted');
        const next = text.indexOf('\n', close);
        return next < 0 ? text.length : next + 1;
      }
    }
    setValue(
      node,
      { start: at, end: withoutComment(text, at, end) },
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
      const content = skipSpaces(text, next, lineEnd);
      const isBlank = content >= lineEnd || text[content] === '\r';
      if (!isBlank && content - next <= node.column) break;
      if (!isBlank) end = lineEnd;
      next = lineEnd + 1;
    }
    setValue(node, { start: at, end: Math.min(end, text.length) }, 'block');
    return next;
  }
}
