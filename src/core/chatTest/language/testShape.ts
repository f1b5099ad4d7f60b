import { pathOf, type LooseNode } from '../../text/looseNode.ts';
import {
  captureKeys,
  createKeys,
  expectKeys,
  fileKeys,
  handoffKeys,
  lengthKeys,
  quarantineKeys,
  type TestKeys,
  turnKeys,
} from '../testKeys.ts';

/** What may stand at a place of a test file, for those who help to write one. What is wrong is said by the parser. */
export type TestShape =
  | {
      readonly kind: 'keys';
      readonly keys: () => TestKeys;
      /** What each key that may stand here takes, in any of these shapes. */
      readonly of: Readonly<Record<string, () => readonly TestShape[]>>;
    }
  /** A map whose names are the file's own. */
  | { readonly kind: 'named'; readonly value: () => readonly TestShape[] }
  | { readonly kind: 'list'; readonly item: () => readonly TestShape[] }
  | TextShape
  | { readonly kind: 'flag' | 'number' | 'json' };

export interface TextShape {
  readonly kind: 'text';
  /** It may hold `${…}`. */
  readonly isTemplate: boolean;
  readonly suggests?: SuggestionKind | undefined;
}

/** What is known around a test that may be a value in it. */
export type SuggestionKind =
  | 'connections'
  | 'variants'
  | 'channels'
  | 'languages'
  | 'destinations'
  | 'messages'
  | 'rowsFiles'
  | 'columns';

const text: TextShape = { kind: 'text', isTemplate: false };
const template: TextShape = { kind: 'text', isTemplate: true };
const suggested = (suggests: SuggestionKind, isTemplate = true): TextShape => ({
  kind: 'text',
  isTemplate,
  suggests,
});
const one = (shape: TestShape) => () => [shape];
const listOf = (item: TestShape): TestShape => ({ kind: 'list', item: one(item) });
const texts = (shape: TestShape) => () => [shape, listOf(shape)];
const named = (value: TestShape): TestShape => ({ kind: 'named', value: one(value) });
const flag = one({ kind: 'flag' });
const number = one({ kind: 'number' });
const json = one({ kind: 'json' });

const create: TestShape = {
  kind: 'keys',
  keys: createKeys,
  of: {
    variant_id: one(suggested('variants')),
    channel: one(suggested('channels')),
    asr_lang_code: one(suggested('languages')),
    tts_lang_code: one(suggested('languages')),
    language: one(suggested('languages')),
    integration_attributes: json,
    initial_message: one(suggested('messages')),
  },
};

const textOrPattern = (shape: TestShape) => () => [
  shape,
  { kind: 'keys', keys: expectKeys, of: { matches: one(text) } } satisfies TestShape,
];
const handoff: TestShape = {
  kind: 'keys',
  keys: handoffKeys,
  of: { destination: textOrPattern(suggested('destinations')), reason: textOrPattern(template) },
};
const length: TestShape = { kind: 'keys', keys: lengthKeys, of: { min: number, max: number } };

/** Where an expectation stands decides what it may hold. */
type ExpectationPlace = 'expect' | 'not' | 'never' | 'json';
const expectations = new Map<ExpectationPlace, TestShape>();

function expectation(place: ExpectationPlace): TestShape {
  const shape = expectations.get(place) ?? expectationIn(place);
  expectations.set(place, shape);
  return shape;
}

function expectationIn(place: ExpectationPlace): TestShape {
  const isList = place === 'not' || place === 'never';
  const maybeList = (shape: TestShape) => (isList ? texts(shape) : one(shape));
  return {
    kind: 'keys',
    keys: expectKeys,
    of: {
      contains: texts(template),
      containsAny: texts(template),
      equals: maybeList(template),
      oneOf: texts(template),
      startsWith: maybeList(template),
      endsWith: maybeList(template),
      matches: maybeList(text),
      ...(isList ? {} : { not: () => [expectation('not')] }),
      length: () => [{ kind: 'number' }, length],
      ...(place === 'expect' ? { latencyMs: number } : {}),
      ...(place === 'json'
        ? {}
        : { ended: flag, handoff: () => [{ kind: 'flag' }, handoff], json: jsonChecks }),
      ...(place === 'expect' || place === 'not' ? { same: flag } : {}),
      exact: flag,
    },
  };
}

function jsonChecks(): readonly TestShape[] {
  return [{ kind: 'named', value: () => [{ kind: 'json' }, expectation('json')] }];
}

const turn: TestShape = {
  kind: 'keys',
  keys: turnKeys,
  of: {
    user: one(suggested('messages')),
    delayed: flag,
    said: one(text),
    expect: () => [expectation('expect')],
    capture: one({
      kind: 'named',
      value: () => [text, { kind: 'keys', keys: captureKeys, of: { json: one(text) } }],
    }),
    wait: number,
    integration_attributes: json,
    metadata: json,
    language: one(suggested('languages')),
  },
};

export const fileShape: TestShape = {
  kind: 'keys',
  keys: fileKeys,
  of: {
    test: one(template),
    tags: texts(text),
    connection: one(suggested('connections', false)),
    create: one(create),
    vars: one(named(template)),
    matrix: one(named(listOf(text))),
    rows: () => [suggested('rowsFiles', false), listOf(named(text))],
    turns: one(listOf(turn)),
    never: () => [expectation('never')],
    timeoutSeconds: number,
    repeat: number,
    passes: number,
    quarantine: one({
      kind: 'keys',
      keys: quarantineKeys,
      of: { until: one(text), owner: one(text), reason: one(text) },
    }),
  },
};

/** What may stand as the value of a key or item; nothing for a place that the file does not know. */
export function shapesOf(node: LooseNode): readonly TestShape[] {
  return shapesAt(pathOf(node));
}

/** The same for an item that is not there yet. */
export function shapesOfItem(list: LooseNode): readonly TestShape[] {
  return shapesAt([...pathOf(list), list.children.length]);
}

function shapesAt(path: readonly (string | number)[]): readonly TestShape[] {
  // The one name in a matrix whose values are known.
  if (path[0] === 'matrix' && path[1] === 'connection' && path.length === 3)
    return [suggested('connections', false)];
  let shapes: readonly TestShape[] = [fileShape];
  for (const step of path) shapes = shapes.flatMap((shape) => shapesBelow(shape, step));
  return shapes;
}

function shapesBelow(shape: TestShape, step: string | number): readonly TestShape[] {
  if (shape.kind === 'keys') return (Object.hasOwn(shape.of, step) && shape.of[step]?.()) || [];
  if (shape.kind === 'named') return typeof step === 'string' ? shape.value() : [];
  if (shape.kind === 'list') return typeof step === 'number' ? shape.item() : [];
  return shape.kind === 'json' ? [shape] : [];
}

/** Whether `${…}` in a text of this place is a variable. */
export function isTemplate(node: LooseNode): boolean {
  return shapesOf(node).some((shape) => shape.kind === 'json' || (shape.kind === 'text' && shape.isTemplate));
}
