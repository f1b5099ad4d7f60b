import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Region } from '../chatApi/region.ts';
import type { Environment } from '../connection/connection.ts';
import type { Turn } from '../conversation/conversation.ts';
import type { ConversationHead, RecordedConversation } from '../conversation/conversationRecord.ts';
import { toSqlCondition, type ConversationFilter } from './conversationFilter.ts';
import type { ConversationSummary, HistoryCursor, OpenCount } from './history.ts';
import { isOpen } from './hiddenConversations.ts';
import { fromConversationRow, fromSummaryRow, fromTurnRow } from './rows.ts';
import { statement } from './statements.ts';

/** What is asked of a history, in SQL, one function each. Errors are SQLite's own. */

export function readConversation(database: DatabaseSync, id: string): RecordedConversation | undefined {
  const row = statement(database, 'SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL').get(id);
  const all = { turns: Number.POSITIVE_INFINITY, length: Number.POSITIVE_INFINITY };
  return (
    row && {
      conversation: { ...fromConversationRow(row), turns: readTurns(database, id, 0, all).turns },
      revision: Number(row['revision']),
    }
  );
}

export function readHead(database: DatabaseSync, id: string): ConversationHead | undefined {
  const row = statement(database, 'SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL').get(id);
  return row && fromConversationRow(row);
}

/** Some of its turns. */
export interface SomeTurns {
  readonly turns: readonly Turn[];
  /** Of their texts, in characters. */
  readonly length: number;
  readonly isLast: boolean;
}

/** From a place on, one at least, for what has to go on in between: no more when their texts are so long. */
export function readTurns(
  database: DatabaseSync,
  id: string,
  from: number,
  most: { readonly turns: number; readonly length: number },
): SomeTurns {
  const rows = statement(
    database,
    'SELECT * FROM turns WHERE conversation = ? ORDER BY turn_index LIMIT -1 OFFSET ?',
  ).iterate(id, from);
  const turns: Turn[] = [];
  let length = 0;
  for (const row of rows) {
    if (turns.length === most.turns || length > most.length) return { turns, length, isLast: false };
    turns.push(fromTurnRow(row, from + turns.length));
    for (const column of [row['user_text'], row['reply'], row['exchange']])
      length += String(column ?? '').length;
  }
  return { turns, length, isLast: true };
}

export function readRevision(database: DatabaseSync, id: string): number | undefined {
  const row = statement(
    database,
    'SELECT revision FROM conversations WHERE id = ? AND deleted_at IS NULL',
  ).get(id);
  return row && Number(row['revision']);
}

const newestFirst = 'ORDER BY created_at DESC, id DESC LIMIT :limit';

/** Exported for the test that it finds its rows through the index, however many there are. */
export const olderPageQuery = (condition: string) => `SELECT * FROM conversations
  WHERE deleted_at IS NULL AND (created_at, id) < (:createdAt, :id) ${condition} ${newestFirst}`;

/** Newest first. The place of a page is a row, not a number, so that new conversations do not shift it. */
export function readSummaries(
  database: DatabaseSync,
  after: HistoryCursor | undefined,
  limit: number,
  filter: ConversationFilter = {},
): readonly ConversationSummary[] {
  const { sql, values } = toSqlCondition(filter);
  const rows: Record<string, SQLOutputValue>[] = after
    ? statement(database, olderPageQuery(sql)).all({
        ...values,
        createdAt: after.createdAt,
        id: after.id,
        limit,
      })
    : statement(database, `SELECT * FROM conversations WHERE deleted_at IS NULL ${sql} ${newestFirst}`).all({
        ...values,
        limit,
      });
  return rows.map((row) => fromSummaryRow(row));
}

/** Whether a chat test held one that would stand above the cursor, or anywhere: as many rows are looked at as a page has passed. */
export function hasTestsAbove(database: DatabaseSync, cursor: HistoryCursor | undefined): boolean {
  const { createdAt, id } = cursor ?? { createdAt: '', id: '' };
  const row = statement(
    database,
    `SELECT 1 FROM conversations WHERE deleted_at IS NULL AND (created_at, id) > (?, ?) AND chat_test IS NOT NULL
     ORDER BY created_at DESC, id DESC LIMIT 1`,
  ).get(createdAt, id);
  return row !== undefined;
}

/** How many there are that are not deleted; counted in an index. */
export function countConversations(database: DatabaseSync): number {
  const row = statement(
    database,
    'SELECT count(*) AS count FROM conversations WHERE deleted_at IS NULL',
  ).get();
  return Number(row?.['count']);
}

const mostPinned = 200;

/** What was pinned last comes first. */
export function readPinned(database: DatabaseSync): readonly ConversationSummary[] {
  return statement(
    database,
    `SELECT * FROM conversations WHERE deleted_at IS NULL AND pinned_at IS NOT NULL ORDER BY pinned_at DESC LIMIT ${mostPinned}`,
  )
    .all()
    .map((row) => fromSummaryRow(row));
}

export function readSummary(database: DatabaseSync, id: string): ConversationSummary | undefined {
  const row = statement(database, 'SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL').get(id);
  return row && fromSummaryRow(row);
}

/** The newest replay of a conversation that is not deleted: its id. */
export function readLatestReplay(database: DatabaseSync, id: string): string | undefined {
  const row = database
    .prepare(
      `SELECT id FROM conversations WHERE replay_of = ? AND deleted_at IS NULL ORDER BY created_at DESC LIMIT 1`,
    )
    .get(id);
  return row && String(row['id']);
}

/** Newest first. The condition is the one of the index, to the letter, so that closed conversations cost nothing. */
export function readOpen(database: DatabaseSync, region?: string): readonly ConversationSummary[] {
  const inRegion = region === undefined ? '' : 'AND region = :region';
  return database
    .prepare(
      `SELECT * FROM conversations
       WHERE deleted_at IS NULL AND ${isOpen} ${inRegion}
       ORDER BY created_at DESC, id DESC`,
    )
    .all(region === undefined ? {} : { region })
    .map((row) => fromSummaryRow(row));
}

/** Of these ids the ones that have a row, hidden or not. */
export function readKept(database: DatabaseSync, ids: readonly string[]): readonly string[] {
  return database
    .prepare('SELECT id FROM conversations WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(ids))
    .map((row) => String(row['id']));
}

/** How many are open, by what decides whether they count; found in an index of their own, without reading a row. */
export function countOpen(database: DatabaseSync): readonly OpenCount[] {
  return statement(
    database,
    `SELECT region, environment, last_process_id, count(*) AS count FROM conversations
     WHERE deleted_at IS NULL AND ${isOpen}
     GROUP BY region, environment, last_process_id`,
  )
    .all()
    .map((row) => ({
      region: row['region'] as Region,
      environment: row['environment'] as Environment,
      lastProcessId: row['last_process_id'] === null ? undefined : Number(row['last_process_id']),
      count: Number(row['count']),
    }));
}
