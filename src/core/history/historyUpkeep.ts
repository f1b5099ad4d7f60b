import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../common/disposable.ts';
import { expireConversations, type Keeping } from './expireConversations.ts';
import { giveUp, removeGivenUp } from './hiddenConversations.ts';
import type { HistoryConnection, OpenHistoryFile } from './historyConnection.ts';
import { type BatchOptions, inBatches } from './inBatches.ts';
import { type ClearOptions, clearConversations, type UseInPart, wipeRemoved } from './purgeHistory.ts';
import { finishRecovery, recoverHistory } from './recoverHistory.ts';
import { createIndexMerging } from './search/mergeIndex.ts';
import {
  countParts,
  giveUpSearchIndex,
  hasSearchIndex,
  indexPart,
  isIndexDamaged,
} from './search/searchIndex.ts';
import { inTransaction } from './statements.ts';
import { removeEmptyRuns, removeHiddenResults } from './testResultTable.ts';

/** What takes long, in parts that hold the thread for milliseconds. It ends with the history. */
export interface HistoryUpkeep extends Disposable {
  /** Brings over what can be read of damaged files, and indexes the words that an older version has left. */
  complete(opened: OpenHistoryFile): Promise<void>;
  /** What waits for the search index, or is older than it. */
  readonly indexAll: () => Promise<void>;
  /** Removes for good what was hidden before `before` (ISO 8601; all of it when undefined). */
  purge(by: 'person' | 'retention', before: string | undefined): Promise<void>;
  /** Removes everything for good. Resolves with whether it came to the end. */
  clear(options: ClearOptions): Promise<boolean>;
  /** Hides what is old. Resolves with how many are shown again and how many are hidden by it. */
  expire(keeping: Keeping, now: string): Promise<{ readonly shown: number; readonly hidden: number }>;
  /** Results of chat tests that were hidden before (ISO 8601). */
  removeHiddenResults(before: string): Promise<number>;
}

/** `onDidChange`: conversations have come or gone. */
export function createHistoryUpkeep(connection: HistoryConnection, onDidChange: () => void): HistoryUpkeep {
  const merging = createIndexMerging();
  let isDisposed = false;

  const useInPart: UseInPart = (part) => (isDisposed ? undefined : connection.usePart(part));

  function work(
    part: (database: DatabaseSync, limit: number) => number,
    between?: BatchOptions['between'],
  ): Promise<number> {
    return inBatches((limit) => useInPart((database) => part(database, limit)) ?? 0, { between });
  }

  async function indexAll(): Promise<void> {
    await work(indexPart, () => {
      const { current } = connection;
      return current && merging.added(current.file, () => countParts(current.database));
    });
  }

  async function rewriteIndex(): Promise<void> {
    const { current } = connection;
    if (!current || !hasSearchIndex(current.database)) return;
    const { database, file } = current;
    await merging.rewrite(file).catch((error: unknown) => {
      if (!isIndexDamaged(error)) throw error;
      giveUpSearchIndex(database);
    });
  }

  return {
    async complete({ log }) {
      // The thread does not wait for the disk here, and without the log SQLite itself would.
      await log.soon();
      const damaged = connection.damagedFiles();
      if (damaged.length > 0) {
        await recoverHistory(damaged, work);
        onDidChange();
      }
      await indexAll();
    },
    indexAll,
    async purge(by, before) {
      await giveUp(work, { by, before });
      const removed = await work(removeGivenUp);
      await work(removeEmptyRuns);
      if (removed === 0) return;
      onDidChange();
      // What was deleted shall not linger on the disk. A disk that refuses is asked again with the next purge.
      await wipeRemoved(useInPart, rewriteIndex).catch(() => undefined);
    },
    async clear(options) {
      const damaged = connection.damagedFiles();
      if (damaged.length > 0) {
        connection.use((database) => inTransaction(database, () => finishRecovery(database)));
      }
      const isDone = await clearConversations(useInPart, rewriteIndex, options);
      // The damaged files hold what was said, too.
      for (const file of isDone ? connection.damagedFiles() : [])
        for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      onDidChange();
      return isDone;
    },
    async expire(keeping, now) {
      const counts = await expireConversations(work, keeping, now);
      if (counts.shown + counts.hidden > 0) onDidChange();
      return counts;
    },
    removeHiddenResults: (before) => work((database, limit) => removeHiddenResults(database, before, limit)),
    dispose() {
      isDisposed = true;
      merging.dispose();
    },
  };
}
