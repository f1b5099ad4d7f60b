import type { DatabaseSync, StatementSync } from 'node:sqlite';

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** Prepared once for each database: for a single row that takes longer than what the statement does. */
export function statement(database: DatabaseSync, sql: string): StatementSync {
  let ofDatabase = prepared.get(database);
  if (!ofDatabase) prepared.set(database, (ofDatabase = new Map()));
  let found = ofDatabase.get(sql);
  if (!found) ofDatabase.set(sql, (found = database.prepare(sql)));
  return found;
}

/** All or nothing, and alone: no other window writes in between. */
export function inTransaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back after a full disk, for one.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Moving the log into the database waits for the disk: it is done in a quiet moment, at the latest with so many pages. */
const longestLogPages = 4000;
/** Of what is done in parts, one of them after the other in the same log: so many are moved in a few milliseconds. */
const longestLogPagesOfParts = 1000;

/** For all that a person waits for. */
export const patiently = `PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = ${longestLogPages}`;
const inPart = `PRAGMA busy_timeout = 0; PRAGMA wal_autocheckpoint = ${longestLogPagesOfParts}`;

/** A part of what takes long: another window that writes at this moment is an error (busy) at once, and the thread is free. */
export function withoutWaiting<T>(database: DatabaseSync, action: () => T): T {
  database.exec(inPart);
  try {
    return action();
  } finally {
    database.exec(patiently);
  }
}

/** One statement in a transaction of its own. Returns how many rows it changed. */
export function change(
  database: DatabaseSync,
  sql: string,
  values: Readonly<Record<string, string | number | null>>,
): number {
  return inTransaction(database, () => Number(statement(database, sql).run(values).changes));
}
