import type { DatabaseSync } from 'node:sqlite';
import { bestEffort } from '../common/bestEffort.ts';
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
import { createTestResults } from './createTestResults.ts';
import { createGroupCommit } from './groupCommit.ts';
import { countExpired, hide, restore } from './hiddenConversations.ts';
import { maxPageLength, type History } from './history.ts';
import { createHistoryConnection } from './historyConnection.ts';
import { createHistoryUpkeep } from './historyUpkeep.ts';
import { readLabelsInUse, writeLabels, writeRerun } from './labels.ts';
import { readLatencyFigures } from './readLatencies.ts';
import { readSameTurn } from './sameTurn.ts';
import { createHistorySearch } from './search/historySearch.ts';
import { createIndexUpkeep } from './search/indexUpkeep.ts';
import { indexPart, indexWaiting, longestPart } from './search/searchIndex.ts';
import { inTransaction } from './statements.ts';
import { whenFree } from './whenFree.ts';
import { writeChange, writeChanges } from './writeChange.ts';

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
const longestLeft = 10_000_000;

/** A process that is late by less is left to tell by itself how its call went. */
const lateMs = 5000;

/** The history in a SQLite file. Nothing is opened or created before the first use. */
export function openSqliteHistory(options: SqliteHistoryOptions): History {
  const { directory, fileName = 'history.db', now, isProcessAlive, onProblem } = options;
  const changed = new Emitter<void>();
  const announce = () => changed.fire();
  let quietTimer: NodeJS.Timeout | undefined;
  const connection = createHistoryConnection({
    directory,
    fileName,
    openFile: options.openFile,
    onProblem,
    onDidOpen: (opened) => void upkeep.complete(opened).catch(() => undefined),
    onDidChange: announce,
  });
  const upkeep = createHistoryUpkeep(connection, announce);
  const indexUpkeep = createIndexUpkeep(upkeep.indexAll);
  const { use, usePart } = connection;

  /** Committed, and on the disk once the log is synced. */
  function commit<T>(action: (database: DatabaseSync) => T, useIt = use): T {
    const result = useIt((database) => inTransaction(database, () => action(database)));
    changed.fire();
    moveOnSoon();
    indexUpkeep.soon();
    return result;
  }

  /** A window that closes leaves its words in the index; very many are left to the next one. */
  function indexRest(): void {
    if (connection.current) indexPart(connection.current.database, mostLeft, longestLeft);
  }

  function moveOnSoon(): void {
    if (quietTimer) quietTimer.refresh();
    else quietTimer = setTimeout(moveOn, quietMs).unref();
  }

  function write<T>(action: (database: DatabaseSync) => T): T {
    const result = commit(action);
    use(() => connection.current?.log.now());
    return result;
  }

  /** Moves what was written into the database itself, which waits for the disk, while no caller waits for us. */
  function moveOn(): void {
    quietTimer = undefined;
    bestEffort(() => connection.current?.database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
  }

  /** A turn whose process is gone, or whose time is up, is not pending any more: no answer will be recorded. */
  function settle(database: DatabaseSync): void {
    const abandoned = readPendingTurns(database).filter(isAbandoned);
    // A disk that refuses this still lets the history be read.
    bestEffort(() => abandonTurns(database, abandoned));
  }

  function isAbandoned({ processId, deadlineAt }: PendingTurn): boolean {
    if (processId === undefined || deadlineAt === undefined) return true;
    return !isProcessAlive(processId) || Date.parse(deadlineAt) + lateMs < now();
  }

  const commits = createGroupCommit({
    commit: (changes, isTimeUp) =>
      commit((database) => {
        const revisions = writeChanges(database, changes, isTimeUp);
        const written = changes.slice(0, revisions.length);
        const texts = written.flatMap(({ turns }) =>
          turns.flatMap(({ userText, reply }) => [userText, reply]),
        );
        indexUpkeep.keepUp(texts.filter(Boolean).length, (limit) =>
          indexWaiting(database, limit, longestPart),
        );
        return revisions;
      }),
    syncSoon: async () => connection.current?.log.soon(),
    syncNow: () => connection.current?.log.now(),
  });

  const testResults = createTestResults(use, () => {
    // No caller waits for the disk, but without this SQLite itself would, holding the thread.
    connection.current?.log.soon().catch(() => undefined);
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
      return connection.generation;
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
    hasTestsAbove: (cursor) => use((database) => hasTestsAbove(database, cursor)),
    repliesToSameTurn: (turn, onTooLarge) => use((database) => readSameTurn(database, turn, onTooLarge)),
    search: (query) => createHistorySearch(query, use),
    latencyFigures: (signal) => readLatencyFigures(use, signal),
    async clear(clearing = {}) {
      commits.flush();
      await connection.current?.log.soon();
      return upkeep.clear({ ...clearing, now: new Date(now()).toISOString() });
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
    purge: (deletedBefore) => upkeep.purge('person', deletedBefore),
    async expire(keeping) {
      const { hidden } = await upkeep.expire(keeping, new Date(now()).toISOString());
      return hidden;
    },
    countExpired: (hiddenBefore) => use((database) => countExpired(database, hiddenBefore)),
    async purgeExpired(hiddenBefore) {
      await upkeep.removeHiddenResults(hiddenBefore);
      await upkeep.purge('retention', hiddenBefore);
    },
    parts: {
      read: use,
      async write(part) {
        const result = await whenFree(() => commit(part, usePart));
        await connection.current?.log.soon();
        return result;
      },
    },
    testResults,
    onDidChange: changed.event,
    dispose() {
      bestEffort(() => commits.flush());
      bestEffort(() => testResults.dispose());
      bestEffort(indexRest);
      clearTimeout(quietTimer);
      indexUpkeep.dispose();
      upkeep.dispose();
      changed.dispose();
      connection.dispose();
    },
  };
}
