import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import type { ConversationSummary, HistoryCursor } from './history.ts';
import {
  fromConversationRow,
  fromSummaryRow,
  fromTurnRow,
  toConversationColumns,
  toTurnColumns,
} from './rows.ts';

/** The SQL of a history, one function per thing that is asked. Errors are SQLite's own. */

const summaryLength = 200;

/** All or nothing, and alone: no other window writes in between. */
export function inTransaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has already rolled back after a full disk, for one.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Inside a transaction. `isOnDisk` spares the turns that need not be written again. */
export function writeConversation(
  database: DatabaseSync,
  conversation: Conversation,
  isOnDisk: (turn: Turn) => boolean,
): void {
  const { id } = conversation;
  const isKnown = database.prepare('SELECT 1 FROM conversations WHERE id = ?').get(id) !== undefined;
  database
    .prepare(
      `INSERT INTO conversations (id, conversation_id, connection_id, state, created_at, updated_at, rest)
       VALUES (:id, :conversation_id, :connection_id, :state, :created_at, :updated_at, :rest)
       ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id, state = excluded.state,
         updated_at = excluded.updated_at, rest = excluded.rest`,
    )
    .run(toConversationColumns(conversation));
  for (const turn of conversation.turns) {
    if (!isKnown || !isOnDisk(turn)) writeTurn(database, id, turn);
  }
  database
    .prepare(
      `UPDATE conversations SET
         turn_count = (SELECT count(*) FROM turns WHERE conversation = :id),
         first_user_text = (SELECT substr(user_text, 1, ${summaryLength}) FROM turns
           WHERE conversation = :id AND user_text <> '' ORDER BY turn_index LIMIT 1),
         first_reply = (SELECT substr(reply, 1, ${summaryLength}) FROM turns
           WHERE conversation = :id AND reply <> '' ORDER BY turn_index LIMIT 1),
         last_error = (SELECT error FROM turns
           WHERE conversation = :id AND error IS NOT NULL ORDER BY turn_index DESC LIMIT 1)
       WHERE id = :id`,
    )
    .run({ id });
}

function writeTurn(database: DatabaseSync, conversation: string, turn: Turn): void {
  database
    .prepare(
      `INSERT INTO turns (conversation, turn_index, kind, state, started_at, owner_process_id, deadline_at,
         user_text, reply, error, rest, exchange)
       VALUES (:conversation, :turn_index, :kind, :state, :started_at, :owner_process_id, :deadline_at,
         :user_text, :reply, :error, :rest, :exchange)
       ON CONFLICT (conversation, turn_index) DO UPDATE SET state = excluded.state,
         owner_process_id = excluded.owner_process_id, deadline_at = excluded.deadline_at,
         user_text = excluded.user_text, reply = excluded.reply, error = excluded.error, rest = excluded.rest,
         exchange = excluded.exchange
       WHERE excluded.state IN ('answered', 'failed') OR turns.state NOT IN ('answered', 'failed')`,
    )
    .run({ conversation, turn_index: placeOf(database, conversation, turn), ...toTurnColumns(turn) });
}

/** Where the turn is; or its index; or, when another window was quicker to take that, the end. */
function placeOf(database: DatabaseSync, conversation: string, turn: Turn): number {
  const places = database
    .prepare(
      'SELECT turn_index, started_at, kind FROM turns WHERE conversation = ? AND turn_index >= ? ORDER BY 1',
    )
    .all(conversation, turn.index);
  const own = places.find((row) => row['started_at'] === turn.startedAt && row['kind'] === turn.kind);
  if (own) return Number(own['turn_index']);
  return places[0]?.['turn_index'] === turn.index ? Number(places.at(-1)?.['turn_index']) + 1 : turn.index;
}

export function readConversation(database: DatabaseSync, id: string): Conversation | undefined {
  const row = database.prepare('SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL').get(id);
  if (!row) return undefined;
  const turns = database.prepare('SELECT * FROM turns WHERE conversation = ? ORDER BY turn_index').all(id);
  return { ...fromConversationRow(row), turns: turns.map((turn, index) => fromTurnRow(turn, index)) };
}

const newestFirst = 'ORDER BY created_at DESC, id DESC LIMIT :limit';

/** Exported for the test that it finds its rows through the index, however many there are. */
export const olderPageQuery = `SELECT * FROM conversations
  WHERE deleted_at IS NULL AND (created_at, id) < (:createdAt, :id) ${newestFirst}`;

/** Newest first. The place of a page is a row, not a number, so that new conversations do not shift it. */
export function readSummaries(
  database: DatabaseSync,
  after: HistoryCursor | undefined,
  limit: number,
): readonly ConversationSummary[] {
  const rows: Record<string, SQLOutputValue>[] = after
    ? database.prepare(olderPageQuery).all({ createdAt: after.createdAt, id: after.id, limit })
    : database.prepare(`SELECT * FROM conversations WHERE deleted_at IS NULL ${newestFirst}`).all({ limit });
  return rows.map((row) => fromSummaryRow(row));
}

/** Newest first. The condition is the one of the index, to the letter, so that closed conversations cost nothing. */
export function readOpen(database: DatabaseSync): readonly ConversationSummary[] {
  return database
    .prepare(
      `SELECT * FROM conversations
       WHERE deleted_at IS NULL AND conversation_id IS NOT NULL AND state IN ('open', 'creating', 'unknown')
       ORDER BY created_at DESC, id DESC`,
    )
    .all()
    .map((row) => fromSummaryRow(row));
}

/** The conversations with a turn that waits for an answer: hardly ever more than one. */
export function readWaiting(database: DatabaseSync): readonly Conversation[] {
  return database
    .prepare("SELECT DISTINCT conversation FROM turns WHERE state = 'pending'")
    .all()
    .map((row) => readConversation(database, String(row['conversation'])))
    .filter((conversation) => conversation !== undefined);
}

/** Hides the conversations at `deletedAt` (ISO 8601), or shows them again when it is null. */
export function markDeleted(database: DatabaseSync, ids: readonly string[], deletedAt: string | null): void {
  const statement = database.prepare('UPDATE conversations SET deleted_at = ? WHERE id = ?');
  for (const id of ids) statement.run(deletedAt, id);
}

export function removeDeleted(database: DatabaseSync, deletedBefore: string | undefined): number {
  return Number(
    database
      .prepare(
        'DELETE FROM conversations WHERE deleted_at IS NOT NULL AND (:before IS NULL OR deleted_at < :before)',
      )
      .run({ before: deletedBefore ?? null }).changes,
  );
}

export function removeOlder(database: DatabaseSync, olderThan: string): number {
  return Number(
    database
      .prepare(
        `DELETE FROM conversations WHERE updated_at < ?
         AND NOT EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id AND state = 'pending')`,
      )
      .run(olderThan).changes,
  );
}
