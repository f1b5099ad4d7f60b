import type { DatabaseSync } from 'node:sqlite';
import type { Turn } from '../../conversation/conversation.ts';
import { readTurns } from '../conversationTable.ts';
import { writeLabels, writeRerun } from '../labels.ts';
import { fromConversationRow, fromSummaryRow } from '../rows.ts';
import { statement } from '../statements.ts';
import { removeResultsOf } from '../testResultTable.ts';
import { writeChange } from '../writeChange.ts';
import { withoutPlace } from './adopt.ts';
import { type ImportedConversation, isSame } from './importedConversation.ts';

/** What becomes of a conversation of a file. What is here is never changed by it. */
export type ImportOutcome = 'added' | 'same' | 'differs';

/** A conversation on its way into the history. */
export interface ImportJob {
  readonly imported: ImportedConversation;
  /** How many of its turns are there. */
  written: number;
  /** How many are known to be as they are there already. */
  compared: number;
}

const most = { turns: 16, length: 100_000 };

/** From a place on as many as take a few milliseconds, one at least. */
export function turnsAtOnce(turns: readonly Turn[], place: number): readonly Turn[] {
  let [to, length] = [place, 0];
  while (to - place < most.turns && length < most.length) {
    const { userText = '', reply = '' } = turns[to++] ?? {};
    length += userText.length + reply.length;
  }
  return turns.slice(place, to);
}

/**
 * Adds the conversation as far as there is time, in a transaction; undefined when there is more to add. Until all of it
 * is there it is hidden as what is to be removed, so that half of one is never seen, and goes by itself after a crash.
 */
export function addPart(
  database: DatabaseSync,
  job: ImportJob,
  isTimeUp: () => boolean,
): ImportOutcome | undefined {
  const { conversation, labels, rerun } = job.imported;
  const { turns, ...head } = conversation;
  if (job.written === 0) {
    const outcome = judge(database, job, isTimeUp);
    if (outcome !== 'added') return outcome;
    if (makeRoom(database, head.id) === 'shown') return 'added';
  } else if (countTurns(database, head.id) !== job.written) {
    // Another window has removed what is hidden.
    job.written = job.compared = 0;
    return undefined;
  }
  do {
    const part = turnsAtOnce(turns, job.written);
    writeChange(database, { head, turns: part });
    job.written += part.length;
  } while (job.written < turns.length && !isTimeUp());
  if (job.written < turns.length) {
    statement(
      database,
      `UPDATE conversations SET deleted_at = updated_at, hidden_by = 'purge' WHERE id = ?`,
    ).run(head.id);
    return undefined;
  }
  statement(database, 'UPDATE conversations SET deleted_at = NULL, hidden_by = NULL WHERE id = ?').run(
    head.id,
  );
  writeLabels(database, [head.id], labels);
  if (rerun !== undefined) writeRerun(database, head.id, rerun);
  return 'added';
}

/** What would become of it; undefined when there is more to compare than there was time for. */
export function judge(
  database: DatabaseSync,
  job: ImportJob,
  isTimeUp: () => boolean,
): ImportOutcome | undefined {
  const { conversation, labels, rerun: givenRerun, isPoly } = job.imported;
  const { id, conversationId, turns } = conversation;
  const row = statement(database, 'SELECT * FROM conversations WHERE id = ?').get(id);
  if (row === undefined) {
    return isPoly === true && isServersIdKept(database, conversationId) ? 'same' : 'added';
  }
  if (row['hidden_by'] === 'purge') return 'added';
  const head = fromConversationRow(row);
  const { title, note, tags, pinnedAt, rerun } = fromSummaryRow(row);
  const isLabelledSo = isSame(
    { labels: { title, note, tags, pinnedAt }, rerun },
    { labels, rerun: givenRerun },
  );
  if (isPoly !== true && !isLabelledSo) return 'differs';
  for (;;) {
    const given = turnsAtOnce(turns, job.compared);
    const asMany = { turns: given.length || 1, length: Number.POSITIVE_INFINITY };
    const { turns: kept } = readTurns(database, id, job.compared, asMany);
    const isEqual =
      isPoly === true
        ? isSame(kept.map(said), given.map(said))
        : isSame(withoutPlace({ ...head, turns: kept }), withoutPlace({ ...conversation, turns: given }));
    if (!isEqual) return 'differs';
    if (given.length === 0) break;
    job.compared += given.length;
    if (isTimeUp()) return undefined;
  }
  // What was deleted comes back.
  return row['deleted_at'] === null ? 'same' : 'added';
}

function isServersIdKept(database: DatabaseSync, conversationId: string | undefined): boolean {
  const kept = 'SELECT 1 FROM conversations WHERE conversation_id = ? AND deleted_at IS NULL';
  return statement(database, kept).get(conversationId ?? null) !== undefined;
}

/** What PolyAI prints says no time that would be the same in a copy of its file. */
function said({ userText, reply, state }: Turn) {
  return { userText, reply, state };
}

/** Shows again what was deleted and is the same; what was given up goes before it is added anew. */
function makeRoom(database: DatabaseSync, id: string): 'shown' | 'free' {
  const row = statement(database, 'SELECT hidden_by FROM conversations WHERE id = ?').get(id);
  if (row === undefined) return 'free';
  if (row['hidden_by'] !== 'purge') {
    statement(database, 'UPDATE conversations SET deleted_at = NULL, hidden_by = NULL WHERE id = ?').run(id);
    return 'shown';
  }
  statement(database, 'DELETE FROM turns WHERE conversation = ?').run(id);
  removeResultsOf(database, id);
  statement(database, 'DELETE FROM conversations WHERE id = ?').run(id);
  return 'free';
}

function countTurns(database: DatabaseSync, id: string): number {
  return Number(
    statement(
      database,
      `SELECT count(*) AS count FROM turns JOIN conversations ON conversations.id = conversation
       WHERE conversation = ? AND hidden_by = 'purge'`,
    ).get(id)?.['count'],
  );
}
