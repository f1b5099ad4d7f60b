import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Work } from './changeAlong.ts';
import { giveUpAll, removeGivenUp } from './hiddenConversations.ts';
import { inBatches } from './inBatches.ts';
import { indexWaitingPart } from './search/searchIndex.ts';
import { statement } from './statements.ts';
import { removeEmptyRuns, removeResultsOfNone } from './testResultTable.ts';

/** Does a part of something in the history, waiting for no other window; undefined when it is not in use any more. */
export type UseInPart = <T>(part: (database: DatabaseSync) => T) => T | undefined;

const tries = 40;
const betweenTriesMs = 50;

/**
 * Brings what was removed from the rows off the disk: the words in the index, and the pages in the write-ahead log. The
 * pages of the database itself are overwritten as they are freed (`secure_delete`).
 */
export async function wipeRemoved(use: UseInPart, rewriteIndex: () => Promise<void>): Promise<void> {
  await inBatches((limit) => use((database) => indexWaitingPart(database, limit)) ?? 0, {
    untilNotFull: true,
  });
  await rewriteIndex();
  for (let time = 0; time < tries; time++) {
    if (use(emptyLog) ?? true) return;
    // oxlint-disable-next-line no-await-in-loop -- another window is reading
    await pause(betweenTriesMs);
  }
}

function emptyLog(database: DatabaseSync): boolean {
  return Number(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] ?? 0) === 0;
}

export interface ClearOptions {
  /** ISO 8601. */
  readonly now: string;
  readonly signal?: AbortSignal | undefined;
  /** How many conversations are still there. */
  readonly report?: ((left: number) => void) | undefined;
}

/** Removes every conversation for good but those that wait for an answer, and with them the results of chat tests. Resolves with whether it came to the end. */
export async function clearConversations(
  use: UseInPart,
  rewriteIndex: () => Promise<void>,
  { now, signal, report }: ClearOptions,
): Promise<boolean> {
  const goesOn = () => signal?.aborted !== true;
  let saidMs = -Infinity;
  const work: Work = (part) =>
    inBatches((limit) => (goesOn() ? (use((database) => part(database, limit)) ?? 0) : 0));
  await giveUpAll(work, now);
  await inBatches((limit) => {
    if (!goesOn()) return 0;
    return (
      use((database) => {
        if (report && performance.now() - saidMs > 300) {
          report(countLeft(database));
          saidMs = performance.now();
        }
        return removeGivenUp(database, limit);
      }) ?? 0
    );
  });
  for (const part of [removeResultsOfNone, removeEmptyRuns]) {
    // oxlint-disable-next-line no-await-in-loop -- a run goes with the last of its results
    await work(part);
  }
  if (goesOn()) await wipeRemoved(use, rewriteIndex);
  return goesOn();
}

function countLeft(database: DatabaseSync): number {
  return Number(statement(database, 'SELECT count(*) AS count FROM conversations').get()?.['count']);
}
