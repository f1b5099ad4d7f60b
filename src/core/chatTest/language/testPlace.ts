import { type LooseNode, walkLoose } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
import { shapesOf } from './testShape.ts';

/** Where the cursor stands, and what a person may be about to write there. */
export interface TestPlace {
  /** `key`: in the map of `node`. `item`: a new item in the list of `node`. `value`: the value of `node`. */
  readonly kind: 'key' | 'item' | 'value';
  readonly node: LooseNode;
  /** What a completion replaces. */
  readonly range: TextRange;
  /** The word under the cursor, which is no key beside it. */
  readonly word?: LooseNode | undefined;
  /** Of the line's own content: what is written below is indented more. */
  readonly column: number;
}

/** The place at an offset; undefined in comments, and where a line has no room for anything. */
export function placeAt(text: string, root: LooseNode, offset: number): TestPlace | undefined {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  let inSlot: LooseNode | undefined;
  let onKey: LooseNode | undefined;
  let before = root;
  for (const node of walkLoose(root)) {
    if (node.start > offset) break;
    if (!node.flow && !node.isBare && node.start < lineStart) before = node;
    if (node.slot.start <= offset && offset <= node.slot.end && !node.isBare) inSlot = node;
    const { key } = node;
    if (typeof node.step === 'string' && key.start <= offset && offset <= key.end) onKey = node;
  }
  const written = text.slice(Math.max(lineStart, inSlot?.value?.end ?? inSlot?.slot.start ?? 0), offset);
  if (/(?:^|[ \t])#/.test(written)) return undefined;

  if (
    onKey?.parent !== undefined &&
    (inSlot === undefined || inSlot === onKey.parent || onKey.start > inSlot.start)
  ) {
    return inParent(onKey.parent, { range: onKey.key, word: onKey, column: onKey.column });
  }
  if (inSlot !== undefined) return inValue(text, inSlot, offset);
  return onEmptyLine(text, before, lineStart, offset);
}

function inParent(node: LooseNode, more: Pick<TestPlace, 'range' | 'word' | 'column'>): TestPlace {
  const isList =
    node.style === 'list' || (node.style === 'none' && shapesOf(node).some(({ kind }) => kind === 'list'));
  return { kind: isList ? 'item' : 'key', node, ...more };
}

function inValue(text: string, node: LooseNode, offset: number): TestPlace | undefined {
  const column = node.column;
  const empty = { start: offset, end: offset };
  const from = node.slot.start + (text.slice(node.slot.start).search(/\S/) + 1 || 1) - 1;
  const isFlow = (node.style === 'map' || node.style === 'list') && /[[{]/.test(text[from] ?? '');
  if (isFlow) {
    if (offset <= from) return undefined;
    return { kind: node.style === 'map' ? 'key' : 'item', node, range: empty, column };
  }
  // Something stands below it already.
  if (node.children.length > 0 && !node.children.every(({ isBare }) => isBare === true)) return undefined;
  if (node.value !== undefined && (offset < node.value.start || offset > node.value.end)) return undefined;
  return { kind: 'value', node, range: node.value ?? empty, column };
}

function onEmptyLine(
  text: string,
  before: LooseNode,
  lineStart: number,
  offset: number,
): TestPlace | undefined {
  const lineEnd = text.indexOf('\n', offset);
  if (text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).trim() !== '') return undefined;
  const column = offset - lineStart;
  let owner = before;
  while (owner.parent !== undefined && owner.column >= column) owner = owner.parent;
  // A text goes on here, or belongs to no key.
  if (owner.value !== undefined) return undefined;
  const [sibling] = owner.children.filter(({ isBare, flow }) => isBare !== true && !flow);
  // Deeper or less deep than what stands there already: it would not be read as one of them.
  if (sibling !== undefined && sibling.column !== column) return undefined;
  return inParent(owner, { range: { start: offset, end: offset }, column });
}
