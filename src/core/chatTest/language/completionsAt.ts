import * as l10n from '@vscode/l10n';
import type { LooseNode } from '../../text/looseNode.ts';
import { readLooseYaml } from '../../text/looseYaml.ts';
import type { TextRange } from '../../text/textLines.ts';
import { longestTestFile } from '../parseChatTest.ts';
import { asYamlText } from './asYamlText.ts';
import { placeAt, type TestPlace } from './testPlace.ts';
import {
  fileShape,
  isTemplate,
  shapesOf,
  shapesOfItem,
  type SuggestionKind,
  type TestShape,
} from './testShape.ts';
import { variablesAt, variablesOf } from './testVariables.ts';

/** Something that is known around a test and may be a value in it. */
export interface Suggestion {
  readonly value: string;
  readonly detail?: string | undefined;
}

/** What is known around a test; asked for only where it is wanted. */
export type Suggest = (kind: SuggestionKind) => Promise<readonly Suggestion[]>;

export interface TestCompletion extends TextRange {
  readonly kind: 'key' | 'value' | 'text' | 'variable';
  /** What is looked for while typing, and shown. */
  readonly label: string;
  readonly insert: string;
  readonly detail?: string | undefined;
  readonly description?: string | undefined;
  readonly example?: string | undefined;
  /** Asks for what comes next once it has been chosen. */
  readonly goesOn?: boolean | undefined;
}

interface Candidate extends TestCompletion {
  /** What may stand behind the key. */
  readonly values?: readonly TestShape[] | undefined;
}

/** In the order in which they are offered. Works on what does not parse yet. */
export async function completionsAt(
  text: string,
  offset: number,
  suggest: Suggest,
): Promise<readonly TestCompletion[]> {
  const found = await candidatesAt(text, offset, suggest);
  return Promise.all(
    found.map(async ({ values = [], ...one }) => ({ ...one, goesOn: await offers(values, suggest) })),
  );
}

/** Where nothing of ours would be offered, the editor would offer any word of the file. */
async function offers(shapes: readonly TestShape[], suggest: Suggest): Promise<boolean> {
  const found = await Promise.all(
    shapes.map(async (shape) => {
      if (shape.kind === 'list') return offers(shape.item(), suggest);
      if (shape.kind === 'text')
        return shape.suggests !== undefined && (await suggest(shape.suggests)).length > 0;
      return shape.kind === 'keys' || shape.kind === 'flag';
    }),
  );
  return found.includes(true);
}

async function candidatesAt(text: string, offset: number, suggest: Suggest): Promise<readonly Candidate[]> {
  if (text.length > longestTestFile) return [];
  const root = readLooseYaml(text);
  const place = placeAt(text, root, offset);
  if (place === undefined) return [];
  const variable = openVariable(text, place, offset);
  if (variable !== undefined) {
    return isTemplate(place.node) ? variableCompletions(text, root, place.node, variable, suggest) : [];
  }
  if (place.kind === 'key') {
    const found = keysIn(place, text);
    return found.length > 0 ? found : nameCompletions(place, suggest);
  }
  if (place.kind === 'item') return itemCompletions(place, text, suggest);
  const shapes = shapesOf(place.node);
  const rest = text.slice(offset, place.range.end);
  const values = await Promise.all(
    shapes.map((shape) => valueCompletions(shape, place, text, rest, suggest)),
  );
  return [...values.flat(), ...shapes.flatMap((shape) => keysOfValue(shape, place, text))];
}

/** The keys that a map may still get. */
function keysIn(place: TestPlace, text: string): readonly Candidate[] {
  const { node, word, column } = place;
  const isWritten = word !== undefined && word.isBare !== true;
  return (node.step === undefined ? [fileShape] : shapesOf(node)).flatMap((shape) =>
    shape.kind === 'keys'
      ? keyCompletions(shape, node, place, (key) =>
          isWritten ? key : `${key}:${behindKey(shape, key, column, node, text)}`,
        )
      : [],
  );
}

