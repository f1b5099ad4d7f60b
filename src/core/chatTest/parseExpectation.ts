import * as l10n from '@vscode/l10n';
import type { YamlEntry, YamlNode } from '../text/yamlTree.ts';
import type { Check, Expectation, JsonExpectation, TextCheckKind } from './chatTest.ts';
import { readJsonPath, toJson } from './jsonTemplates.ts';
import { type NodeReader, shown } from './nodeReader.ts';
import { readPattern } from './parsePattern.ts';
import { expectKeys, handoffKeys, lengthKeys } from './testKeys.ts';

/** Where an expectation stands decides what it may hold. */
export type ExpectationPlace = 'expect' | 'not' | 'never' | 'json';

export const textKinds: readonly TextCheckKind[] = [
  'contains',
  'containsAny',
  'equals',
  'oneOf',
  'startsWith',
  'endsWith',
  'matches',
];
const listKinds: ReadonlySet<string> = new Set(['contains', 'containsAny', 'oneOf']);

/** Keys of an expectation about text alone, as `json` takes them for one field. */
export const jsonTextKeys: ReadonlySet<string> = new Set([...textKinds, 'not', 'length', 'exact']);

export function readExpectation(
  node: YamlNode,
  place: ExpectationPlace,
  reader: NodeReader,
): Expectation | undefined {
  const entries = reader.map(node, expectKeys(), place === 'json' ? 'json' : place);
  if (entries === undefined) return undefined;
  const exact = readExact(entries, place, reader);
  const checks = [...entries.values()].flatMap((entry) => readCheck(entry, place, reader));
  if (isEmptyMap(node)) {
    reader.problem(
      node,
      l10n.t('{0} holds no check.', place),
      l10n.t('The keys are: {0}.', Object.keys(expectKeys()).join(', ')),
    );
  }
  return { start: node.start, end: node.end, checks, exact };
}

export function holdsNone(node: YamlNode, what: string, example: string, reader: NodeReader): void {
  reader.problem(node, l10n.t('{0} holds no check.', what), l10n.t('Write {0}.', example));
}

/** A map with nothing but unknown keys is another problem, which is told already. */
function isEmptyMap(node: YamlNode): boolean {
  return node.kind === 'map' && node.entries.length === 0;
}

function readExact(
  entries: ReadonlyMap<string, YamlEntry>,
  place: ExpectationPlace,
  reader: NodeReader,
): boolean {
  const entry = entries.get('exact');
  if (entry === undefined) return false;
  const hasText = [...textKinds, 'handoff', 'json', 'same', 'not'].some((kind) => entries.has(kind));
  if (!hasText) {
    reader.problem(
      entry.key,
      l10n.t('“exact” is no check by itself.'),
      l10n.t('Write it beside a text, as in {0}.', '{ contains: BK-20881, exact: true }'),
    );
  }
  return reader.flag(entry.value, `${place}.exact`) ?? false;
}

function readCheck({ key, value }: YamlEntry, place: ExpectationPlace, reader: NodeReader): readonly Check[] {
  const kind = key.text as keyof ReturnType<typeof expectKeys>;
  const range = { start: key.start, end: key.end };
  switch (kind) {
    case 'contains':
    case 'containsAny':
    case 'equals':
    case 'oneOf':
    case 'startsWith':
    case 'endsWith': {
      const isListAllowed = listKinds.has(kind) || place === 'not' || place === 'never';
      if (!isListAllowed && value.kind === 'list') {
        reader.problem(
          value,
          l10n.t('{0} takes one text.', kind),
          kind === 'equals' ? l10n.t('For one of several, write {0}.', 'oneOf') : l10n.t('Write one text.'),
        );
        return [];
      }
      const texts = reader.templates(value, kind).filter((text) => {
        if (text.source.trim() !== '') return true;
        if (kind === 'equals' && place === 'expect') return true;
        reader.problem(text, l10n.t('An empty text stands in every reply.'), l10n.t('Write a text.'));
        return false;
      });
      return texts.length === 0 ? [] : [{ ...range, kind, texts }];
    }
    case 'matches': {
      const isListAllowed = place === 'not' || place === 'never';
      if (!isListAllowed && value.kind === 'list') {
        reader.problem(value, l10n.t('{0} takes one regular expression.', kind), l10n.t('Join them with |.'));
        return [];
      }
      const patterns = reader.texts(value, kind).flatMap((text) => readPattern(text, reader) ?? []);
      return patterns.length === 0 ? [] : [{ ...range, kind, patterns }];
    }
    case 'not': {
      if (place === 'not' || place === 'never') {
        misplacedNot(key, place, reader);
        return [];
      }
      const expectation = readExpectation(value, 'not', reader);
      return expectation === undefined ? [] : [{ ...range, kind, expectation }];
    }
    case 'length':
      return readLength(value, reader).map((limits) => ({ ...range, kind, ...limits }));
    case 'latencyMs': {
      if (place !== 'expect') {
        misplaced(key, place, reader, l10n.t('A reply is wanted fast, never slow.'));
        return [];
      }
      const most = reader.number(value, kind, 1, 3_600_000);
      return most === undefined ? [] : [{ ...range, kind, most }];
    }
    case 'ended': {
      if (place === 'json') return notInJson(key, reader);
      const ended = reader.flag(value, kind);
      return ended === undefined ? [] : [{ ...range, kind, ended }];
    }
    case 'handoff':
      return place === 'json' ? notInJson(key, reader) : readHandoff({ key, value }, reader);
    case 'json':
      return place === 'json' ? notInJson(key, reader) : readJsonChecks(value, place, reader);
    case 'same': {
      if (place !== 'expect' && place !== 'not') {
        misplaced(key, place, reader, l10n.t('It belongs to the turn that has “said”.'));
        return [];
      }
      return reader.flag(value, kind) === true ? [{ ...range, kind }] : [];
    }
    case 'exact':
      return [];
  }
}

