import type { DatabaseSync } from 'node:sqlite';
import type { Turn } from '../conversation/conversation.ts';
import type { ConversationChange, ConversationHead } from '../conversation/conversationRecord.ts';
import { laterState } from '../conversation/transitions.ts';
import { conversationStates, type ConversationState } from '../conversation/conversation.ts';
import { placeOfId, toConversationColumns, toTurnColumns } from './rows.ts';
import { statement } from './statements.ts';

/*
 * What one change does to the database, inside a transaction. Each turn costs a few statements that find their row by
 * an index, however long the conversation is. Nothing is ever replaced by nothing: not by a window that knows less, not
 * by one whose settings differ.
 */

/** What a row of the view shows of the turns, so that it need not read them. */
interface Summary {
  /** How many turns are new. */
  readonly added: number;
  readonly userText: string | null;
  readonly reply: string | null;
  readonly error: string | null;
  /** Holds the first turn of all, which a file that has taken a damaged one's place may get after later ones. */
  readonly isBeginning: boolean;
}

const nothing: Summary = { isBeginning: false, added: 0, userText: null, reply: null, error: null };

const summaryLength = 200;

/** Returns the revision of the conversation after it. */
export function writeChange(database: DatabaseSync, { head, turns }: ConversationChange): number {
  const known = statement(database, 'SELECT state, revision FROM conversations WHERE id = ?').get(head.id);
  if (!known) insertHead(database, head);
  const summary = turns.map((turn) => writeTurn(database, head.id, turn)).reduce(together, nothing);
  updateHead(database, head, known ? toState(String(known['state'])) : head.state, summary);
  return Number(known?.['revision'] ?? 0) + 1;
}

/** Of the first revision once it is updated, too. */
function insertHead(database: DatabaseSync, head: ConversationHead): void {
  statement(
    database,
    `INSERT INTO conversations (id, conversation_id, connection_id, state, created_at, updated_at, region, environment,
       last_process_id, replay_of, chat_test, rest)
     VALUES (:id, :conversation_id, :connection_id, :state, :created_at, :updated_at, :region, :environment,
       :last_process_id, :replay_of, :chat_test, :rest)`,
  ).run(toConversationColumns(head));
}

function firstOf(column: string, isBeginning: boolean): string {
  const both = [column, `substr(nullif(?, ''), 1, ${summaryLength})`];
  return `coalesce(${(isBeginning ? both.toReversed() : both).join(', ')})`;
}

/** One update for the head and for the summary. What it was created with and where it leads never changes. */
function updateHead(
  database: DatabaseSync,
  head: ConversationHead,
  known: ConversationState,
  summary: Summary,
): void {
  const { id, conversationId, updatedAt, lastProcessId, handoff } = head;
  const { isBeginning } = summary;
  statement(
    database,
    `UPDATE conversations SET conversation_id = coalesce(conversation_id, ?), state = ?,
       updated_at = max(updated_at, ?), last_process_id = coalesce(?, last_process_id), revision = revision + 1,
       turn_count = turn_count + ?, first_user_text = ${firstOf('first_user_text', isBeginning)},
       first_reply = ${firstOf('first_reply', isBeginning)},
       last_error = coalesce(?, last_error)
     WHERE id = ?`,
  ).run(
    conversationId ?? null,
    laterState(known, head.state),
    updatedAt,
    lastProcessId ?? null,
    summary.added,
    summary.userText,
    summary.reply,
    summary.error,
    id,
  );
  if (handoff === undefined) return;
  statement(
    database,
    `UPDATE conversations SET rest = json_set(rest, '$.handoff', json(:handoff))
     WHERE id = :id AND json_valid(rest) AND json_extract(rest, '$.handoff') IS NULL`,
  ).run({ id, handoff: JSON.stringify(handoff) });
}

function toState(text: string): ConversationState {
  return conversationStates.find((state) => state === text) ?? 'unknown';
}

/**
 * As on the screen, also where those before it are still to come: into a file that has taken a damaged one's place, or
 * after a refusal. Behind all when another window has taken that place.
 */
const placeOfNew = `CASE WHEN EXISTS (SELECT 1 FROM turns WHERE conversation = :conversation AND turn_index = :place)
  THEN (SELECT max(turn_index) + 1 FROM turns WHERE conversation = :conversation) ELSE :place END`;

function writeTurn(database: DatabaseSync, conversation: string, turn: Turn): Summary {
  const place = placeOf(database, conversation, turn.id);
  const columns = toTurnColumns(turn);
  if (place === undefined) {
    statement(
      database,
      `INSERT INTO turns (conversation, id, turn_index, kind, state, started_at, owner_process_id, deadline_at,
         user_text, reply, error, rest, exchange)
       VALUES (:conversation, :id, ${placeOfNew}, :kind, :state, :started_at, :owner_process_id, :deadline_at,
         :user_text, :reply, :error, :rest, :exchange)`,
    ).run({ conversation, id: turn.id, place: turn.index, ...columns });
  } else {
    const { kind: _, started_at: __, ...changing } = columns;
    statement(
      database,
      `UPDATE turns SET state = :state, owner_process_id = :owner_process_id, deadline_at = :deadline_at,
         user_text = coalesce(:user_text, user_text), reply = coalesce(:reply, reply),
         error = coalesce(:error, error), rest = :rest, exchange = coalesce(:exchange, exchange)
       WHERE conversation = :conversation AND turn_index = :place
         AND (:state IN ('answered', 'failed') OR state NOT IN ('answered', 'failed'))`,
    ).run({ conversation, place, ...changing });
  }
  const { user_text: userText, reply, error } = columns;
  const isNew = place === undefined;
  return { isBeginning: isNew && turn.index === 0, added: isNew ? 1 : 0, userText, reply, error };
}

function placeOf(database: DatabaseSync, conversation: string, id: string): number | undefined {
  const own = statement(database, 'SELECT turn_index FROM turns WHERE conversation = ? AND id = ?').get(
    conversation,
    id,
  );
  if (own) return Number(own['turn_index']);
  const place = placeOfId(id);
  if (place === undefined) return undefined;
  const old = statement(
    database,
    'SELECT turn_index FROM turns WHERE conversation = ? AND turn_index = ? AND id IS NULL',
  ).get(conversation, place);
  return old && place;
}

/** Of what is said first the first counts, of the errors the last. */
function together(one: Summary, next: Summary): Summary {
  return {
    isBeginning: one.isBeginning || next.isBeginning,
    added: one.added + next.added,
    userText: one.userText || next.userText,
    reply: one.reply || next.reply,
    error: next.error ?? one.error,
  };
}
