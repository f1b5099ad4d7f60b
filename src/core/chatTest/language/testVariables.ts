import { type LooseNode, pathOf, walkLoose } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
import { isTemplate } from './testShape.ts';

/** A name that the file gives a value to. */
export interface VariableDefinition extends TextRange {
  readonly name: string;
  readonly kind: 'vars' | 'matrix' | 'rows' | 'capture';
  readonly node: LooseNode;
  /** Of the turn that captures it. */
  readonly turn?: number | undefined;
}

/** A `${…}` in a text; its range is the whole, `name` what stands between the braces. */
export interface VariableUse extends TextRange {
  readonly inside: string;
  readonly name: TextRange;
  readonly node: LooseNode;
}

export interface TestVariables {
  readonly definitions: readonly VariableDefinition[];
  readonly uses: readonly VariableUse[];
}

/** A name longer than this is none; what is not closed must not be read to the end again and again. */
const usePattern = /\$\$\{|\$\{([^${}\n]{0,200})\}/g;

export function variablesOf(text: string, root: LooseNode): TestVariables {
  const definitions: VariableDefinition[] = [];
  const uses: VariableUse[] = [];
  for (const node of walkLoose(root)) {
    const definition = definitionOf(node);
    if (definition !== undefined) definitions.push(definition);
    if (node.value === undefined) continue;
    const written = text.slice(node.value.start, node.value.end);
    if (!written.includes('${') || !isTemplate(node)) continue;
    for (const { 0: whole, 1: inside, index } of written.matchAll(usePattern)) {
      if (inside === undefined) continue;
      const start = node.value.start + index;
      const at = start + 2 + (inside.length - inside.trimStart().length);
      const name = { start: at, end: at + inside.trim().length };
      uses.push({ start, end: start + whole.length, inside: inside.trim(), name, node });
    }
  }
  return { definitions, uses };
}

function definitionOf(node: LooseNode): VariableDefinition | undefined {
  const [top, second, third] = pathOf(node);
  const name = String(node.step);
  const range = withoutQuotes(node);
  if (typeof node.step !== 'string' || node.isBare === true) return undefined;
  const depth = depthOf(node);
  if (depth === 2 && (top === 'vars' || top === 'matrix')) return { name, kind: top, node, ...range };
  if (depth === 3 && top === 'rows' && typeof second === 'number')
    return { name, kind: 'rows', node, ...range };
  if (depth === 4 && top === 'turns' && typeof second === 'number' && third === 'capture') {
    return { name, kind: 'capture', node, turn: second, ...range };
  }
  return undefined;
}

/** The name in quotes, when the key has some. */
function withoutQuotes({ key, step }: LooseNode): TextRange {
  const quotes = key.end - key.start - String(step).length;
  return quotes === 2 ? { start: key.start + 1, end: key.end - 1 } : { start: key.start, end: key.end };
}

function depthOf(node: LooseNode): number {
  return pathOf(node).length;
}

/** What has a value where `node` stands: a capture from the next turn on, a variable for those behind it. */
export function variablesAt({ definitions }: TestVariables, node: LooseNode): readonly VariableDefinition[] {
  const [top, second] = pathOf(node);
  return definitions.filter((one) => {
    if (one.kind === 'matrix' || one.kind === 'rows') return true;
    if (top === 'test') return false;
    if (one.kind === 'vars') return top !== 'vars' || one.node.start < node.start;
    return top === 'never' || (top === 'turns' && typeof second === 'number' && (one.turn ?? 0) < second);
  });
}

/** The variable under the cursor, at a `${…}` or where it gets its value. */
export function variableAt(
  { definitions, uses }: TestVariables,
  offset: number,
): { readonly name: string; readonly range: TextRange } | undefined {
  const isOn = ({ start, end }: TextRange) => start <= offset && offset <= end;
  const use = uses.find((one) => isOn(one));
  if (use !== undefined) return { name: use.inside, range: use.name };
  const definition = definitions.find((one) => isOn(one));
  return definition && { name: definition.name, range: { start: definition.start, end: definition.end } };
}
