import type { TextRange } from './textLines.ts';

/** A key or an item of YAML that is still being written, as `readLooseYaml` finds it. */
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
export const deepest = 60;

export function depthOf(node: LooseNode): number {
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

/** A new node at its place below `parent`. */
export function addNode(
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

export function setValue(node: LooseNode, value: TextRange, style: LooseNode['style']): void {
  node.value = value;
  node.style = style;
  if (node.slot.end < value.end) node.slot = { start: node.slot.start, end: value.end };
  extend(node, value.end);
}

/** It and all above it reach to `end`. */
export function extend(node: LooseNode, end: number): void {
  for (let each: LooseNode | undefined = node; each !== undefined && each.end < end; each = each.parent) {
    each.end = end;
  }
}
