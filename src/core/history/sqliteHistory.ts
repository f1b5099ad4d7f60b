import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../common/disposable.ts';
import { Emitter } from '../common/event.ts';
import type { HumanError } from '../common/humanError.ts';
import type { RecordedConversation } from '../conversation/conversationRecord.ts';
import { abandonTurns, type PendingTurn, readPendingTurns } from './abandonedTurns.ts';
import {
  countConversations,
  countOpen,
  hasTestsAbove,
  readConversation,
  readKept,
  readLatestReplay,
  readOpen,
  readPinned,
  readRevision,
  readSummaries,
  readSummary,
} from './conversationTable.ts';
import { createGroupCommit } from './groupCommit.ts';
import { maxPageLength, type History } from './history.ts';
import { currentHistoryFile, earlierHistoryFiles, nextHistoryFile, openHistoryFile } from './historyFile.ts';
import { expireConversations } from './expireConversations.ts';
import { countExpired, giveUp, hide, removeGivenUp, restore } from './hiddenConversations.ts';
import { isUnreadable, toHistoryProblem, toUnreadableProblem } from './historyProblem.ts';
import { type BatchOptions, inBatches } from './inBatches.ts';
import { readLatencyFigures } from './readLatencies.ts';
import { readSameTurn } from './sameTurn.ts';
import { readLabelsInUse, writeLabels, writeRerun } from './labels.ts';
import { createIndexMerging } from './search/mergeIndex.ts';
import {
  giveUpSearchIndex,
  hasSearchIndex,
  indexPart,
  indexWaiting,
  isIndexDamaged,
} from './search/searchIndex.ts';
import { createHistorySearch } from './search/historySearch.ts';
import { createLaterIndex } from './search/laterIndex.ts';
import { clearConversations, type UseInPart, wipeRemoved } from './purgeHistory.ts';
import { finishRecovery, recoverHistory } from './recoverHistory.ts';
import { inTransaction, withoutWaiting } from './statements.ts';
import { createTestResults } from './createTestResults.ts';
import { removeEmptyRuns, removeHiddenResults } from './testResultTable.ts';
import { createWalSync, type WalSync } from './walSync.ts';
import { watchHistory } from './watchHistory.ts';
import { whenFree } from './whenFree.ts';
import { writeChange } from './writeChange.ts';

export interface SqliteHistoryOptions {
  /** Created when missing. Every window of this machine may use it at once. */
  readonly directory: string;
  readonly fileName?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly isProcessAlive: (processId: number) => boolean;
  /** Something a person should know although nothing was refused: a damaged file was put aside, say. */
  readonly onProblem: (problem: HumanError) => void;
  readonly openFile?: ((file: string) => DatabaseSync) | undefined;
}

/** How long what was deleted can still be restored. */
const undoHours = 24;

/** How long after a write the log is moved into the database. */
const quietMs = 1000;

/** More than wait for the index in a window that talks, which takes a moment. */
const mostLeft = 5000;

/** A process that is late by less is left to tell by itself how its call went. */
const lateMs = 5000;

interface OpenHistory extends Disposable {
  readonly file: string;
  readonly database: DatabaseSync;
  readonly log: WalSync;
  /** SQLite's mark that another connection has committed. */
  dataVersion: number;
}

