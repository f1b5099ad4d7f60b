import * as l10n from '@vscode/l10n';
import { parseTree, type Node } from 'jsonc-parser';
import { findJsonProblems, type JsonProblem } from '../common/jsonProblems.ts';
import type { JsonObjectText } from './chatClient.ts';

/*
 * Integration attributes as a person writes them: as JSON, or as rows of a grid. Both are views of one text, in
 * which numbers and nested values stay to the letter as they were typed. Browser-safe.
 */

export interface ParsedAttributes {
  /** Undefined when the text is empty, and when it has problems. */
  readonly value?: JsonObjectText | undefined;
  readonly problems: readonly JsonProblem[];
}

/** Checks that a text is one JSON object, or empty. */
export function parseAttributesText(text: string): ParsedAttributes {
  if (text.trim() === '') return { problems: [] };
  const problems = findJsonProblems(text);
  if (problems.length > 0) return { problems };
  const offset = text.search(/\S/);
  if (text[offset] === '{') return { value: text.trim() as JsonObjectText, problems: [] };
  const before = text.slice(0, offset).split('\n');
  return {
    problems: [
      {
        message: l10n.t('Attributes are a JSON object: begin with a brace, as in {0}.', '{ "key": "value" }'),
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        offset,
        length: text.trim().length,
      },
    ],
  };
}

export const attributeTypes = ['text', 'number', 'boolean', 'null', 'json'] as const;

export type AttributeType = (typeof attributeTypes)[number];

/** One attribute as the grid shows it. */
export interface AttributeRow {
  readonly key: string;
  readonly type: AttributeType;
  /**
   * For `text` the text itself, for `number` and `json` (an object or a list) the JSON to the letter, for
   * `boolean` the word true or false. For `null` it has no meaning.
   */
  readonly value: string;
}

export interface ParsedAttributeRows {
  /** Undefined when the text has problems: then only the JSON view can show it. */
  readonly rows: readonly AttributeRow[] | undefined;
  readonly problems: readonly JsonProblem[];
}

/** The rows of a text. `fromAttributeRows` turns them into the same value again. */
export function toAttributeRows(text: string): ParsedAttributeRows {
  const { value, problems } = parseAttributesText(text);
  if (problems.length > 0) return { rows: undefined, problems };
  const object = value === undefined ? undefined : parseTree(value);
  return { rows: (object?.children ?? []).flatMap((member) => toRow(value ?? '', member)), problems };
}

function toRow(text: string, member: Node): AttributeRow[] {
  const [key, value] = member.children ?? [];
  if (key === undefined || value === undefined) return [];
  const source = text.slice(value.offset, value.offset + value.length);
  const name = String(key.value);
  switch (value.type) {
    case 'string':
      return [{ key: name, type: 'text', value: String(value.value) }];
    case 'number':
    case 'boolean':
      return [{ key: name, type: value.type, value: source }];
    case 'null':
      return [{ key: name, type: 'null', value: '' }];
    default:
      return [{ key: name, type: 'json', value: source }];
  }
}

export interface AttributeRowProblem {
  /** Of the row, from 0. */
  readonly index: number;
  readonly part: 'key' | 'value';
  readonly message: string;
}

export interface ParsedAttributeText {
  /** One attribute a line, empty without any; undefined when a row has a problem. */
  readonly text: string | undefined;
  readonly problems: readonly AttributeRowProblem[];
}

/** The text of the rows. A row without key and value is not filled in yet: it is left out. */
export function fromAttributeRows(rows: readonly AttributeRow[]): ParsedAttributeText {
  const problems: AttributeRowProblem[] = [];
  const members: string[] = [];
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (isBlank(row)) continue;
    const first = seen.get(row.key);
    if (row.key === '') problems.push({ index, part: 'key', message: l10n.t('Enter a key.') });
    else if (first === undefined) seen.set(row.key, index);
    else {
      const message = l10n.t('The key “{0}” is already used in row {1}.', row.key, first + 1);
      problems.push({ index, part: 'key', message });
    }
    const message = problemWithValue(row);
    if (message !== undefined) problems.push({ index, part: 'value', message });
    members.push(`  ${JSON.stringify(row.key)}: ${sourceOf(row)}`);
  }
  if (problems.length > 0) return { text: undefined, problems };
  return { text: members.length === 0 ? '' : `{\n${members.join(',\n')}\n}`, problems };
}

function isBlank(row: AttributeRow): boolean {
  return row.key === '' && (row.value.trim() === '' || row.type === 'null');
}

function sourceOf(row: AttributeRow): string {
  if (row.type === 'text') return JSON.stringify(row.value);
  return row.type === 'null' ? 'null' : row.value.trim();
}

function problemWithValue(row: AttributeRow): string | undefined {
  const value = row.value.trim();
  if (row.type === 'number' && !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) {
    return l10n.t('Enter a number, for example {0}.', '12.5');
  }
  if (row.type === 'boolean' && value !== 'true' && value !== 'false') return l10n.t('Choose true or false.');
  if (row.type !== 'json') return undefined;
  return value === '' ? l10n.t('Enter a JSON value.') : findJsonProblems(value)[0]?.message;
}
