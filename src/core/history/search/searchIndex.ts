import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, statement } from '../statements.ts';
import { longestPrefix, longestSearched, toIndexedWords } from './searchTerms.ts';

/*
 * The words of every message and reply, in a table of FTS5 that holds no text (contentless): the texts stand in
 * `turns`. A turn has two documents, so that each is written once: the message at twice its row's number, the reply
 * behind it. Triggers note every row that was written, by whatever version of us, in `search_waiting`. What waits is
 * indexed a moment later, then what was there before the index was, from the newest on: a turn does not pay for it.
 *
 * Words are made by `searchTerms.ts` for index, query and result alike, so the tokenizer has only spaces to see.
 */

const options = [
  `content = ''`,
  'contentless_delete = 1',
  'detail = none',
  `tokenize = 'ascii'`,
  `prefix = '${Array.from({ length: longestPrefix }, (_, index) => index + 1).join(' ')}'`,
];

/** `mergeIndex.ts` joins the parts of which an index consists; with so many on a level SQLite does it in a commit. */
const mostParts = 64;

/** A search looks into each of them. Windows that were open for a moment have left theirs. */
export function countParts(database: DatabaseSync): number {
  const { parts } =
    statement(
      database,
      `WITH RECURSIVE part (id) AS (SELECT min(segid) FROM search_words_idx UNION ALL
         SELECT (SELECT min(segid) FROM search_words_idx WHERE segid > id) FROM part WHERE id IS NOT NULL)
       SELECT count(id) AS parts FROM part`,
    ).get() ?? {};
  return Number(parts);
}

/** Databases whose index cannot be used: FTS5 is lacking, or it was found damaged. */
const withoutIndex = new WeakSet<DatabaseSync>();

/** Makes the index when it is not there. Where this build of SQLite has no FTS5, search reads the texts. */
export function openSearchIndex(database: DatabaseSync): void {
  try {
    const isThere = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'search_words'`).get();
    if (!isThere) {
      database.exec(
        `CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5 (words, ${options.join(', ')});
         INSERT INTO search_words (search_words, rank) VALUES ('automerge', 0), ('crisismerge', ${mostParts})`,
      );
    }
    database.prepare('SELECT rowid FROM search_words LIMIT 0').get();
  } catch (error) {
    if (isFullOrLocked(error)) throw error;
    withoutIndex.add(database);
  }
}

/** https://www.sqlite.org/rescode.html: busy, locked, read-only, input or output, full, cannot open. */
function isFullOrLocked(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return [5, 6, 8, 10, 13, 14].includes(code);
}

export function hasSearchIndex(database: DatabaseSync): boolean {
  return !withoutIndex.has(database);
}

/** SQLITE_CORRUPT_VTAB: the index is damaged, which says nothing of what was said. */
export function isIndexDamaged(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 267;
}

/** From now on search reads the texts. */
export function giveUpSearchIndex(database: DatabaseSync): void {
  withoutIndex.add(database);
}

/** Turns below this row are not in the index yet; 0 when all are. */
export function readUnindexedBelow(database: DatabaseSync): number {
  return Number(statement(database, 'SELECT below FROM search_state').get()?.['below'] ?? 0);
}

/**
 * Indexes what was written since, the oldest first: what still waits is the newest, as search takes it to be. Inside a
 * transaction. Returns how many messages and replies that were: no more when they are longer than `longest` characters.
 */
export function indexWaiting(database: DatabaseSync, limit: number, longest: number): number {
  if (!hasSearchIndex(database)) return 0;
  const waiting = statement(database, 'SELECT place FROM search_waiting ORDER BY place LIMIT ?').all(limit);
  return forAsLongAs(longest, waiting, ({ place }) => {
    statement(database, 'DELETE FROM search_waiting WHERE place = ?').run(Number(place));
    return indexText(database, Number(place));
  });
}

/** `action` returns how long the text was. Returns how many of the rows were done. */
function forAsLongAs<T>(longest: number, rows: readonly T[], action: (row: T) => number): number {
  let [done, length] = [0, 0];
  for (const row of rows) {
    if (length > longest) break;
    length += action(row);
    done++;
  }
  return done;
}

/** In characters, which take a few milliseconds. */
export const longestPart = 100_000;

/** A part of what the index lacks, in a transaction of its own; returns how many messages and replies, or turns. */
export function indexPart(database: DatabaseSync, limit: number, longest = longestPart): number {
  const waiting = indexWaitingPart(database, limit, longest);
  if (waiting > 0 || !hasSearchIndex(database) || readUnindexedBelow(database) === 0) return waiting;
  return inTransaction(database, () => indexOlder(database, limit, longest));
}

/** As `indexWaiting`, in a transaction of its own. */
export function indexWaitingPart(
  database: DatabaseSync,
  limit: number,
  longest = Number.POSITIVE_INFINITY,
): number {
  if (!hasSearchIndex(database) || !hasWaiting(database)) return 0;
  return inTransaction(database, () => indexWaiting(database, limit, longest));
}

/** So much of what was just said is read as quickly as it would be looked up. */
export const mostRead = 1000;

/** Nothing that is older has to be read, which would take longer. */
export function isComplete(database: DatabaseSync): boolean {
  if (readUnindexedBelow(database) > 0) return false;
  return statement(database, `SELECT 1 FROM search_waiting LIMIT 1 OFFSET ${mostRead}`).get() === undefined;
}

/** Read without the right to write, so that a history that lacks nothing is not written to. */
function hasWaiting(database: DatabaseSync): boolean {
  return statement(database, 'SELECT 1 FROM search_waiting LIMIT 1').get() !== undefined;
}

function indexOlder(database: DatabaseSync, limit: number, longest: number): number {
  const older = statement(database, 'SELECT rowid FROM turns WHERE rowid < ? ORDER BY rowid DESC LIMIT ?')
    .all(readUnindexedBelow(database), limit)
    .map(({ rowid }) => Number(rowid));
  const done = forAsLongAs(
    longest,
    older,
    (rowid) => indexText(database, 2 * rowid) + indexText(database, 2 * rowid + 1),
  );
  statement(database, 'UPDATE search_state SET below = ?').run(
    done < limit && done === older.length ? 0 : (older[done - 1] ?? 0),
  );
  return done;
}

/** Returns how long the text is. */
function indexText(database: DatabaseSync, place: number): number {
  const row = statement(
    database,
    `SELECT substr(${place % 2 === 0 ? 'user_text' : 'reply'}, 1, ${longestSearched}) AS text FROM turns WHERE rowid = ?`,
  ).get(Math.floor(place / 2));
  const text = String(row?.['text'] ?? '');
  const words = toIndexedWords(text);
  if (words === '') statement(database, 'DELETE FROM search_words WHERE rowid = ?').run(place);
  else
    statement(database, 'INSERT OR REPLACE INTO search_words (rowid, words) VALUES (?, ?)').run(place, words);
  return text.length;
}
