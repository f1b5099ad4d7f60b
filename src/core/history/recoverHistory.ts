import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { getBuiltinModule } from 'node:process';
import { inTransaction, statement } from './statements.ts';

/*
 * What can be read of a damaged history is brought into the one that took its place. The rows are read in the order in
 * which they were written, without any index; a page that cannot be read costs the rows on it and no other. The damaged
 * file is only read.
 */

type Row = Readonly<Record<string, SQLOutputValue>>;

const tables = ['conversations', 'turns', 'test_runs', 'test_results', 'test_conversations'];
/** https://www.sqlite.org/rescode.html#constraint */
const constraint = 19;
/** Larger than any row's number. */
const behindAll = 2 ** 52;
/** So many are looked for one by one: what the neighbours say of a gap is wrong when pages are misplaced. */
const fewNumbers = 2000;
/** So many places that cannot be read one after the other are the end. */
const mostFailures = 5000;
/** And so many that can be read and hold nothing, each of which was looked for alone. */
const mostEmpty = 20_000;

/** Brings it over in the parts of `work`, each in a transaction of its own. Goes on after a restart. */
export async function recoverHistory(
  files: readonly string[],
  work: (part: (database: DatabaseSync, limit: number) => number) => Promise<number>,
): Promise<void> {
  const rows = readFiles(files);
  try {
    await work((database, limit) => {
      if (isRecovered(database)) return 0;
      return inTransaction(database, () => {
        for (let count = 1; count <= limit; count++) {
          const { value, done } = rows.next();
          if (done === true) {
            finishRecovery(database);
            return count;
          }
          if (value) insert(database, value.table, value.row);
        }
        return limit;
      });
    });
  } finally {
    rows.return();
  }
}

/** SQLite keeps a number for the program that a file belongs to, and no other program asks for it. */
function isRecovered(database: DatabaseSync): boolean {
  return Number(database.prepare('PRAGMA application_id').get()?.['application_id']) !== 0;
}

/** Inside a transaction. From now on nothing is brought over any more. */
export function finishRecovery(database: DatabaseSync): void {
  // Rows that only their turns have told of.
  database.exec(`UPDATE conversations SET turn_count = (SELECT count(*) FROM turns WHERE conversation = conversations.id),
      first_user_text = (SELECT substr(user_text, 1, 200) FROM turns WHERE conversation = conversations.id
        AND user_text <> '' ORDER BY turn_index LIMIT 1)
      WHERE turn_count = 0;
    INSERT OR IGNORE INTO labelled SELECT id FROM conversations
      WHERE title IS NOT NULL OR note IS NOT NULL OR tags IS NOT NULL OR pinned_at IS NOT NULL;
    PRAGMA application_id = 1`);
}

/** Undefined for a place that cannot be read, so that many of them take no longer than many rows. */
function* readFiles(
  files: readonly string[],
): Generator<{ readonly table: string; readonly row: Row } | undefined, void> {
  for (const file of files) {
    let database: DatabaseSync | undefined;
    try {
      // Nothing is written; but only so SQLite reads a file that was cut short.
      const options = { readOnly: true, defensive: false };
      database = new (getBuiltinModule('node:sqlite').DatabaseSync)(file, options);
      database.exec('PRAGMA writable_schema = ON');
      for (const table of tables) for (const row of readTable(database, table)) yield row && { table, row };
    } catch {
      // No database, or not so far.
    } finally {
      database?.close();
    }
  }
}

