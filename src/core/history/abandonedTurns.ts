import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, statement } from './statements.ts';

export interface PendingTurn {
  readonly conversation: string;
  readonly turnIndex: number;
  /** Undefined when no process is known to wait for it. */
  readonly processId: number | undefined;
  /** ISO 8601. */
  readonly deadlineAt: string | undefined;
}

/** The turns that wait for an answer: hardly ever more than a few, and found by an index of their own. */
export function readPendingTurns(database: DatabaseSync): readonly PendingTurn[] {
  return statement(
    database,
    `SELECT conversation, turn_index, owner_process_id, deadline_at FROM turns WHERE state = 'pending'`,
  )
    .all()
    .map((row) => ({
      conversation: String(row['conversation']),
      turnIndex: Number(row['turn_index']),
      processId: row['owner_process_id'] === null ? undefined : Number(row['owner_process_id']),
      deadlineAt: row['deadline_at'] === null ? undefined : String(row['deadline_at']),
    }));
}

/** What became of their calls is unknown, and of the conversation that one of them was to create as well. */
export function abandonTurns(database: DatabaseSync, turns: readonly PendingTurn[]): void {
  if (turns.length === 0) return;
  inTransaction(database, () => {
    for (const { conversation, turnIndex } of turns) {
      const { changes } = statement(
        database,
        `UPDATE turns SET state = 'unknown', owner_process_id = NULL, deadline_at = NULL
         WHERE conversation = ? AND turn_index = ? AND state = 'pending'`,
      ).run(conversation, turnIndex);
      if (changes === 0) continue;
      statement(
        database,
        `UPDATE conversations SET state = CASE state WHEN 'creating' THEN 'unknown' ELSE state END,
           revision = revision + 1 WHERE id = ?`,
      ).run(conversation);
    }
  });
}
