import type { SQLInputValue } from 'node:sqlite';
import { changeAlong, type Work } from './changeAlong.ts';
import { hiddenBy, isOpen } from './hiddenConversations.ts';
import { statement } from './statements.ts';
import { hideOlderResults, showKeptResults } from './testResultTable.ts';

/** What stays of the history; what is not given keeps all. */
export interface Keeping {
  /** ISO 8601: what a person held stays when its last change is not before. */
  readonly from?: string | undefined;
  /** As many that a person held stay, of those the ones that were changed last. What chat tests held does not count. */
  readonly count?: number | undefined;
  /** As `from`, for what chat tests held and for their results. */
  readonly testsFrom?: string | undefined;
}

/** Shows again what is to be kept, and hides the rest. Resolves with how many conversations that were. */
export async function expireConversations(
  work: Work,
  { from = '', count, testsFrom = '' }: Keeping,
  hiddenAt: string,
): Promise<{ readonly shown: number; readonly hidden: number }> {
  const youngest = count === undefined ? '' : await findChange(work, count, hiddenAt);
  const own = from > youngest ? from : youngest;
  const kept = { own, tests: testsFrom };
  const shown = await changeAlong(work, {
    key: 'updated_at',
    among: `hidden_by = '${hiddenBy.retention}'`,
    start: own < testsFrom ? own : testsFrom,
    chosen: `updated_at >= ${keptFrom}`,
    change: 'deleted_at = NULL, hidden_by = NULL',
    bounds: kept,
  });
  await work((database, limit) => showKeptResults(database, testsFrom, limit));
  const hidden = await changeAlong(work, {
    key: 'updated_at',
    among: 'deleted_at IS NULL AND updated_at < max(:own, :tests)',
    chosen: `updated_at < ${keptFrom} AND ${canBeHidden}`,
    change: `deleted_at = :hiddenAt, hidden_by = '${hiddenBy.retention}'`,
    values: { hiddenAt },
    bounds: kept,
  });
  await work((database, limit) => hideOlderResults(database, testsFrom, hiddenAt, limit));
  return { shown, hidden };
}

const keptFrom = 'CASE WHEN chat_test IS NULL THEN :own ELSE :tests END';

/**
 * Neither what is pinned, nor what waits for an answer or is still open at an agent: the ledger would forget to close
 * it. The stand-in agent's need no closing.
 */
const canBeHidden = `pinned_at IS NULL AND (region = 'stand-in' OR NOT (${isOpen}))
  AND NOT EXISTS (SELECT 1 FROM turns WHERE conversation = conversations.id AND state = 'pending')`;

const youngestFirst = (
  shownOrHidden: string,
) => `SELECT rowid AS row, updated_at AS updatedAt, chat_test IS NULL AS isOwn
  FROM conversations WHERE ${shownOrHidden} AND (updated_at, rowid) < (:updatedAt, :row)`;

/**
 * When that conversation of a person was changed that is the `count`th from the youngest; empty when there are fewer.
 * What is dated later than `now`, as a file may say it, would take a place for ever.
 */
async function findChange(work: Work, count: number, now: string): Promise<string> {
  // Behind every one of this moment.
  let place: Record<string, SQLInputValue> = { updatedAt: `${now}~`, row: 0 };
  let left = count;
  let found = '';
  await work((database, limit) => {
    if (left <= 0) return 0;
    const rows = statement(
      database,
      `${youngestFirst('deleted_at IS NULL')} UNION ALL ${youngestFirst(`hidden_by = '${hiddenBy.retention}'`)}
       ORDER BY updatedAt DESC, row DESC LIMIT :limit`,
    ).all({ ...place, limit });
    for (const { row, updatedAt, isOwn } of rows) {
      place = { updatedAt: updatedAt!, row: row! };
      left -= Number(isOwn);
      if (left > 0) continue;
      found = String(updatedAt);
      break;
    }
    return rows.length;
  });
  return found;
}