/** The next item of a list, with its dash where that is still missing. */
async function itemCompletions(
  place: TestPlace,
  text: string,
  suggest: Suggest,
): Promise<readonly Candidate[]> {
  const { node, column } = place;
  const isInBrackets = isInBraces(node, text);
  const dash = isInBrackets ? '' : '- ';
  const found = await Promise.all(
    shapesOfItem(node).map(async (shape): Promise<readonly Candidate[]> => {
      if (shape.kind !== 'keys') {
        const values = await valueCompletions(shape, place, text, '', suggest);
        return values.map((value) => ({ ...value, insert: `${dash}${value.insert}` }));
      }
      if (isInBrackets) return [];
      // A turn is begun by what is said; all else that is still to come belongs to the turn above.
      const above = node.children.findLast(({ start }) => start < place.range.start);
      const [first] = above?.children ?? [];
      const goesAbove = (key: string) => first?.flow === false && key !== 'user' && key !== 'delayed';
      return keyCompletions(shape, undefined, place, (key) => {
        const lead = goesAbove(key) ? '  ' : dash;
        return `${lead}${key}:${behindKey(shape, key, column + 2, node, text)}`;
      }).filter(({ label }) => !goesAbove(label) || !above?.children.some(({ step }) => step === label));
    }),
  );
  return found.flat();
}

/** A value that is a map: its keys in the same line behind a dash, in the next line behind a key. */
function keysOfValue(shape: TestShape, place: TestPlace, text: string): readonly Candidate[] {
  const { node, range } = place;
  if (node.flow || node.style === 'quoted' || node.style === 'block') return [];
  if (shape.kind === 'list' && node.value === undefined && typeof node.step === 'string') {
    const below = `\n${' '.repeat(node.column + 2)}- `;
    return shape.item().flatMap((one) =>
      one.kind === 'keys'
        ? keyCompletions(one, undefined, place, (key) => {
            return `${below}${key}:${behindKey(one, key, node.column + 4, node, text)}`;
          })
        : [],
    );
  }
  if (shape.kind !== 'keys' || (typeof node.step === 'string' && node.value !== undefined)) return [];
  const column = node.column + 2;
  const below = typeof node.step === 'string' ? `\n${' '.repeat(column)}` : spaceBefore(text, range.start);
  return keyCompletions(
    shape,
    node,
    place,
    (key) => `${below}${key}:${behindKey(shape, key, column, node, text)}`,
  );
}

function keyCompletions(
  shape: TestShape & { readonly kind: 'keys' },
  node: LooseNode | undefined,
  { range, word }: Pick<TestPlace, 'range' | 'word'>,
  insert: (key: string) => string,
): readonly Candidate[] {
  const taken = new Set(node?.children.filter((child) => child !== word).map(({ step }) => step));
  const keys = shape.keys();
  return Object.keys(keys)
    .filter((key) => Object.hasOwn(shape.of, key) && !taken.has(key))
    .map((key) => {
      const { description = '', example = '' } = keys[key] ?? {};
      const values = shape.of[key]?.();
      return { ...range, kind: 'key', label: key, insert: insert(key), description, example, values };
    });
}

/** What belongs behind the colon of a key: where its map or list begins, or room for its value. */
function behindKey(
  shape: TestShape & { readonly kind: 'keys' },
  key: string,
  column: number,
  node: LooseNode,
  text: string,
): string {
  const values = shape.of[key]?.() ?? [];
  if (
    isInBraces(node, text) ||
    !values.every(({ kind }) => kind === 'keys' || kind === 'named' || kind === 'list')
  )
    return ' ';
  const below = `\n${' '.repeat(column + 2)}`;
  return values.some(({ kind }) => kind === 'list') ? `${below}- ` : below;
}