/** The history in a SQLite file. Nothing is opened or created before the first use. */
export function openSqliteHistory(options: SqliteHistoryOptions): History {
  const { directory, fileName = 'history.db', now, isProcessAlive, onProblem } = options;
  const openFile = options.openFile ?? openHistoryFile;
  const changed = new Emitter<void>();
  let current: OpenHistory | undefined;
  let generation = 0;
  let quietTimer: NodeJS.Timeout | undefined;
  const merging = createIndexMerging();
  const laterIndex = createLaterIndex(indexAll);
  let disposed = false;

  function open(): OpenHistory {
    if (disposed) throw new Error('The history was used after it was disposed');
    if (current) return current;
    const { database, file } = openUndamaged(currentHistoryFile(directory, fileName));
    const log = createWalSync(database, file);
    const watcher = watchHistory(directory, path.parse(fileName).name, onDirectoryChange);
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
    void completeInParts(log, file).catch(() => undefined);
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

  /** For what would be nice to have done; the disk's refusal is heard from whoever needs it. */
  function attempt(action: () => void): void {
    try {
      action();
    } catch {
      // Said above.
    }
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
        attempt(close);
        current = undefined;
        openFile(putAside(file, error)).close();
        // Whatever found it may not be what announces a change.
        setImmediate(() => changed.fire());
        return action(open().database);
      }
    } catch (error) {
      throw toHistoryProblem(error, currentHistoryFile(directory, fileName));
    }
  }

  /** Committed, and on the platter once the log is synced. */
  function commit<T>(action: (database: DatabaseSync) => T, useIt = use): T {
    const result = useIt((database) => inTransaction(database, () => action(database)));
    changed.fire();
    moveOnSoon();
    laterIndex.soon();
    return result;
  }

  /** A window that closes leaves its words in the index; very many are left to the next one. */
  function indexRest(): void {
    if (current) indexPart(current.database, mostLeft);
  }

  function moveOnSoon(): void {
    if (quietTimer) quietTimer.refresh();
    else quietTimer = setTimeout(moveOn, quietMs).unref();
  }

  function write<T>(action: (database: DatabaseSync) => T): T {
    const result = commit(action);
    use(() => current?.log.now());
    return result;
  }

  /** Moves what was written into the database itself, which waits for the disk, while nobody waits for us. */
  function moveOn(): void {
    quietTimer = undefined;
    attempt(() => current?.database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
  }

  /** What takes long waits for no other window, which would hold the thread: a part is done again when it is refused. */
  function usePart<T>(part: (database: DatabaseSync) => T): T {
    return use((database) => withoutWaiting(database, () => part(database)));
  }

  /** What is being done in parts ends with the history. */
  function work(
    part: (database: DatabaseSync, limit: number) => number,
    between?: BatchOptions['between'],
  ): Promise<number> {
    return inBatches((limit) => (disposed ? 0 : usePart((database) => part(database, limit))), { between });
  }

  /**
   * What can be read of a damaged file, and the words that an older version has left. Nobody waits for the platter, and
   * without the log SQLite itself would.
   */
  async function completeInParts(log: WalSync, file: string): Promise<void> {
    await log.soon();
    const damaged = earlierHistoryFiles(file, fileName);
    if (damaged.length > 0) {
      await recoverHistory(damaged, work);
      changed.fire();
    }
    await indexAll();
  }

  /** What waits, or is older than the index. */
  async function indexAll(): Promise<void> {
    await work(indexPart, () => current && merging.added(current.file));
  }

  async function rewriteIndex(): Promise<void> {
    if (!current || !hasSearchIndex(current.database)) return;
    const { database, file } = current;
    await merging.rewrite(file).catch((error: unknown) => {
      if (!isIndexDamaged(error)) throw error;
      giveUpSearchIndex(database);
    });
  }

  /** The damaged files hold what was said, too. */
  function clearDamaged(isDone: boolean): void {
    const damaged = earlierHistoryFiles(currentHistoryFile(directory, fileName), fileName);
    if (damaged.length === 0) return;
    if (!isDone) return use((database) => inTransaction(database, () => finishRecovery(database)));
    for (const file of damaged)
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  }

  const useInPart: UseInPart = (part) => (disposed ? undefined : usePart(part));

  async function purge(by: 'person' | 'retention', before: string | undefined): Promise<void> {
    await giveUp(work, { by, before });
    const removed = await work(removeGivenUp);
    await work(removeEmptyRuns);
    if (removed === 0) return;
    changed.fire();
    // What was deleted shall not linger on the disk. A disk that refuses is asked again with the next purge.
    await wipeRemoved(useInPart, rewriteIndex).catch(() => undefined);
  }

  function onDirectoryChange(): void {
    const known = current;
    if (!known) return;
    attempt(() => {
      const isReplaced = !existsSync(known.file) || currentHistoryFile(directory, fileName) !== known.file;
      if (isReplaced) {
        close();
        return changed.fire();
      }
      const dataVersion = readDataVersion(known.database);
      if (dataVersion === known.dataVersion) return;
      known.dataVersion = dataVersion;
      changed.fire();
    });
  }

  /** A turn whose process is gone, or whose time is up, is not pending any more: nobody will answer it. */
  function settle(database: DatabaseSync): void {
    const abandoned = readPendingTurns(database).filter(isAbandoned);
    // A disk that refuses this still lets the history be read.
    attempt(() => abandonTurns(database, abandoned));
  }

  function isAbandoned({ processId, deadlineAt }: PendingTurn): boolean {
    if (processId === undefined || deadlineAt === undefined) return true;
    return !isProcessAlive(processId) || Date.parse(deadlineAt) + lateMs < now();
  }

  const commits = createGroupCommit({
    commit: (changes, isTimeUp) =>
      commit((database) => {
        const revisions: number[] = [];
        let texts = 0;
        for (const change of changes) {
          revisions.push(writeChange(database, change));
          texts += 2 * change.turns.length;
          if (isTimeUp()) break;
        }
        laterIndex.keepUp(texts, (limit) => indexWaiting(database, limit));
        return revisions;
      }),
    syncSoon: async () => current?.log.soon(),
    syncNow: () => current?.log.now(),
  });

  const testResults = createTestResults(use, () => {
    // Nobody waits for the platter, but without this SQLite itself would, holding the thread.
    current?.log.soon().catch(() => undefined);
    moveOnSoon();
  });

  function read(id: string): RecordedConversation | undefined {
    return use((database) => {
      settle(database);
      return readConversation(database, id);
    });
  }

  return {
    save({ turns, ...head }) {
      commits.flush();
      write((database) => writeChange(database, { head, turns }));
    },
    write: (change) => commits.add(change),
    flush: () => commits.flush(),
    read,
    get: (id) => read(id)?.conversation,
    revision: (id) => use((database) => readRevision(database, id)),
    get generation() {
      return generation;
    },
    page: ({ after, limit = maxPageLength, filter } = {}) =>
      use((database) => {
        settle(database);
        const length = Math.min(Math.max(1, limit), maxPageLength);
        const rows = readSummaries(database, after, length + 1, filter);
        const conversations = rows.slice(0, length);
        const last = conversations.at(-1);
        const next = rows.length > length && last ? { createdAt: last.createdAt, id: last.id } : undefined;
        return { conversations, next };
      }),
    hasTestsAbove: (place) => use((database) => hasTestsAbove(database, place)),
    repliesToSameTurn: (turn) => use((database) => readSameTurn(database, turn)),
    search: (query) => createHistorySearch(query, use),
    latencyFigures: (signal) => readLatencyFigures(use, signal),
    async clear(clearing = {}) {
      commits.flush();
      await current?.log.soon();
      clearDamaged(false);
      const isDone = await clearConversations(useInPart, rewriteIndex, {
        ...clearing,
        now: new Date(now()).toISOString(),
      });
      if (isDone) clearDamaged(true);
      changed.fire();
      return isDone;
    },
    recordRerun: (id, result) => write((database) => writeRerun(database, id, result)),
    count: () => use(countConversations),
    pinned: () => use(readPinned),
    summary: (id) => use((database) => readSummary(database, id)),
    labelsInUse: () => use(readLabelsInUse),
    label: (ids, labels) => write((database) => writeLabels(database, ids, labels)),
    latestReplay: (id) => use((database) => readLatestReplay(database, id)),
    openConversations: (only) =>
      use((database) => {
        settle(database);
        return readOpen(database, only?.region);
      }),
    stillKept: (ids) => use((database) => readKept(database, ids)),
    countOpen: () =>
      use((database) => {
        settle(database);
        return countOpen(database);
      }),
    delete: (ids) => write((database) => hide(database, ids, new Date(now()).toISOString())),
    restore: (ids) => {
      const deletedAfter = new Date(now() - undoHours * 3_600_000).toISOString();
      return write((database) => restore(database, ids, deletedAfter));
    },
    purge: (deletedBefore) => purge('person', deletedBefore),
    async expire(keeping) {
      const { shown, hidden } = await expireConversations(work, keeping, new Date(now()).toISOString());
      if (shown + hidden > 0) changed.fire();
      return hidden;
    },
    countExpired: (hiddenBefore) => use((database) => countExpired(database, hiddenBefore)),
    async purgeExpired(hiddenBefore) {
      await work((database, limit) => removeHiddenResults(database, hiddenBefore, limit));
      await purge('retention', hiddenBefore);
    },
    parts: {
      read: use,
      async write(part) {
        const result = await whenFree(() => commit(part, usePart));
        await current?.log.soon();
        return result;
      },
    },
    testResults,
    onDidChange: changed.event,
    dispose() {
      attempt(() => commits.flush());
      attempt(() => testResults.dispose());
      attempt(indexRest);
      disposed = true;
      clearTimeout(quietTimer);
      laterIndex.dispose();
      merging.dispose();
      changed.dispose();
      attempt(close);
    },
  };
}

function readDataVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA data_version').get()?.['data_version'] ?? 0);
}
