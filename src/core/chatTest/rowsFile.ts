import * as l10n from '@vscode/l10n';
import type { Node, ParseError } from 'jsonc-parser';
import { readJsonTree } from '../common/jsonProblems.ts';
import { splitDelimited } from '../text/delimitedText.ts';
import { variableName } from './template.ts';
import { mostCases, type TestRow, tooManyCases } from './testCases.ts';

/** The largest rows file that is read, in bytes. */
export const longestRowsFile = 2 * 1024 * 1024;

/** Values in all rows. */
const mostCells = 100_000;

const separators = [',', ';', '\t', '|'];

export type ReadRows =
  { readonly rows: readonly TestRow[] } | { readonly sentence: string; readonly remedy: string };

/** Reads the rows of a `.csv` file (names in the first line, any usual separator) or a `.json` file (a list of objects). */
export function parseRowsFile(path: string, content: string): ReadRows {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  return path.toLowerCase().endsWith('.json') ? parseJsonRows(text) : parseCsvRows(text);
}

function parseCsvRows(text: string): ReadRows {
  // The names, and one row more than there may be: the rest would only be built to be refused.
  const { rows, brokenRow } = splitDelimited(text, findSeparator(text), mostCases + 2);
  if (brokenRow !== undefined) {
    return {
      sentence: l10n.t('Row {0} of the .csv file has a quotation mark that is not closed.', brokenRow + 1),
      remedy: l10n.t('Double the quotation marks inside of a value.'),
    };
  }
  const [head = [], ...lines] = rows;
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

/** The one that cuts the first line into names. */
function findSeparator(text: string): string {
  const cutsIntoNames = (separator: string) => {
    const [head = []] = splitDelimited(text, separator, 1).rows;
    return head.length > 1 && head.every((name) => variableName.test(name.trim()));
  };
  return separators.find(cutsIntoNames) ?? ',';
}

/** Numbers stay as written. */
function parseJsonRows(text: string): ReadRows {
  // A tree of a million values takes a second to build, so they are counted before.
  let separators = 0;
  for (const character of text) if (character === ',' || character === '[') separators++;
  if (separators > mostCells) return tooManyCases(separators);
  const errors: ParseError[] = [];
  const tree = readJsonTree(text, errors);
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
