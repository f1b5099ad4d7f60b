import * as l10n from '@vscode/l10n';
import { type LooseNode, walkLoose } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
import { parseTemplate } from '../template.ts';
import { showDate } from '../testDates.ts';
import type { Suggest } from './completionsAt.ts';
import { fileShape, shapesOf } from './testShape.ts';
import { variableAt, variablesOf } from './testVariables.ts';

/** Plain texts: nothing of a file is markup. */
export interface TestHover extends TextRange {
  /** A sentence of ours. */
  readonly sentence: string;
  /** As written in the file, or an example of ours; a line each. */
  readonly lines: readonly string[];
}

const mostValues = 10;

export async function hoverAt(
  text: string,
  root: LooseNode,
  offset: number,
  { suggest, now }: { readonly suggest: Suggest; readonly now: Date },
): Promise<TestHover | undefined> {
  const variables = variablesOf(text, root);
  const variable = variableAt(variables, offset);
  if (variable !== undefined) return hoverOfVariable(text, variables, variable, { suggest, now });
  for (const node of walkLoose(root)) {
    if (node.start > offset) return undefined;
    const { key, parent, step } = node;
    if (parent === undefined || typeof step !== 'string' || offset < key.start || offset > key.end) continue;
    for (const shape of parent.step === undefined ? [fileShape] : shapesOf(parent)) {
      if (shape.kind !== 'keys' || !Object.hasOwn(shape.of, step)) continue;
      const known = shape.keys()[step];
      if (known !== undefined) return { ...key, sentence: known.description, lines: [known.example] };
    }
  }
  return undefined;
}

async function hoverOfVariable(
  text: string,
  { definitions }: ReturnType<typeof variablesOf>,
  { name, range }: { readonly name: string; readonly range: TextRange },
  { suggest, now }: { readonly suggest: Suggest; readonly now: Date },
): Promise<TestHover> {
  const [part] = parseTemplate(`\${${name}}`, range).parts;
  if (part?.kind === 'wrong') return { ...range, sentence: part.sentence, lines: [] };
  if (part?.kind === 'uuid')
    return { ...range, sentence: l10n.t('An id that is new in each run.'), lines: [] };
  if (part?.kind === 'env') {
    return {
      ...range,
      sentence: l10n.t('An environment variable; its value is read when the test runs.'),
      lines: [],
    };
  }
  if (part?.kind === 'date') {
    return {
      ...range,
      sentence: l10n.t('A date, counted from the day of the run. Today:'),
      lines: [showDate(part.date, now, 'en-GB')],
    };
  }
  const own = definitions.filter((one) => one.name === name);
  const written = own.flatMap(({ node }) => writtenValues(text, node));
  const columns = own.length > 0 ? [] : (await suggest('columns')).filter(({ value }) => value === name);
  const values = [...new Set([...written, ...columns.flatMap(({ detail }) => detail ?? [])])];
  const lines = values.length > mostValues ? [...values.slice(0, mostValues), '…'] : values;
  return {
    ...range,
    sentence: sentenceOf(own[0]?.kind ?? (columns.length > 0 ? 'rows' : undefined), name),
    lines,
  };
}

function sentenceOf(kind: 'vars' | 'matrix' | 'rows' | 'capture' | undefined, name: string): string {
  if (kind === 'vars') return l10n.t('The value of “{0}” in {1}:', name, 'vars');
  if (kind === 'matrix') return l10n.t('The values of “{0}” in {1}:', name, 'matrix');
  if (kind === 'rows') return l10n.t('The values of “{0}” in {1}:', name, 'rows');
  if (kind === 'capture') return l10n.t('“{0}” is captured from a reply with:', name);
  return l10n.t('There is no variable “{0}” here.', name);
}

/** A value, or each of a list; what is a map is not written out. */
function writtenValues(text: string, node: LooseNode): readonly string[] {
  const nodes = node.children.length > 0 ? node.children : [node];
  return nodes.flatMap(({ value }) =>
    value === undefined ? [] : [text.slice(value.start, Math.min(value.end, value.start + 500))],
  );
}
