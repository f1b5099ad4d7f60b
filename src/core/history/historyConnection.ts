import { existsSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { bestEffort } from '../common/bestEffort.ts';
import type { Disposable } from '../common/disposable.ts';
import type { HumanError } from '../common/humanError.ts';
import { currentHistoryFile, earlierHistoryFiles, nextHistoryFile, openHistoryFile } from './historyFile.ts';
import { isUnreadable, toHistoryProblem, toUnreadableProblem } from './historyProblem.ts';
import { giveUpSearchIndex, isIndexDamaged } from './search/searchIndex.ts';
import { withoutWaiting } from './statements.ts';
import { createWalSync, type WalSync } from './walSync.ts';
import { watchHistory } from './watchHistory.ts';

export interface OpenHistoryFile extends Disposable {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly log: WalSync;
  /** SQLite's mark that another connection has committed. */
  dataVersion: number;
}

/** The file of the history, opened with the first use. A damaged one stays as it is, and the next one takes its place. */
export interface HistoryConnection extends Disposable {
  /** Undefined before the first use, and after another window went on in another file. */
  readonly current: OpenHistoryFile | undefined;
  /** Grows with every file that is opened. */
  readonly generation: number;
  /** Rejects what cannot be done with a HumanError. */
  readonly use: <T>(action: (database: DatabaseSync) => T) => T;
  /** Waits for no other window, which would hold the thread: a part is done again when it is refused. */
  readonly usePart: <T>(part: (database: DatabaseSync) => T) => T;
  /** Those that were put aside. They hold what was said, too. */
  damagedFiles(): readonly string[];
}

export interface HistoryConnectionOptions {
  readonly directory: string;
  readonly fileName: string;
  readonly openFile?: ((file: string) => DatabaseSync) | undefined;
  readonly onProblem: (problem: HumanError) => void;
  readonly onDidOpen: (opened: OpenHistoryFile) => void;
  /** Another window has changed what is in it, or it is another file. */
  readonly onDidChange: () => void;
}

export function createHistoryConnection(options: HistoryConnectionOptions): HistoryConnection {
  const { directory, fileName, openFile = openHistoryFile, onProblem } = options;
  let current: OpenHistoryFile | undefined;
  let generation = 0;
  let isDisposed = false;

  function open(): OpenHistoryFile {
    if (isDisposed) throw new Error('The history was used after it was disposed');
    if (current) return current;
    const { database, file } = openUndamaged(currentHistoryFile(directory, fileName));
    const log = createWalSync(database, file);
    const watcher = watchHistory(directory, path.parse(fileName).name, lookAtFile);
    current = {
      file,
      database,
      log,
      dataVersion: readDataVersion(database),
      dispose() {
        watcher.dispose();
        log.dispose();
        database.close();
      },
    };
    generation++;
    options.onDidOpen(current);
    return current;
  }

  function openUndamaged(file: string): { readonly file: string; readonly database: DatabaseSync } {
    try {
      return { file, database: openFile(file) };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return openUndamaged(putAside(file, error));
    }
  }

  /** The damaged file stays as it is; its place is taken by the next one. */
  function putAside(file: string, cause: unknown): string {
    const replacement = nextHistoryFile(file, fileName);
    onProblem(toUnreadableProblem(file, replacement, cause));
    return replacement;
  }

  function close(): void {
    const closing = current;
    current = undefined;
    closing?.dispose();
  }

  function use<T>(action: (database: DatabaseSync) => T): T {
    try {
      try {
        return action(open().database);
      } catch (error) {
        if (current && isIndexDamaged(error)) {
          giveUpSearchIndex(current.database);
          return action(current.database);
        }
        if (!current || !isUnreadable(error)) throw error;
        // Found damaged while in use: go on in the next file, which exists from now on for every window.
        const { file } = current;
        bestEffort(close);
        current = undefined;
        openFile(putAside(file, error)).close();
        // Whatever found it may not be what announces a change.
        setImmediate(() => options.onDidChange());
        return action(open().database);
      }
    } catch (error) {
      throw toHistoryProblem(error, currentHistoryFile(directory, fileName));
    }
  }

  /** Another window may have written, or gone on in the next file. */
  function lookAtFile(): void {
    const known = current;
    if (!known) return;
    bestEffort(() => {
      const isReplaced = !existsSync(known.file) || currentHistoryFile(directory, fileName) !== known.file;
      if (isReplaced) {
        close();
        return options.onDidChange();
      }
      const dataVersion = readDataVersion(known.database);
      if (dataVersion === known.dataVersion) return;
      known.dataVersion = dataVersion;
      options.onDidChange();
    });
  }

  return {
    get current() {
      return current;
    },
    get generation() {
      return generation;
    },
    use,
    usePart: (part) => use((database) => withoutWaiting(database, () => part(database))),
    damagedFiles: () => earlierHistoryFiles(currentHistoryFile(directory, fileName), fileName),
    dispose() {
      isDisposed = true;
      bestEffort(close);
    },
  };
}

function readDataVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0);
}