function misplaced(key: YamlEntry['key'], place: ExpectationPlace, reader: NodeReader, why: string): void {
  reader.problem(
    key,
    l10n.t('“{0}” does not belong in “{1}”: {2}', key.text, place, why),
    l10n.t('Write it in {0}.', 'expect'),
  );
}

function misplacedNot(key: YamlEntry['key'], place: ExpectationPlace, reader: NodeReader): void {
  misplaced(key, place, reader, l10n.t('A “not” inside of it would mean the opposite of what it says.'));
}

function notInJson(key: YamlEntry['key'], reader: NodeReader): readonly Check[] {
  reader.problem(
    key,
    l10n.t('“{0}” is about a reply, not about one field of it.', key.text),
    l10n.t('Write it in {0}.', 'expect'),
  );
  return [];
}

function readLength(value: YamlNode, reader: NodeReader): readonly { min?: number; max?: number }[] {
  const longest = 1_000_000;
  if (value.kind !== 'map') {
    const exactly = reader.number(value, 'length', 0, longest, true);
    return exactly === undefined ? [] : [{ min: exactly, max: exactly }];
  }
  const entries = reader.map(value, lengthKeys(), 'length');
  const limit = (name: string) => {
    const entry = entries?.get(name);
    return entry && reader.number(entry.value, name, 0, longest, true);
  };
  const min = limit('min');
  const max = limit('max');
  if (min === undefined && max === undefined) {
    if (isEmptyMap(value)) {
      reader.problem(value, l10n.t('length holds no limit.'), l10n.t('Write {0}.', '{ min: 1, max: 200 }'));
    }
    return [];
  }
  if (min !== undefined && max !== undefined && min > max) {
    reader.problem(
      value,
      l10n.t('No text is longer than max and shorter than min.'),
      l10n.t('Exchange the two.'),
    );
    return [];
  }
  return [{ ...(min !== undefined && { min }), ...(max !== undefined && { max }) }];
}

function readHandoff({ key, value }: YamlEntry, reader: NodeReader): readonly Check[] {
  const range = { start: key.start, end: key.end };
  if (value.kind !== 'map') {
    const handoff = reader.flag(
      value,
      'handoff',
      l10n.t('Write {0}, {1} or {2}.', 'true', 'false', '{ destination: billing }'),
    );
    return handoff === undefined ? [] : [{ ...range, kind: 'handoff', handoff }];
  }
  const entries = reader.map(value, handoffKeys(), 'handoff');
  if (isEmptyMap(value)) holdsNone(value, 'handoff', 'handoff: true', reader);
  return [...(entries?.values() ?? [])].flatMap((entry): readonly Check[] => {
    const field = entry.key.text === 'reason' ? 'reason' : 'destination';
    const place = { start: entry.key.start, end: entry.key.end, kind: 'handoffField', field } as const;
    if (entry.value.kind === 'map') {
      const matches = { matches: expectKeys().matches };
      const inner = reader.map(entry.value, matches, field)?.get('matches');
      if (isEmptyMap(entry.value)) holdsNone(entry.value, field, '{ matches: ^front }', reader);
      const text = inner && reader.text(inner.value, 'matches');
      const pattern = text && readPattern(text, reader);
      return pattern === undefined ? [] : [{ ...place, wanted: { pattern } }];
    }
    const text = reader.template(entry.value, field);
    return text === undefined ? [] : [{ ...place, wanted: { text } }];
  });
}

function readJsonChecks(value: YamlNode, place: ExpectationPlace, reader: NodeReader): readonly Check[] {
  if (value.kind !== 'map' || value.entries.length === 0) {
    reader.problem(
      value,
      l10n.t('json must be a list of paths and what stands there.'),
      l10n.t('Write {0}.', 'json: { $.order.id: 4711 }'),
    );
    return [];
  }
  const seen = new Set<string>();
  return value.entries.flatMap(({ key, value: wanted }): readonly Check[] => {
    if (seen.has(key.text)) {
      reader.problem(
        key,
        l10n.t('The key “{0}” stands here twice.', shown(key.text)),
        l10n.t('Keep one of them.'),
      );
      return [];
    }
    seen.add(key.text);
    const path = readJsonPath(key, reader);
    if (path === undefined) return [];
    const expected = readJsonExpectation(wanted, reader);
    if (place !== 'expect' && expected?.kind === 'texts' && wanted.kind === 'map') {
      for (const inner of wanted.entries)
        if (inner.key.text === 'not') misplacedNot(inner.key, place, reader);
    }
    return expected === undefined
      ? []
      : [{ start: key.start, end: key.end, kind: 'json', path, wanted: expected }];
  });
}

/** A map whose keys are all those of text expectations is one; any other is a value to compare with. */
function readJsonExpectation(node: YamlNode, reader: NodeReader): JsonExpectation | undefined {
  const isTexts =
    node.kind === 'map' &&
    node.entries.length > 0 &&
    node.entries.every(({ key }) => jsonTextKeys.has(key.text));
  if (!isTexts) return { kind: 'value', json: (resolve) => toJson(node, resolve) };
  const expectation = readExpectation(node, 'json', reader);
  return expectation && { kind: 'texts', expectation };
}
