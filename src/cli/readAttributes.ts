import {
  type AttributeRow,
  fromAttributeRows,
  parseAttributesText,
  toAttributeRows,
} from '../core/chatApi/attributesText.ts';
import type { JsonObjectText } from '../core/chatApi/chatClient.ts';
import { readTextFile } from './readText.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

export interface AttributeFlags {
  /** Of the flag that takes JSON; the one that takes a file ends with `-file`. */
  readonly name: 'attributes' | 'metadata';
  /** Each `KEY=VALUE`; the value is text. */
  readonly pairs: readonly string[];
  /** A JSON object, its types kept. */
  readonly json: string | undefined;
  readonly file: string | undefined;
}

/** One object out of all the flags that speak of attributes. Throws UsageError when they contradict each other. */
export async function readAttributes(
  flags: AttributeFlags,
  surroundings: Pick<Surroundings, 'readFile'>,
): Promise<JsonObjectText | undefined> {
  const [inline, inFile] = [`--${flags.name}`, `--${flags.name}-file`];
  if (flags.json !== undefined && flags.file !== undefined) {
    throw new UsageError(`Give either ${inline} or ${inFile}, not both.`);
  }
  const rows = flags.pairs.map(toRow);
  const source = flags.json === undefined ? inFile : inline;
  const text = flags.json ?? (flags.file === undefined ? '' : await readTextFile(flags.file, surroundings));
  const given = readRows(text, source);
  const keys = new Set(given.map((row) => row.key));
  for (const { key } of rows) {
    if (keys.has(key)) throw new UsageError(`The attribute “${key}” is given twice.`);
    keys.add(key);
  }
  if (rows.length === 0) return parseAttributesText(text).value;
  const merged = fromAttributeRows([...given, ...rows]);
  const problem = merged.problems[0];
  if (problem !== undefined) throw new UsageError(`--attribute: ${problem.message}`);
  return parseAttributesText(merged.text ?? '').value;
}

function toRow(pair: string): AttributeRow {
  const separator = pair.indexOf('=');
  if (separator < 1) {
    throw new UsageError('--attribute needs a key and a value, as in --attribute customer_id=12345.');
  }
  return { key: pair.slice(0, separator), type: 'text', value: pair.slice(separator + 1) };
}

function readRows(text: string, source: string): readonly AttributeRow[] {
  const { rows, problems } = toAttributeRows(text);
  const problem = problems[0];
  if (problem !== undefined) {
    throw new UsageError(`${source}, line ${problem.line}, column ${problem.column}: ${problem.message}`);
  }
  return rows ?? [];
}
