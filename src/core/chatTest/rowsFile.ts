import * as l10n from '@vscode/l10n';
import { type Node, parseTree, type ParseError } from 'jsonc-parser';
import type Papa from 'papaparse';
import { variableName } from './template.ts';
import { mostCases, type TestRow, tooManyCases } from './testCases.ts';

/** The largest rows file that is read, in bytes. */
export const longestRowsFile = 2 * 1024 * 1024;

/** Values in all rows. */
const mostCells = 100_000;

/** Characters; ten rows, of which a separator is guessed, are seldom longer. */
const guessedFrom = 64 * 1024;

export type ReadRows =
  { readonly rows: readonly TestRow[] } | { readonly sentence: string; readonly remedy: string };

/** Reads the rows of a `.csv` file (names in the first line, any usual separator) or a `.json` file (a list of objects). */
export async function parseRowsFile(path: string, content: string): Promise<ReadRows> {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  return path.toLowerCase().endsWith('.json') ? parseJsonRows(text) : parseCsvRows(text);
}

async function parseCsvRows(text: string): Promise<ReadRows> {
  const { default: papa } = await import('papaparse');
  const { data, errors } = papa.parse<string[]>(text, {
    skipEmptyLines: 'greedy',
    // The names, and one row more than there may be: the rest would only be built to be refused.
    preview: mostCases + 2,
    // The fast mode cuts the whole text into lines before the first of them is read.
    fastMode: false,
    delimiter: guessDelimiter(papa, text),
  });
  const error = errors.find(({ type }) => type === 'Quotes');
  if (error !== undefined) {
    return {
      sentence: l10n.t(
        'Row {0} of the .csv file has a quotation mark that is not closed.',
        (error.row ?? 0) + 1,
      ),
      remedy: l10n.t('Double the quotation marks inside of a value.'),
    };
  }
  const [head = [], ...lines] = data;
  if (head.length * lines.length > mostCells || lines.length > mostCases) return tooManyCases(lines.length);
  const names = head.map((name) => name.trim());
  const wrong = names.find((name) => !variableName.test(name));
  if (wrong !== undefined || new Set(names).size < names.length || names.length === 0) {
    return {
      sentence: l10n.t('The first line of the .csv file must hold the names of the columns, each once.'),
      remedy: l10n.t('Use letters, digits, - and _, and begin with a letter.'),
    };
  }
  const odd = lines.findIndex((line) => line.length !== names.length);
  if (odd >= 0) {
    return {
      sentence: l10n.t(
        'Row {0} has {1} values, and there are {2} columns.',
        odd + 1,
        lines[odd]?.length ?? 0,
        names.length,
      ),
      remedy: l10n.t('Put values that hold the separator in quotation marks.'),
    };
  }
  return {
    rows: lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index] ?? '']))),
  };
}

/** From the beginning, because each separator that is tried cuts all of the text it is given into lines. */
function guessDelimiter(papa: typeof Papa, text: string): string {
  // A row that is cut would have fewer values than the others.
  const end = text.length > guessedFrom ? text.lastIndexOf('\n', guessedFrom) : -1;
  const beginning = end < 0 ? text : text.slice(0, end);
  return papa.parse(beginning, {
    skipEmptyLines: 'greedy',
    preview: 10,
    delimitersToGuess: [',', ';', '\t', '|'],
  }).meta.delimiter;
}

/** Numbers stay as written. */
function parseJsonRows(text: string): ReadRows {
  // A tree of a million values takes a second to build, so they are counted before.
  let separators = 0;
  for (const character of text) if (character === ',' || character === '[') separators++;
  if (separators > mostCells) return tooManyCases(separators);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  const items = tree?.type === 'array' && errors.length === 0 ? (tree.children ?? []) : undefined;
  const rows = items?.map((item) => toRow(item, text));
  if (rows === undefined || rows.includes(undefined)) {
    return {
      sentence: l10n.t(
        'The .json file must hold a list of objects whose values are texts, numbers, true or false.',
      ),
      remedy: l10n.t('Write it as {0}.', '[{ "city": "London" }, { "city": "Berlin" }]'),
    };
  }
  return { rows: rows.filter((row) => row !== undefined) };
}

function toRow(node: Node, text: string): TestRow | undefined {
  if (node.type !== 'object') return undefined;
  const cells: (readonly [string, string])[] = [];
  for (const { children = [] } of node.children ?? []) {
    const [key, value] = children;
    if (key === undefined || value === undefined || !variableName.test(String(key.value))) return undefined;
    if (value.type === 'object' || value.type === 'array') return undefined;
    const cell =
      value.type === 'string'
        ? String(value.value)
        : value.type === 'null'
          ? ''
          : text.slice(value.offset, value.offset + value.length);
    cells.push([String(key.value), cell]);
  }
  return Object.fromEntries(cells);
}
