import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { currentHistoryFile } from './historyFile.ts';
import { migrationsFrom, schemaVersion } from './migrations.ts';
import { runInThread } from './runInThread.ts';

/** With less the thread is held for too short a time to be noticed. */
const smallBytes = 2_000_000;

interface Migration {
  readonly file: string;
  readonly entries: readonly (readonly string[])[];
}

/**
 * Brings a large history of an older version up to date in a thread of its own, statement by statement, so that neither
 * this window stands still nor another one waits for longer than its patience; undefined when there is nothing to do.
 * Whatever goes wrong is heard when the history is opened: what was done until then counts, and the rest is done there.
 */
export function migrateLargeHistory(directory: string, fileName = 'history.db'): Promise<void> | undefined {
  const file = currentHistoryFile(directory, fileName);
  if (!isLargeAndOld(file)) return undefined;
  return runInThread(migrateInThread, { file, entries: migrationsFrom(0) }).done.catch(() => undefined);
}

/** By the file's header, without opening it: https://www.sqlite.org/fileformat.html#the_database_header */
function isLargeAndOld(file: string): boolean {
  try {
    if (statSync(file).size < smallBytes) return false;
    const header = Buffer.alloc(100);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, header);
    closeSync(descriptor);
    const version = header.readUInt32BE(60);
    return version > 0 && version < schemaVersion;
  } catch {
    return false;
  }
}

/** A program of its own, see `runInThread`. */
function migrateInThread(sqlite: typeof import('node:sqlite'), { file, entries }: Migration): void {
  const database = new sqlite.DatabaseSync(file);
  const version = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  // Read once while other windows may write: what follows finds the pages in memory.
  database.exec(
    `PRAGMA busy_timeout = 60000; SELECT count(*) FROM turns NOT INDEXED WHERE typeof(reply) = ''`,
  );
  for (;;) {
    const reached = version();
    const entry = entries[reached];
    if (!entry) break;
    for (const sql of entry) {
      const started = performance.now();
      try {
        database.exec(sql);
      } catch (error) {
        if (!/duplicate column|already exists/.test(String(error))) throw error;
      }
      // SQLite asks ten times a second whether a file is free: a window that waits comes in between.
      if (performance.now() - started > 5) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
    }
    database.exec('BEGIN IMMEDIATE');
    if (version() === reached) database.exec(`PRAGMA user_version = ${reached + 1}`);
    database.exec('COMMIT');
  }
  database.close();
}
