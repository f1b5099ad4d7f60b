import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { inTransaction, statement } from './statements.ts';

/** Does something in parts, each of as many rows as it is told, until a part finds none. */
export type Work = (part: (database: DatabaseSync, limit: number) => number) => Promise<unknown>;

type Values = Readonly<Record<string, SQLInputValue>>;

export interface Along {
  /** A column with an index over `among`; without one, the rows as they were written. */
  readonly key?: 'updated_at' | 'deleted_at';
  /** Found without reading a row. */
  readonly among: string;
  /** The first value of the key that is looked at; in `among`, SQLite would begin there again in each part. */
  readonly start?: string;
  readonly chosen: string;
  readonly change: string;
  /** What `change` names. */
  readonly values?: Values;
  /** What `among` and `chosen` name. */
  readonly bounds?: Values;
}

/**
 * Changes conversations in parts, the oldest first. Rows that stay as they are, however many, are looked at once and not
 * again in each part, and those that are written meanwhile make no end of it. Resolves with how many were changed.
 */
export async function changeAlong(work: Work, along: Along): Promise<number> {
  const { key, among, start = '', chosen, change, values, bounds } = along;
  const [columns, places] = key ? [`${key}, rowid`, ':at, :row'] : ['rowid', ':row'];
  let place: Values = key ? { at: start, row: 0 } : { row: 0 };
  let last: SQLInputValue | undefined;
  let changed = 0;
  await work((database, limit) => {
    const part = inTransaction(database, () => {
      last ??= statement(database, 'SELECT coalesce(max(rowid), 0) AS row FROM conversations').get()?.['row'];
      const rows = statement(
        database,
        `SELECT rowid AS row, ${key ?? 'NULL'} AS at, ${chosen} AS chosen FROM conversations
         WHERE ${among} AND (${columns}) > (${places}) AND rowid <= :last ORDER BY ${columns} LIMIT :limit`,
      ).all({ ...bounds, ...place, last: last ?? 0, limit });
      const found = rows.filter((row) => row['chosen'] === 1).map((row) => row['row']);
      if (found.length === 0) return { rows, changes: 0 };
      const mark = `UPDATE conversations SET ${change} WHERE rowid IN (SELECT value FROM json_each(:found))`;
      return { rows, ...statement(database, mark).run({ ...values, found: JSON.stringify(found) }) };
    });
    const behind = part.rows.at(-1);
    if (behind) place = key ? { at: behind['at']!, row: behind['row']! } : { row: behind['row']! };
    changed += Number(part.changes);
    return part.rows.length;
  });
  return changed;
}