function* readTable(database: DatabaseSync, table: string): Generator<Row | undefined, void> {
  const from = `SELECT rowid AS number, * FROM ${table} NOT INDEXED WHERE rowid`;
  let ascending: StatementSync;
  let descending: StatementSync;
  let exact: StatementSync;
  try {
    ascending = database.prepare(`${from} >= ? ORDER BY rowid LIMIT 1`);
    descending = database.prepare(`${from} < ? ORDER BY rowid DESC LIMIT 1`);
    exact = database.prepare(`${from} = ?`);
  } catch {
    return;
  }
  let failures = 0;
  let empty = 0;

  /** The row that comes next, if it lies between the two; false when its page cannot be read or is not where it belongs. */
  function read(query: StatementSync, place: number, low: number, high: number): Row | undefined | false {
    try {
      const row: Row | undefined = query.get(place);
      const number = Number(row?.['number']);
      const isMisplaced = query === descending ? number >= place : number < place;
      if (isMisplaced) throw new Error('This page is another’s');
      failures = 0;
      const isFound = number >= low && number < high;
      empty = isFound ? 0 : empty + 1;
      return isFound ? row : undefined;
    } catch {
      failures++;
      return false;
    }
  }

  // Ranges of numbers, each read from both ends; what lies between two bad pages, half by half.
  const ranges: [low: number, high: number][] = [[0, behindAll]];
  for (
    let range = ranges.pop();
    range && failures < mostFailures && empty < mostEmpty;
    range = ranges.pop()
  ) {
    const [low, high] = range;
    if (low >= high) continue;
    const next = read(ascending, low, low, high);
    const found = next ? Number(next['number']) : high;
    if (next) yield next;
    if (next) ranges.push([found + 1, high]);
    if (found - low <= fewNumbers) {
      // Also the one behind the gap: what was found there may stand on a misplaced page, and another has its number.
      const end = next && found > low ? found + 1 : found;
      for (let place = low; place < end; place++) yield read(exact, place, low, end) || undefined;
      continue;
    }
    const last = read(descending, found, low, found);
    if (last) {
      yield last;
      const number = Number(last['number']);
      // It may stand on a misplaced page: then another has its number, and others lie behind it.
      yield read(exact, number, low, found) || undefined;
      ranges.push([number + 1, found]);
      ranges.push([low, number]);
    } else if (last === false || next === false) {
      yield undefined;
      const middle = Math.floor((low + found) / 2);
      if (middle > low) ranges.push([middle, found], [low, middle]);
    }
  }
}

function insert(database: DatabaseSync, table: string, row: Row): void {
  if (row['hidden_by'] === 'purge') return;
  const known = columnsOf(database, table);
  const columns = Object.keys(row).filter((name) => known.has(name));
  const values = Object.fromEntries(columns.map((name) => [name, row[name] as SQLInputValue]));
  try {
    if (table === 'turns') {
      statement(
        database,
        `INSERT OR IGNORE INTO conversations (id, connection_id, state, created_at, updated_at, rest)
         VALUES (:id, '', 'unknown', :at, :at, '{}')`,
      ).run({ id: row['conversation'] as string, at: row['started_at'] as string });
    }
    const { changes } = statement(
      database,
      `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
    ).run(values);
    if (changes === 0 && table === 'turns' && row['id'] != null) insertBehind(database, columns, values);
  } catch (error) {
    // Not a row of ours when it breaks a rule of the table: its page is damaged. A full disk is another matter.
    const isOfDatabase = error instanceof Error && 'errcode' in error;
    if (isOfDatabase && (Number(error.errcode) & 0xff) !== constraint) throw error;
  }
}

/** Where a window has gone on with the conversation, another turn may have the place: it loses its place and no more. */
function insertBehind(
  database: DatabaseSync,
  columns: readonly string[],
  values: Record<string, SQLInputValue>,
): void {
  const place = '(SELECT max(turn_index) + 1 FROM turns WHERE conversation = :conversation)';
  const { turn_index: _, ...others } = values;
  const sources = columns.map((name) => (name === 'turn_index' ? place : `:${name}`));
  statement(
    database,
    `INSERT OR IGNORE INTO turns (${columns.join(', ')}) VALUES (${sources.join(', ')})`,
  ).run(others);
}

function columnsOf(database: DatabaseSync, table: string): ReadonlySet<unknown> {
  return new Set(
    statement(database, 'SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name),
  );
}
