import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { change, inTransaction, statement } from './statements.ts';
import type { KeptTestResult } from './testResults.ts';

/*
 * The results of chat tests in SQL. Each function that changes many does a part, and returns how many rows that were.
 */

/** Writes the first of the results, as many as there is time for, and returns how many. */
export function insertResults(
  database: DatabaseSync,
  results: readonly KeptTestResult[],
  isTimeUp: () => boolean,
): number {
  return inTransaction(database, () => {
    let count = 0;
    for (const result of results) {
      insertResult(database, result);
      count++;
      if (isTimeUp()) break;
    }
    return count;
  });
}

function insertResult(database: DatabaseSync, result: KeptTestResult): void {
  const { id, run, file, item, connection, status, at, detail, conversations } = result;
  statement(
    database,
    `INSERT INTO test_runs (id, started_at, seed, commit_id, branch, dirty) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  ).run(
    run.id,
    run.startedAt,
    run.seed,
    run.commit?.id ?? null,
    run.commit?.branch ?? null,
    run.commit === null ? null : Number(run.commit.dirty),
  );
  statement(
    database,
    `INSERT INTO test_results (id, run, file, item, connection, status, at, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(id, run.id, file, item, connection, status, at, detail);
  const link = statement(
    database,
    'INSERT INTO test_conversations (result, place, conversation) VALUES (?, ?, ?)',
  );
  for (const [place, conversation] of conversations.entries()) link.run(id, place, conversation);
}

const columns = `test_results.*, started_at, seed, commit_id, branch, dirty,
  (SELECT json_group_array(conversation) FROM
    (SELECT conversation FROM test_conversations WHERE result = test_results.id ORDER BY place)) AS conversations`;
const joined = `SELECT ${columns} FROM test_results JOIN test_runs ON test_runs.id = test_results.run`;

export function readResult(database: DatabaseSync, id: string): KeptTestResult | undefined {
  const row = statement(database, `${joined} WHERE test_results.id = ? AND hidden_at IS NULL`).get(id);
  return row && fromRow(row);
}

export function readLatest(database: DatabaseSync, file: string, item: string): KeptTestResult | undefined {
  const row = statement(
    database,
    `${joined} WHERE file = ? AND item = ? AND hidden_at IS NULL ORDER BY at DESC LIMIT 1`,
  ).get(file, item);
  return row && fromRow(row);
}

export function readLastPass(
  database: DatabaseSync,
  { file, item, connection, at }: Pick<KeptTestResult, 'file' | 'item' | 'connection' | 'at'>,
): KeptTestResult | undefined {
  const row = statement(
    database,
    `${joined} WHERE file = ? AND item = ? AND connection = ? AND status = 'passed' AND at < ? AND hidden_at IS NULL
     ORDER BY at DESC LIMIT 1`,
  ).get(file, item, connection, at);
  return row && fromRow(row);
}

/** As `hiddenConversations.ts` does it for conversations. */
export function hideOlderResults(
  database: DatabaseSync,
  keptFrom: string,
  now: string,
  limit: number,
): number {
  return change(
    database,
    `UPDATE test_results SET hidden_at = :now WHERE rowid IN (
       SELECT rowid FROM test_results WHERE hidden_at IS NULL AND at < :keptFrom LIMIT :limit)`,
    { keptFrom, now, limit },
  );
}

export function showKeptResults(database: DatabaseSync, keptFrom: string | undefined, limit: number): number {
  return change(
    database,
    `UPDATE test_results SET hidden_at = NULL WHERE rowid IN (
       SELECT rowid FROM test_results WHERE hidden_at IS NOT NULL AND at >= :keptFrom LIMIT :limit)`,
    { keptFrom: keptFrom ?? '', limit },
  );
}

export function removeHiddenResults(database: DatabaseSync, hiddenBefore: string, limit: number): number {
  return change(
    database,
    `DELETE FROM test_results WHERE rowid IN (
       SELECT rowid FROM test_results WHERE hidden_at < :hiddenBefore LIMIT :limit)`,
    { hiddenBefore, limit },
  );
}

/** What a result says was said in its conversations: none stays when one of them is removed. */
export function removeResultsOf(database: DatabaseSync, conversation: string): void {
  statement(
    database,
    'DELETE FROM test_results WHERE id IN (SELECT result FROM test_conversations WHERE conversation = ?)',
  ).run(conversation);
}

/** The results none of whose conversations is there: they say what was said, too. */
export function removeResultsOfNone(database: DatabaseSync, limit: number): number {
  return change(
    database,
    `DELETE FROM test_results WHERE rowid IN (SELECT rowid FROM test_results WHERE NOT EXISTS (
       SELECT 1 FROM test_conversations JOIN conversations ON conversations.id = conversation
       WHERE result = test_results.id) LIMIT :limit)`,
    { limit },
  );
}

/** Runs whose results are all gone. */
export function removeEmptyRuns(database: DatabaseSync, limit: number): number {
  return change(
    database,
    `DELETE FROM test_runs WHERE rowid IN (SELECT rowid FROM test_runs
       WHERE NOT EXISTS (SELECT 1 FROM test_results WHERE run = test_runs.id) LIMIT :limit)`,
    { limit },
  );
}

function fromRow(row: Record<string, SQLOutputValue>): KeptTestResult {
  const text = (name: string) => String(row[name] ?? '');
  const commitId = row['commit_id'];
  return {
    id: text('id'),
    run: {
      id: text('run'),
      startedAt: text('started_at'),
      seed: row['seed'] === null ? null : Number(row['seed']),
      commit:
        typeof commitId !== 'string'
          ? null
          : {
              id: commitId,
              branch: row['branch'] === null ? null : text('branch'),
              dirty: Number(row['dirty']) === 1,
            },
    },
    file: text('file'),
    item: text('item'),
    connection: text('connection'),
    status: text('status'),
    at: text('at'),
    conversations: toTexts(text('conversations')),
    detail: text('detail'),
  };
}

function toTexts(json: string): readonly string[] {
  const values: unknown = JSON.parse(json);
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
