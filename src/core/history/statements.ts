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

/** Another window that writes at this moment is an error (busy) at once: waiting for it would hold the thread. */
export function withoutWaiting<T>(database: DatabaseSync, action: () => T): T {
  database.exec('PRAGMA busy_timeout = 0');
  try {
    return action();
  } finally {
    database.exec('PRAGMA busy_timeout = 5000');
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
