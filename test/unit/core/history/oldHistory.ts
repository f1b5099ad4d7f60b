import { DatabaseSync } from 'node:sqlite';
import { migrationsFrom } from '../../../../src/core/history/migrations.ts';
import { at } from './fixtures.ts';

/** The number of the schema of version 0.1.0. */
const oldVersion = 2;

const rest = JSON.stringify({
  connection: {
    connectionId: 'c-1',
    connectionName: 'Grand Hotel',
    region: 'uk-1',
    origin: 'https://api.uk-1.platform.polyai.app',
    accountId: 'acme-uk',
    projectId: 'grand-hotel',
    environment: 'live',
  },
  parameters: { initialMessage: 'Hello' },
  lastProcessId: 4242,
});
const exchange = JSON.stringify({
  method: 'POST',
  url: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/grand-hotel/chat/respond',
  requestHeaders: { 'X-API-KEY': '••••', 'X-TOKEN': '••••' },
  requestBody: '{"message":"I need a room for two nights"}',
  responseBody:
    '{"response":"Of course. For which nights would you like the room?","conversation_id":"CONV-1"}',
  startedAt: at(0),
  latencyMs: 412,
  status: 200,
});

/** A history as version 0.1.0 has left it: so many conversations of ten turns each, one in fifty of them open. */
export function writeOldHistory(file: string, count: number): void {
  using database = new DatabaseSync(file);
  for (const sql of migrationsFrom(0).slice(0, oldVersion).flat()) database.exec(sql);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA user_version = ${oldVersion}; PRAGMA synchronous = OFF; BEGIN;`,
  );
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
       INSERT INTO conversations (id, conversation_id, connection_id, state, created_at, updated_at, rest, turn_count,
         first_user_text, first_reply)
       SELECT 'c' || i, 'CONV-' || i, 'c-1', CASE i % 50 WHEN 0 THEN 'open' ELSE 'closed' END, time, time, ?, 10,
         'I need a room', 'Of course. For which nights would you like the room?'
       FROM (SELECT i, strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', format('+%d seconds', i)) AS time FROM n)`,
    )
    .run(rest);
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}),
         m (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM m WHERE j < 9)
       INSERT INTO turns (conversation, turn_index, kind, state, started_at, user_text, reply, rest, exchange)
       SELECT 'c' || i, j, CASE j WHEN 0 THEN 'create' ELSE 'respond' END, 'answered', '${at(0)}',
         'I need a room for two nights, said ' || i || ' in turn ' || j,
         'Of course. For which nights would you like the room, and how many people are you? ' || i,
         '{"latencyMs":412,"status":200}', ? FROM n, m`,
    )
    .run(exchange);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
}
