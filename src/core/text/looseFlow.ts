import { addNode, deepest, extend, type LooseNode, setValue } from './looseNode.ts';
import { flowTextEnd, isSpace, lineEndAt, readFlowKey, skipSpaces, trimmedEnd } from './looseScan.ts';

/** Braces and brackets, over as many lines as are indented more than their owner. */
export function readFlow(text: string, owner: LooseNode, start: number): number {
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
      const content = skipSpaces(text, at + 1, text.length);
      const isBlank = content >= text.length || text[content] === '\n' || text[content] === '\r';
      const isClosing = text[content] === '}' || text[content] === ']';
      if (!isBlank && !isClosing && content - at - 1 <= Math.max(owner.column, 0)) break;
      at++;
    } else if (isSpace(character) || character === '\r') at++;
    else if (character === '#' && isSpace(text[at - 1] ?? ' ')) at = lineEndAt(text, at);
    else if (character === ',') {
      closeSlot(at);
      current = undefined;
      at++;
    } else if (character === '}' || character === ']') {
      closeSlot(at);
      endAt(at, true);
      at++;
    } else if (frame.style === 'map' && current === undefined) {
      const key = readFlowKey(text, at);
      current = addNode(frame, key.text, key, owner.column + 1, true);
      if (key.colon === undefined) current.isBare = true;
      at = key.colon === undefined ? key.end : key.colon + 1;
      current.slot = { start: at, end: key.colon === undefined ? at : text.length };
    } else {
      if (current === undefined) {
        current = addNode(frame, frame.children.length, { start: at, end: at }, owner.column + 1, true);
        current.slot = { start: at, end: text.length };
      }
      if ((character === '{' || character === '[') && open.length < deepest) {
        begin(current);
        at++;
        continue;
      }
      const end = flowTextEnd(text, at);
      const isQuoted = character === '"' || character === "'";
      if (current.value === undefined) setValue(current, { start: at, end }, isQuoted ? 'quoted' : 'plain');
      else setValue(current, { start: current.value.start, end }, current.style);
      at = Math.max(end, at + 1);
    }
  }
  const isClosed = open.length === 0;
  const stop = isClosed ? at : trimmedEnd(text, start, at);
  closeSlot(stop);
  while (open.length > 0) endAt(stop, false);
  const next = text.indexOf('\n', isClosed ? Math.max(at - 1, start) : at);
  return next < 0 ? text.length : next + 1;
}
