import type { DatabaseSync } from 'node:sqlite';
import { readHidden, readSummary } from '../conversationTable.ts';
import { writeLabels, writeRerun } from '../labels.ts';
import { fromSummaryRow } from '../rows.ts';
import { statement } from '../statements.ts';
import { removeResultsOf } from '../testResultTable.ts';
import { writeChange } from '../writeChange.ts';
import { withoutPlace } from './adopt.ts';
import { type ImportedConversation, isSame } from './importedConversation.ts';

/** What becomes of a conversation of a file. What is here is never changed by it. */
export type ImportOutcome = 'added' | 'same' | 'differs';

/** A conversation on its way into the history, and how many of its turns are there. */
export interface ImportJob {
  readonly imported: ImportedConversation;
  written: number;
}

/** So many at once: a few milliseconds. */
const turnsAtOnce = 16;

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
    const outcome = judge(database, job.imported);
    if (outcome !== 'added') return outcome;
    if (makeRoom(database, head.id) === 'shown') return 'added';
  } else if (countTurns(database, head.id) !== job.written) {
    // Another window has removed what is hidden.
    job.written = 0;
    return undefined;
  }
  do {
    const part = turns.slice(job.written, job.written + turnsAtOnce);
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

/** What would become of it. */
export function judge(database: DatabaseSync, imported: ImportedConversation): ImportOutcome {
  const { conversation, isPoly } = imported;
  const row = statement(database, 'SELECT hidden_by FROM conversations WHERE id = ?').get(conversation.id);
  if (row === undefined) {
    return isPoly === true && isServersIdKept(database, conversation.conversationId) ? 'same' : 'added';
  }
  if (row['hidden_by'] === 'purge') return 'added';
  if (!isSameAsKept(database, imported)) return 'differs';
  // What was deleted comes back.
  return readSummary(database, conversation.id) === undefined ? 'added' : 'same';
}

function isServersIdKept(database: DatabaseSync, conversationId: string | undefined): boolean {
  const kept = 'SELECT 1 FROM conversations WHERE conversation_id = ? AND deleted_at IS NULL';
  return statement(database, kept).get(conversationId ?? null) !== undefined;
}

function isSameAsKept(database: DatabaseSync, { conversation, labels, rerun, isPoly }: ImportedConversation) {
  const kept = readHidden(database, conversation.id)?.conversation;
  if (kept === undefined) return false;
  if (isPoly === true) return isSame(saidIn(kept), saidIn(conversation));
  const labelled = statement(database, 'SELECT * FROM conversations WHERE id = ?').get(conversation.id);
  const { title, note, tags, pinnedAt, rerun: keptRerun } = fromSummaryRow(labelled);
  return isSame(
    { conversation: withoutPlace(kept), labels: { title, note, tags, pinnedAt }, rerun: keptRerun },
    { conversation: withoutPlace(conversation), labels, rerun },
  );
}

/** What PolyAI prints says no time that would be the same in a copy of its file. */
function saidIn({ turns }: ImportedConversation['conversation']) {
  return turns.map(({ userText, reply, state }) => [userText, reply, state]);
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
