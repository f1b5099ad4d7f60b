import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aConversation, at, type Place } from './fixtures.ts';

/** Fills the history with copies of one conversation, each with a turn and its raw call, one second older than the other. */
export function fillHistory(place: Place, count: number): void {
  const history = place.open();
  history.save(aConversation({ id: 'first', userText: 'A room for two', createdAt: at(-3_600_000) }));
  history.dispose();
  using database = new DatabaseSync(path.join(place.directory, 'history.db'));
  const columns = `conversation_id, connection_id, state, updated_at, rest, turn_count, first_user_text, first_reply,
    region, environment, last_process_id`;
  database.exec(`
    BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
      INSERT INTO conversations (id, created_at, ${columns})
      SELECT format('c%06d', i), strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', format('+%d seconds', i)), ${columns}
      FROM conversations, n WHERE id = 'first';
    INSERT INTO turns (conversation, id, turn_index, kind, state, started_at, user_text, reply, rest, exchange)
      SELECT conversations.id, 'turn', 0, kind, turns.state, started_at, user_text, reply, turns.rest, exchange
      FROM turns, conversations WHERE turns.conversation = 'first' AND conversations.id <> 'first';
    COMMIT;`);
}