function isInBraces({ flow, slot }: LooseNode, text: string): boolean {
  return flow || /^\s*[{[]/.test(text.slice(slot.start, Math.min(slot.end, slot.start + 200)));
}

/** Names of the file's own that are known: columns that other rows have, and the one axis with a meaning. */
async function nameCompletions(
  { node, range, word }: TestPlace,
  suggest: Suggest,
): Promise<readonly Candidate[]> {
  const isRow = node.parent?.step === 'rows' && typeof node.step === 'number';
  const names = isRow
    ? (node.parent?.children.flatMap(({ children }) => children.map(({ step }) => String(step))) ?? [])
    : node.step === 'matrix' && node.parent?.step === undefined && (await suggest('connections')).length > 0
      ? ['connection']
      : [];
  const taken = new Set(node.children.filter((child) => child !== word).map(({ step }) => step));
  const insert = (name: string) => (word !== undefined && word.isBare !== true ? name : `${name}: `);
  return [...new Set(names)]
    .filter((name) => !taken.has(name) && name !== word?.step)
    .map((name) => ({ ...range, kind: 'key', label: name, insert: insert(name) }));
}

async function valueCompletions(
  shape: TestShape,
  { node, range }: TestPlace,
  text: string,
  rest: string,
  suggest: Suggest,
): Promise<readonly Candidate[]> {
  const space = spaceBefore(text, range.start);
  if (shape.kind === 'flag') {
    const toCompletion = (word: string) =>
      ({ ...range, kind: 'value', label: word, insert: `${space}${word}` }) as const;
    return ['true', 'false'].map(toCompletion);
  }
  if (shape.kind !== 'text' || shape.suggests === undefined || node.style === 'block') return [];
  // Behind the cursor is more of a text that is being written.
  if (shape.suggests === 'messages' && /\w/.test(rest)) return [];
  const options = { inBraces: isInBraces(node, text), isTemplate: shape.isTemplate };
  return (await suggest(shape.suggests)).map(({ value, detail }) => ({
    ...range,
    kind: shape.suggests === 'messages' ? 'text' : 'value',
    label: value,
    detail,
    insert: `${space}${asYamlText(value, options)}`,
  }));
}

/** A value needs a space before it. */
function spaceBefore(text: string, at: number): string {
  return /[:,-]/.test(text[at - 1] ?? '') ? ' ' : '';
}

/** The name that is being written behind `${`, with the brace that closes it. */
function openVariable(text: string, { kind, range }: TestPlace, offset: number): TextRange | undefined {
  if (kind !== 'value') return undefined;
  const before = /(?:^|[^$])\$\{([^{}\n]*)$/.exec(text.slice(Math.max(range.start, offset - 200), offset));
  if (before === null) return undefined;
  const behind = /^[\w:+-]*\}?/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return {
    start: offset - (before[1] ?? '').length,
    end: offset + (behind.endsWith('}') ? behind.length : 0),
  };
}

async function variableCompletions(
  text: string,
  root: LooseNode,
  node: LooseNode,
  range: TextRange,
  suggest: Suggest,
): Promise<readonly Candidate[]> {
  const known = variablesAt(variablesOf(text, root), node);
  const details = {
    vars: l10n.t('from {0}', 'vars'),
    matrix: l10n.t('from {0}', 'matrix'),
    rows: l10n.t('from {0}', 'rows'),
    capture: l10n.t('captured in an earlier turn'),
  };
  const own = [...new Map(known.map((one) => [one.name, details[one.kind]] as const))];
  const columns = (await suggest('columns')).map(({ value }) => [value, details.rows] as const);
  const given = [
    ['uuid', l10n.t('an id that is new in each run')],
    ['date', l10n.t('today')],
    ['date:+3d', l10n.t('in three days')],
    ['date:+3d:weekday', l10n.t('in three days, as a weekday')],
    ['date:+3d:long', l10n.t('in three days, written out')],
    ['env:TEST_', l10n.t('an environment variable')],
  ] as const;
  return [...new Map([...own, ...columns, ...given])].map(([name, detail]) => ({
    ...range,
    kind: 'variable',
    label: name,
    detail,
    // The name of an environment variable is still to be written.
    insert: name.endsWith('_') ? name : `${name}}`,
  }));
}
