import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toLocalDate } from '../common/localDate.ts';
import type { HistoryCursor } from './history.ts';
import { type ConnectionFigures, type RecordedLatency, toLatencyFigures } from './latencyFigures.ts';
import { statement } from './statements.ts';

/** So many conversations are read in one part, which takes a few milliseconds. */
const conversationsAtOnce = 20;
const longestMs = 4;

/** Those that are older say little of how fast an agent is today, and reading all of a large history takes seconds. */
const mostAnswers = 20_000;

interface LatencyPart {
  readonly latencies: readonly RecordedLatency[];
  /** Undefined when there is no older conversation. */
  readonly next: HistoryCursor | undefined;
}

/** The answers of the conversations that come after a place, the newest first. */
export function readLatencies(database: DatabaseSync, after: HistoryCursor | undefined): LatencyPart {
  const conversations = statement(
    database,
    `SELECT id, created_at,
       CASE WHEN json_valid(rest) THEN json_extract(rest, '$.connection.connectionName') END AS name
     FROM conversations WHERE deleted_at IS NULL AND (created_at, id) < (?, ?)
     ORDER BY created_at DESC, id DESC LIMIT ${conversationsAtOnce}`,
  ).all(after?.createdAt ?? '\u{10ffff}', after?.id ?? '');
  const found = new Map(
    conversations.map(({ id, created_at, name }) => [
      String(id),
      { connectionName: String(name ?? ''), day: toLocalDate(new Date(String(created_at))) },
    ]),
  );
  const answers = statement(
    database,
    `SELECT conversation, turn_index, CASE WHEN json_valid(rest) THEN json_extract(rest, '$.latencyMs') END AS ms
     FROM json_each(?) AS wanted CROSS JOIN turns ON turns.conversation = wanted.value
     WHERE kind <> 'close' AND state = 'answered'`,
  ).all(JSON.stringify([...found.keys()]));
  const latencies = answers.flatMap(({ conversation, turn_index, ms }) => {
    const of = found.get(String(conversation));
    return of && typeof ms === 'number' ? { ...of, turn: Number(turn_index), latencyMs: ms } : [];
  });
  const last = conversations.length === conversationsAtOnce ? conversations.at(-1) : undefined;
  return { latencies, next: last && { createdAt: String(last['created_at']), id: String(last['id']) } };
}

/** Of the latest answers, read in parts so that the thread is free between them. After an abort of what was read by then. */
export async function readLatencyFigures(
  use: <T>(action: (database: DatabaseSync) => T) => T,
  signal?: AbortSignal,
): Promise<readonly ConnectionFigures[]> {
  const latencies: RecordedLatency[] = [];
  let after: HistoryCursor | undefined;
  let started = performance.now();
  for (;;) {
    const cursor: HistoryCursor | undefined = after;
    const part: LatencyPart = use((database) => readLatencies(database, cursor));
    for (const one of part.latencies) latencies.push(one);
    after = part.next;
    if (after === undefined || latencies.length >= mostAnswers || signal?.aborted === true) break;
    if (performance.now() - started < longestMs) continue;
    // oxlint-disable-next-line no-await-in-loop -- whatever else has to be done is done in between
    await nextTurn();
    started = performance.now();
  }
  await nextTurn();
  return toLatencyFigures(latencies);
}
