import type { DatabaseSync } from 'node:sqlite';
import { changeAlong, type Work } from './changeAlong.ts';
import { inTransaction, statement } from './statements.ts';
import { removeResultsOf } from './testResultTable.ts';

/*
 * Conversations that are not shown any more: deleted by a person, who can undo that, or older than they are to be kept.
 * Hiding is reversible, however many there are; purging is not. Each function does a part, in a transaction of its own
 * that is over before another window notices it, and returns how many rows that were: none when all is done.
 */

/** Why a conversation is hidden; nothing when a person deleted it. What is purged never comes back. */
export const hiddenBy = { retention: 'retention', purge: 'purge' } as const;

export const isOpen = `conversation_id IS NOT NULL AND state IN ('open', 'creating', 'unknown')`;

/** How many retention has hidden before `hiddenBefore`. */
export function countExpired(database: DatabaseSync, hiddenBefore: string): number {
  const row = statement(
    database,
    `SELECT count(*) AS count FROM conversations WHERE hidden_by = '${hiddenBy.retention}' AND deleted_at < ?`,
  ).get(hiddenBefore);
  return Number(row?.['count']);
}

/** From now on nothing brings them back: what a person has deleted, or what retention has hidden. */
export async function giveUp(
  work: Work,
  { by, before }: { readonly by: 'person' | 'retention'; readonly before: string | undefined },
): Promise<void> {
  await changeAlong(work, {
    key: 'deleted_at',
    among: 'deleted_at < :before',
    chosen: `hidden_by ${by === 'person' ? 'IS NULL' : `IS '${hiddenBy.retention}'`}`,
    change: `hidden_by = '${hiddenBy.purge}'`,
    // Behind every time.
    bounds: { before: before ?? '~' },
  });
}

/** Gives up all there is, hidden or not, but what waits for an answer. */
export async function giveUpAll(work: Work, now: string): Promise<void> {
  await changeAlong(work, {
    among: '1',
    chosen: `hidden_by IS NOT '${hiddenBy.purge}'
      AND NOT EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id AND state = 'pending')`,
    change: `deleted_at = coalesce(deleted_at, :now), hidden_by = '${hiddenBy.purge}'`,
    values: { now },
  });
}

/** Removes what was given up, a few turns at a time however long a conversation is, and it with the last of them. */
export function removeGivenUp(database: DatabaseSync, limit: number): number {
  return inTransaction(database, () => {
    const givenUp = statement(
      database,
      `SELECT id FROM conversations WHERE hidden_by = '${hiddenBy.purge}' LIMIT ?`,
    ).all(limit);
    let removed = 0;
    for (const { id } of givenUp) {
      removed += removeTurns(database, String(id), limit - removed);
      if (removed >= limit) break;
      removeResultsOf(database, String(id));
      removed += Number(
        statement(database, 'DELETE FROM conversations WHERE id = ?').run(String(id)).changes,
      );
    }
    return removed;
  });
}

function removeTurns(database: DatabaseSync, conversation: string, limit: number): number {
  return Number(
    statement(
      database,
      'DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns WHERE conversation = ? LIMIT ?)',
    ).run(conversation, limit).changes,
  );
}

/** Hides the conversations at `deletedAt` (ISO 8601). */
export function hide(database: DatabaseSync, ids: readonly string[], deletedAt: string): void {
  const mark = statement(
    database,
    'UPDATE conversations SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL',
  );
  for (const id of ids) mark.run(deletedAt, id);
}

/** Shows them again unless they were deleted before `deletedAfter`: those may be half gone already. */
export function restore(database: DatabaseSync, ids: readonly string[], deletedAfter: string): number {
  const mark = statement(
    database,
    `UPDATE conversations SET deleted_at = NULL WHERE id = ? AND hidden_by IS NULL AND deleted_at >= ?`,
  );
  return ids.reduce((count, id) => count + Number(mark.run(id, deletedAfter).changes), 0);
}
