// A window that has version 0.1.0 still open: it begins conversations and says one thing after the other until its input
// ends, in the very statements of that version, and then says what was acknowledged and how long each turn took.
// `oldWindowProcess.ts FILE`
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { at, grandHotel } from './fixtures.ts';

const database = new DatabaseSync(process.argv[2] ?? '');
database.exec(
  'PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL',
);

function writeConversation(id: string, state: string): void {
  database
    .prepare(
      `INSERT INTO conversations (id, conversation_id, connection_id, state, created_at, updated_at, rest)
       VALUES (:id, :conversation_id, :connection_id, :state, :created_at, :updated_at, :rest)
       ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id, state = excluded.state,
         updated_at = excluded.updated_at, rest = excluded.rest`,
    )
    .run({
      id,
      conversation_id: `CONV-${id}`,
      connection_id: grandHotel.connectionId,
      state,
      created_at: at(0),
      updated_at: at(1),
      rest: JSON.stringify({
        connection: { ...grandHotel, environment: 'live' },
        parameters: {},
        lastProcessId: process.pid,
      }),
    });
}

function writeTurn(
  conversation: string,
  index: number,
  state: string,
  said: string,
  reply: string | null,
): void {
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
    .run({
      conversation,
      turn_index: index,
      kind: index === 0 ? 'create' : 'respond',
      state,
      started_at: at(index),
      owner_process_id: state === 'pending' ? process.pid : null,
      deadline_at: state === 'pending' ? new Date(Date.now() + 60_000).toISOString() : null,
      user_text: said,
      reply,
      error: null,
      rest: '{"latencyMs":412,"status":200}',
      exchange: null,
    });
}

function summarize(id: string): void {
  database
    .prepare(
      `UPDATE conversations SET
         turn_count = (SELECT count(*) FROM turns WHERE conversation = :id),
         first_user_text = (SELECT substr(user_text, 1, 200) FROM turns
           WHERE conversation = :id AND user_text <> '' ORDER BY turn_index LIMIT 1),
         first_reply = (SELECT substr(reply, 1, 200) FROM turns
           WHERE conversation = :id AND reply <> '' ORDER BY turn_index LIMIT 1),
         last_error = (SELECT error FROM turns
           WHERE conversation = :id AND error IS NOT NULL ORDER BY turn_index DESC LIMIT 1)
       WHERE id = :id`,
    )
    .run({ id });
}

/** What that version calls to save a conversation. */
function save(id: string, index: number, state: string, said: string, reply: string | null): void {
  database.exec('BEGIN IMMEDIATE');
  writeConversation(id, 'open');
  writeTurn(id, index, state, said, reply);
  summarize(id);
  database.exec('COMMIT');
}

const times: number[] = [];
const acknowledged: string[] = [];
process.stdin.resume();
for (let number = 0; !process.stdin.readableEnded; number++) {
  const id = `old-${Math.floor(number / 5)}`;
  const said = `old turn ${number}x`;
  const started = performance.now();
  save(id, number % 5, 'pending', said, null);
  save(id, number % 5, 'answered', said, `echo of ${said}`);
  times.push(performance.now() - started);
  acknowledged.push(said);
  // What its view does with every change.
  database
    .prepare(
      'SELECT * FROM conversations WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 51',
    )
    .all();
  database.prepare("SELECT DISTINCT conversation FROM turns WHERE state = 'pending'").all();
  if (number === 0) process.stdout.write('\n');
  // oxlint-disable-next-line no-await-in-loop -- one thing after the other
  await pause(5);
}
process.stdout.write(JSON.stringify({ times, acknowledged }));
database.close();
