import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { toNewerSchemaProblem } from './historyProblem.ts';
import { migrationsFrom, schemaVersion } from './migrations.ts';
import { foldText } from './search/foldText.ts';
import { openSearchIndex } from './search/searchIndex.ts';
import { inTransaction, patiently } from './statements.ts';

/**
 * Opens the database and brings its schema up to date. Throws HumanError for a newer schema, and SQLite's own
 * error for what is no database; in both cases the file is as it was.
 */
export function openHistoryFile(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const isNew = !existsSync(file);
  // Loaded when first needed: the editor pays for SQLite only when there is a history to read or to write.
  const database = new (getBuiltinModule('node:sqlite').DatabaseSync)(file);
  try {
    if (isNew) chmodSync(file, 0o600);
    database.exec(`${patiently}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON`);
    migrate(database, file);
    useWriteAheadLog(database);
    openSearchIndex(database);
    database.function('folded', { deterministic: true }, (text) =>
      typeof text === 'string' ? foldText(text).folded : '',
    );
    // The first read takes the log's shared memory, which a full disk refuses.
    database.prepare('SELECT 1 FROM conversations LIMIT 1').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, file: string): void {
  if (versionToLeave(database, file) === schemaVersion) return;
  inTransaction(database, () => {
    // Asked again now that no other window can be doing the same.
    const version = versionToLeave(database, file);
    for (const sql of migrationsFrom(version).flat()) doOnce(database, sql);
    if (version < schemaVersion) database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

/** A window that was killed in the middle (`migrateHistory.ts`) has left a part of it done. */
function doOnce(database: DatabaseSync, sql: string): void {
  try {
    database.exec(sql);
  } catch (error) {
    if (!/duplicate column|already exists/.test(String(error))) throw error;
  }
}

function versionToLeave(database: DatabaseSync, file: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > schemaVersion) throw toNewerSchemaProblem(file);
  return version;
}

/**
 * Readers and a writer side by side. With `synchronous = FULL` a commit is on the disk when it returns: it outlives
 * a crash of the machine, not only ours; `walSync.ts` keeps that promise without holding the thread.
 */
function useWriteAheadLog(database: DatabaseSync): void {
  database.exec('PRAGMA synchronous = FULL');
  try {
    database.exec('PRAGMA journal_mode = WAL');
  } catch {
    // Another window is opening the file at this moment, and its switch holds for us too. Where no window can
    // (a network drive), SQLite's rollback journal is as safe.
  }
}

/**
 * The file in use: the one with the highest number, because each was begun when the one before it was found
 * damaged. So every window finds the same one, without a note of it anywhere.
 */
export function currentHistoryFile(directory: string, fileName: string): string {
  const numbers = readNames(directory).map((name) => numberOf(name, fileName));
  return path.join(directory, numbered(fileName, Math.max(1, ...numbers)));
}

/** The damaged ones whose place it took, the latest first. */
export function earlierHistoryFiles(file: string, fileName: string): readonly string[] {
  const directory = path.dirname(file);
  const own = numberOf(path.basename(file), fileName);
  return Array.from({ length: own - 1 }, (_, index) =>
    path.join(directory, numbered(fileName, own - 1 - index)),
  ).filter((earlier) => existsSync(earlier));
}

/** None when the directory is not there yet, or cannot be read: then opening the file says why. */
function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** `history.db`, then `history-2.db`, `history-3.db`. */
export function nextHistoryFile(file: string, fileName: string): string {
  return path.join(path.dirname(file), numbered(fileName, numberOf(path.basename(file), fileName) + 1));
}

function numbered(fileName: string, number: number): string {
  const { name, ext } = path.parse(fileName);
  return number === 1 ? fileName : `${name}-${number}${ext}`;
}

function numberOf(candidate: string, fileName: string): number {
  const { name, ext } = path.parse(fileName);
  const isOurs = candidate.startsWith(`${name}-`) && candidate.endsWith(ext);
  const digits = isOurs ? candidate.slice(name.length + 1, candidate.length - ext.length) : '';
  return /^\d{1,6}$/.test(digits) ? Number(digits) : 1;
}
