import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Disposable } from '../common/disposable.ts';

/** Brings what is committed to the disk (fsync). */
export interface WalSync extends Disposable {
  /** Without holding the thread: a busy disk takes a hundred milliseconds. */
  soon(): Promise<void>;
  /** Before it returns. */
  now(): void;
}

const syncFile = promisify(fdatasync);

/**
 * With `synchronous = NORMAL` SQLite writes a commit into the write-ahead log and leaves to us when that is brought to
 * the disk; it does so itself before it moves anything on into the database. A commit that is told only after
 * that outlives a crash of the machine, as with FULL, and the thread does not wait for the disk. Where there is no
 * write-ahead log (a network drive), or it cannot be opened, SQLite goes on with FULL by itself.
 */
export function createWalSync(database: DatabaseSync, file: string): WalSync {
  let log: number | undefined;
  let isTried = false;
  let underWay: Promise<void> = Promise.resolve();

  /** The log is there once something was committed, which was with FULL. */
  function opened(): number | undefined {
    if (isTried) return log;
    isTried = true;
    log = isWriteAhead(database) ? openLog(`${file}-wal`) : undefined;
    if (log !== undefined) database.exec('PRAGMA synchronous = NORMAL');
    return log;
  }

  return {
    async soon() {
      const descriptor = opened();
      if (descriptor === undefined) return;
      const synced = syncFile(descriptor);
      underWay = synced.catch(() => undefined);
      await synced;
    },
    now() {
      const descriptor = opened();
      if (descriptor !== undefined) fdatasyncSync(descriptor);
    },
    dispose() {
      const descriptor = log;
      log = undefined;
      isTried = true;
      if (descriptor !== undefined) void underWay.then(() => closeSync(descriptor));
    },
  };
}

function isWriteAhead(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'wal';
}

function openLog(path: string): number | undefined {
  try {
    // Windows asks for the right to write.
    return openSync(path, 'r+');
  } catch {
    return undefined;
  }
}
