import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Turn } from '../conversation/conversation.ts';
import type { ConversationChange, ConversationHead } from '../conversation/conversationRecord.ts';
import { laterState } from '../conversation/transitions.ts';
import { conversationStates } from '../conversation/conversation.ts';
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

/** What may change of a head, as it is kept. */
type KnownHead = Pick<ConversationHead, 'conversationId' | 'state' | 'lastProcessId'>;

/** Returns the revision of the conversation after it, which is one more for each of the changes that it stands for. */
export function writeChange(
  database: DatabaseSync,
  { head, turns }: ConversationChange,
  standsFor = 1,
): number {
  const row = statement(
    database,
    'SELECT conversation_id, state, last_process_id, revision FROM conversations WHERE id = ?',
  ).get(head.id);
  if (!row) insertHead(database, head);
  const known = row ? toKnownHead(row) : head;
  const summary = turns.map((turn) => writeTurn(database, head.id, turn, !row)).reduce(together, nothing);
  updateHead(database, head, known, summary, standsFor);
  return Number(row?.['revision'] ?? 0) + standsFor;
}

/**
 * Changes of one moment, each in the place of the others: an answer and the message after it cost one head. Returns their
 * revisions, of as many as there is time for.
 */
export function writeChanges(
  database: DatabaseSync,
  changes: readonly ConversationChange[],
  isTimeUp: () => boolean,
): readonly number[] {
  const revisions: number[] = [];
  while (revisions.length < changes.length) {
    const rest = changes.slice(revisions.length);
    const [first] = rest;
    const others = rest.findIndex(({ head }) => head.id !== first?.head.id);
    const own = others < 0 ? rest : rest.slice(0, others);
    const last = own.at(-1);
    if (last === undefined) break;
    const revision = writeChange(
      database,
      { head: last.head, turns: own.flatMap(({ turns }) => turns) },
      own.length,
    );
    revisions.push(...own.map((_, index) => revision - own.length + 1 + index));
    if (isTimeUp()) break;
  }
  return revisions;
}

function toKnownHead(row: Readonly<Record<string, SQLOutputValue>>): KnownHead {
  const { conversation_id: conversationId, state, last_process_id: lastProcessId } = row;
  return {
    conversationId: typeof conversationId === 'string' ? conversationId : undefined,
    state: conversationStates.find((one) => one === state) ?? 'unknown',
    lastProcessId: typeof lastProcessId === 'number' ? lastProcessId : undefined,
  };
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

/**
 * One update for the head and for the summary. What it was created with and where it leads never changes. A column that
 * stays as it is is not named: SQLite writes each index anew that has one of those that are.
 */
function updateHead(
  database: DatabaseSync,
  head: ConversationHead,
  known: KnownHead,
  summary: Summary,
  standsFor: number,
): void {
  const { id, updatedAt, handoff } = head;
  const { isBeginning } = summary;
  const state = laterState(known.state, head.state);
  const conversationId = known.conversationId ?? head.conversationId;
  const lastProcessId = head.lastProcessId ?? known.lastProcessId;
  const changing: (readonly [column: string, value: string | number | undefined])[] = [];
  if (conversationId !== known.conversationId) changing.push(['conversation_id', conversationId]);
  if (state !== known.state) changing.push(['state', state]);
  if (lastProcessId !== known.lastProcessId) changing.push(['last_process_id', lastProcessId]);
  statement(
    database,
    `UPDATE conversations SET ${changing.map(([column]) => `${column} = ?,`).join(' ')}
       updated_at = max(updated_at, ?), revision = revision + ?, turn_count = turn_count + ?,
       first_user_text = ${firstOf('first_user_text', isBeginning)},
       first_reply = ${firstOf('first_reply', isBeginning)}, last_error = coalesce(?, last_error)
     WHERE id = ?`,
  ).run(
    ...changing.map(([, value]) => value ?? null),
    updatedAt,
    standsFor,
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

/**
 * As on the screen, also where those before it are still to come: into a file that has taken a damaged one's place, or
 * after a refusal. Behind all when another window has taken that place.
 */
const placeOfNew = `CASE WHEN EXISTS (SELECT 1 FROM turns WHERE conversation = ?1 AND turn_index = ?3)
  THEN (SELECT max(turn_index) + 1 FROM turns WHERE conversation = ?1) ELSE ?3 END`;

const insertTurn = `INSERT INTO turns (conversation, id, turn_index, kind, state, started_at, owner_process_id,
    deadline_at, user_text, reply, error, rest, exchange)
  VALUES (?1, ?2, ${placeOfNew}, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING`;

/** An answer is never replaced by an older "pending", nor anything by nothing. */
const updateTurnBy = (
  key: string,
) => `UPDATE turns SET state = ?3, owner_process_id = ?4, deadline_at = ?5, user_text = coalesce(?6, user_text),
    reply = coalesce(?7, reply), error = coalesce(?8, error), rest = ?9, exchange = coalesce(?10, exchange)
  WHERE conversation = ?1 AND ${key} = ?2 AND (?3 IN ('answered', 'failed') OR state NOT IN ('answered', 'failed'))`;

const updateTurn = { id: updateTurnBy('id'), turn_index: updateTurnBy('turn_index') };

/**
 * A turn that is begun is hardly ever there, and one that is settled nearly always, so each is first taken for that: one
 * statement, which changes nothing when it is not so.
 */
function writeTurn(database: DatabaseSync, conversation: string, turn: Turn, isFirst: boolean): Summary {
  const { kind, state, started_at, owner_process_id, deadline_at, user_text, reply, error, rest, exchange } =
    toTurnColumns(turn);
  const { id, index } = turn;
  const changing = [owner_process_id, deadline_at, user_text, reply, error, rest, exchange] as const;
  const insert = () =>
    statement(database, insertTurn).run(conversation, id, index, kind, state, started_at, ...changing)
      .changes === 1;
  const update = (key: 'id' | 'turn_index', value: string | number) =>
    statement(database, updateTurn[key]).run(conversation, value, state, ...changing).changes === 1;

  let isNew: boolean;
  const place = placeOfOlder(database, conversation, id);
  if (place !== undefined) isNew = update('turn_index', place) && false;
  else if (isFirst || state === 'pending') isNew = insert() || (update('id', id) && false);
  else isNew = !update('id', id) && insert();
  return { isBeginning: isNew && index === 0, added: isNew ? 1 : 0, userText: user_text, reply, error };
}

/** A turn of version 0.1.0 has no id in the file. */
function placeOfOlder(database: DatabaseSync, conversation: string, id: string): number | undefined {
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
