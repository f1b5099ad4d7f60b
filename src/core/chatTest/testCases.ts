import * as l10n from '@vscode/l10n';
import type { ChatTest } from './chatTest.ts';
import { findUnknownVariables } from './knownVariables.ts';
import { createNodeReader, TooManyProblems } from './nodeReader.ts';
import { chooseName, isAddress, notConnectionName } from './connectionName.ts';
import { fillTemplate, type Template } from './template.ts';
import type { TestProblem } from './testProblem.ts';

/** A row of a rows file or of `rows`: column → text. */
export type TestRow = Readonly<Record<string, string>>;

/** One conversation that a test stands for: the test with one combination of its matrix and one of its rows. */
export interface TestCase {
  /** `folder/file.polyai.yaml#case`: the same for as long as file and case are, wherever it runs. */
  readonly id: string;
  /** The test's name with the variables of the case put in. */
  readonly name: string;
  /** Of matrix and rows, without the connection. */
  readonly variables: TestRow;
  /** Asked for by the file; otherwise the run says where. */
  readonly connection: string | undefined;
}

export const mostCases = 10_000;

export function tooManyCases(count: number): { readonly sentence: string; readonly remedy: string } {
  return {
    sentence: l10n.t('This test would have {0} cases; it may have {1}.', count, mostCases),
    remedy: l10n.t('Take fewer rows or values.'),
  };
}

export interface ExpandedCases {
  readonly cases: readonly TestCase[];
  readonly problems: readonly TestProblem[];
  readonly warnings: readonly TestProblem[];
}

/**
 * Every case of a test, in the order of the file. `file` is its path as ids show it; `rows` are those of its rows file.
 */
export function expandCases(file: string, test: ChatTest, rowsOfFile?: readonly TestRow[]): ExpandedCases {
  const rows = test.rows?.kind === 'inline' ? test.rows.rows : rowsOfFile;
  const place = test.rows?.kind === 'file' ? test.rows.range : (test.matrix[0] ?? test.name);
  const columns = new Set(rows?.flatMap((row) => Object.keys(row)));
  const twice = test.matrix.find(({ name }) => columns.has(name));
  if (twice !== undefined) {
    const sentence = l10n.t('The key “{0}” stands here twice.', twice.name);
    const remedy = l10n.t('Keep one of them.');
    return { cases: [], problems: [{ start: twice.start, end: twice.end, sentence, remedy }], warnings: [] };
  }
  const count = test.matrix.reduce((total, { values }) => total * values.length, rows?.length ?? 1);
  if (count > mostCases) {
    return {
      cases: [],
      problems: [{ start: place.start, end: place.end, ...tooManyCases(count) }],
      warnings: [],
    };
  }
  if (rows?.length === 0) {
    const sentence = l10n.t('There is no row, so this test has no case.');
    return {
      cases: [],
      problems: [{ start: place.start, end: place.end, sentence, remedy: l10n.t('Add a row.') }],
      warnings: [],
    };
  }
  const problems = missingVariables(test, rows);
  const names = test.matrix.map(({ name }) => name);
  const given = new Set([...columns, ...names]);
  const warnings = test.vars.flatMap(({ name, start, end }) =>
    given.has(name)
      ? {
          start,
          end,
          sentence: l10n.t('“{0}” in {1} is not used: each case has its own.', name, 'vars'),
          remedy: l10n.t('Keep one of them.'),
        }
      : [],
  );
  if (problems.length > 0) return { cases: [], problems, warnings };

  const combinations = test.matrix
    .reduce<readonly (readonly string[])[]>(
      (all, { values }) => all.flatMap((one) => values.map((value) => [...one, value])),
      [[]],
    )
    .map((values): TestRow => Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])));
  const variants = combinations.flatMap((combination) =>
    (rows ?? [{}]).map((row) => {
      const { connection, ...variables } = { ...row, ...combination };
      return {
        name: fillName(test.name, variables),
        variables,
        connection: connection || test.connection?.value,
      };
    }),
  );
  return { cases: withIds(file, variants), problems, warnings };
}

function fillName(name: Template, variables: TestRow): string {
  return fillTemplate(name, {
    // Where it runs is put in when that is known, and is no part of an id.
    variable: (key) => (Object.hasOwn(variables, key) ? variables[key] : undefined),
    env: () => undefined,
    uuid: () => '${uuid}',
    date: () => '${date}',
  });
}

/** Cases of one name are told apart by their variables, and the same row twice by its number. */
function withIds(file: string, variants: readonly Omit<TestCase, 'id'>[]): readonly TestCase[] {
  const variablesText = (variables: TestRow) =>
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ');
  const byName = new Map<string, Set<string>>();
  for (const { name, variables } of variants) {
    byName.set(name, (byName.get(name) ?? new Set()).add(variablesText(variables)));
  }
  const seen = new Map<string, number>();
  return variants.map((variant): TestCase => {
    const isShared = (byName.get(variant.name)?.size ?? 0) > 1;
    const label = isShared ? `${variant.name} (${variablesText(variant.variables)})` : variant.name;
    const where = `${label}\n${variant.connection ?? ''}`;
    const again = (seen.get(where) ?? 0) + 1;
    seen.set(where, again);
    const name = again === 1 ? label : `${label} (${again})`;
    return { ...variant, name, id: `${file}#${name}` };
  });
}

/** A name that one row lacks is a problem of that row, told once. */
function missingVariables(test: ChatTest, rows: readonly TestRow[] | undefined): readonly TestProblem[] {
  if (rows === undefined) return [];
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  const reader = createNodeReader('');
  try {
    if (test.rows?.kind === 'file') findUnknownVariables(test, reader, [...columns]);
  } catch (error) {
    if (!(error instanceof TooManyProblems)) throw error;
    return reader.problems;
  }
  const place = test.rows?.kind === 'file' ? test.rows.range : test.name;
  if (test.rows?.kind === 'file' && rows.some(({ connection = '' }) => isAddress('connection', connection))) {
    reader.problem(place, notConnectionName(), chooseName());
  }
  const short = rows.findIndex((row) => [...columns].some((column) => !Object.hasOwn(row, column)));
  if (short >= 0) {
    const missing = [...columns].filter((column) => !Object.hasOwn(rows[short] ?? {}, column));
    reader.problem(
      (test.rows?.kind === 'inline' && test.rows.ranges[short]) || place,
      l10n.t('Row {0} has no {1}.', short + 1, missing.map((name) => `“${name}”`).join(', ')),
      l10n.t('Give every row the same names; a value may be empty.'),
    );
  }
  return reader.problems;
}
