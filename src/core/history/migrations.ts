/**
 * One entry per schema version, never edited once released: a database at version n needs the entries from n on.
 * Columns hold what is searched and sorted by; JSON holds the rest, so that a new field needs no entry here.
 *
 * Each statement is done for itself while other windows go on, and may be the last one before a window is killed: what
 * comes after it must do whether it is done once or again, and whatever an older version writes in between.
 */
const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE conversations (
     id TEXT PRIMARY KEY,
     conversation_id TEXT,
     connection_id TEXT NOT NULL,
     state TEXT NOT NULL,
     created_at TEXT NOT NULL,
     updated_at TEXT NOT NULL,
     deleted_at TEXT,
     rest TEXT NOT NULL,
     turn_count INTEGER NOT NULL DEFAULT 0,
     first_user_text TEXT,
     first_reply TEXT,
     last_error TEXT
   ) STRICT`,
    `CREATE INDEX conversations_newest_first ON conversations (created_at DESC, id DESC) WHERE deleted_at IS NULL`,
    `CREATE INDEX conversations_by_server_id ON conversations (conversation_id)`,
    `CREATE INDEX conversations_deleted ON conversations (deleted_at) WHERE deleted_at IS NOT NULL`,
    `CREATE TABLE turns (
     conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
     turn_index INTEGER NOT NULL,
     kind TEXT NOT NULL,
     state TEXT NOT NULL,
     started_at TEXT NOT NULL,
     owner_process_id INTEGER,
     deadline_at TEXT,
     user_text TEXT,
     reply TEXT,
     error TEXT,
     rest TEXT NOT NULL,
     exchange TEXT,
     PRIMARY KEY (conversation, turn_index)
   ) STRICT`,
    `CREATE INDEX turns_pending ON turns (conversation) WHERE state = 'pending'`,
  ],
  [
    `CREATE INDEX conversations_open ON conversations (created_at DESC, id DESC)
     WHERE deleted_at IS NULL AND conversation_id IS NOT NULL AND state IN ('open', 'creating', 'unknown')`,
  ],
  // A turn of version 0.1.0 has no id of its own; it is found by its place.
  [
    `ALTER TABLE conversations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0`,
    `ALTER TABLE conversations ADD COLUMN region TEXT`,
    `ALTER TABLE conversations ADD COLUMN environment TEXT`,
    `ALTER TABLE conversations ADD COLUMN last_process_id INTEGER`,
    `ALTER TABLE conversations ADD COLUMN hidden_by TEXT`,
    `ALTER TABLE turns ADD COLUMN id TEXT`,
    `CREATE UNIQUE INDEX turns_by_id ON turns (conversation, id) WHERE id IS NOT NULL`,
    `CREATE INDEX conversations_open_count ON conversations (region, environment, last_process_id)
     WHERE deleted_at IS NULL AND conversation_id IS NOT NULL AND state IN ('open', 'creating', 'unknown')`,
    `CREATE INDEX conversations_by_change ON conversations (updated_at) WHERE deleted_at IS NULL`,
    `CREATE INDEX conversations_hidden_by ON conversations (hidden_by, updated_at) WHERE hidden_by IS NOT NULL`,
  ],
  [
    `ALTER TABLE conversations ADD COLUMN replay_of TEXT`,
    `CREATE INDEX conversations_replay_of ON conversations (replay_of, created_at) WHERE replay_of IS NOT NULL`,
  ],
  // The results of chat tests; `detail` is JSON, so that a new field needs no entry here.
  [
    `CREATE TABLE test_runs (
     id TEXT PRIMARY KEY,
     started_at TEXT NOT NULL,
     seed INTEGER,
     commit_id TEXT,
     branch TEXT,
     dirty INTEGER
   ) STRICT`,
    `CREATE TABLE test_results (
     id TEXT PRIMARY KEY,
     run TEXT NOT NULL REFERENCES test_runs (id) ON DELETE CASCADE,
     file TEXT NOT NULL,
     item TEXT NOT NULL,
     connection TEXT NOT NULL,
     status TEXT NOT NULL,
     at TEXT NOT NULL,
     hidden_at TEXT,
     detail TEXT NOT NULL
   ) STRICT`,
    `CREATE INDEX test_results_newest_first ON test_results (file, item, at DESC)`,
    `CREATE INDEX test_results_by_run ON test_results (run)`,
    `CREATE INDEX test_results_by_age ON test_results (at) WHERE hidden_at IS NULL`,
    `CREATE INDEX test_results_hidden ON test_results (hidden_at) WHERE hidden_at IS NOT NULL`,
    `CREATE TABLE test_conversations (
     result TEXT NOT NULL REFERENCES test_results (id) ON DELETE CASCADE,
     place INTEGER NOT NULL,
     conversation TEXT NOT NULL,
     PRIMARY KEY (result, place)
   ) STRICT`,
    `CREATE INDEX test_conversations_by_conversation ON test_conversations (conversation)`,
  ],
  // Quick however much is there: what searches the words is made of the rows later, in parts (search/searchIndex.ts).
  // A message is noted at twice its row's number, the reply to it behind that.
  [
    `ALTER TABLE conversations ADD COLUMN title TEXT`,
    `ALTER TABLE conversations ADD COLUMN note TEXT`,
    `ALTER TABLE conversations ADD COLUMN tags TEXT`,
    `ALTER TABLE conversations ADD COLUMN pinned_at TEXT`,
    `ALTER TABLE conversations ADD COLUMN chat_test TEXT`,
    `ALTER TABLE conversations ADD COLUMN comparison TEXT`,
    `CREATE TABLE labelled (
     conversation TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE
   ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE search_waiting (place INTEGER PRIMARY KEY) STRICT`,
    `CREATE TRIGGER search_new_turn AFTER INSERT ON turns BEGIN
     INSERT OR IGNORE INTO search_waiting SELECT 2 * new.rowid WHERE new.user_text IS NOT NULL;
     INSERT OR IGNORE INTO search_waiting SELECT 2 * new.rowid + 1 WHERE new.reply IS NOT NULL;
   END`,
    `CREATE TRIGGER search_new_message AFTER UPDATE OF user_text ON turns WHEN new.user_text IS NOT old.user_text BEGIN
     INSERT OR IGNORE INTO search_waiting VALUES (2 * new.rowid);
   END`,
    `CREATE TRIGGER search_new_reply AFTER UPDATE OF reply ON turns WHEN new.reply IS NOT old.reply BEGIN
     INSERT OR IGNORE INTO search_waiting VALUES (2 * new.rowid + 1);
   END`,
    `CREATE TRIGGER search_no_turn AFTER DELETE ON turns BEGIN
     INSERT OR IGNORE INTO search_waiting VALUES (2 * old.rowid), (2 * old.rowid + 1);
   END`,
    // After the triggers: what is written in between is indexed twice rather than never.
    `CREATE TABLE search_state (below INTEGER NOT NULL) STRICT`,
    `INSERT INTO search_state SELECT (SELECT coalesce(max(rowid) + 1, 0) FROM turns)
     WHERE NOT EXISTS (SELECT 1 FROM search_state)`,
  ],
  // A window with version 0.1.0 that is still open goes on writing: what that version does not know is filled in.
  // Only what is counted is copied from the JSON.
  [
    `CREATE TRIGGER older_version_began AFTER INSERT ON conversations
     WHEN new.region IS NULL AND json_valid(new.rest) BEGIN
     UPDATE conversations SET region = json_extract(rest, '$.connection.region'),
       environment = json_extract(rest, '$.connection.environment'),
       last_process_id = CAST(json_extract(rest, '$.lastProcessId') AS INTEGER)
       WHERE id = new.id;
   END`,
    // This version writes into that JSON for a handoff only.
    `CREATE TRIGGER older_version_went_on AFTER UPDATE OF rest ON conversations
     WHEN CASE WHEN json_valid(new.rest) AND json_valid(old.rest) THEN json_extract(new.rest, '$.lastProcessId') IS NOT NULL
       AND json_extract(new.rest, '$.handoff') IS json_extract(old.rest, '$.handoff') END BEGIN
     UPDATE conversations SET revision = revision + 1,
       last_process_id = CAST(json_extract(rest, '$.lastProcessId') AS INTEGER)
       WHERE id = new.id;
   END`,
    // After the triggers: what that window begins in between lacks it too.
    `UPDATE conversations SET region = json_extract(rest, '$.connection.region'),
     environment = json_extract(rest, '$.connection.environment'),
     last_process_id = CAST(json_extract(rest, '$.lastProcessId') AS INTEGER)
     WHERE json_valid(rest) AND region IS NULL`,
  ],
  // Some are found without a look at all the others.
  [
    `CREATE INDEX conversations_own ON conversations (created_at DESC, id DESC)
     WHERE deleted_at IS NULL AND chat_test IS NULL`,
    `CREATE INDEX conversations_of_tests ON conversations (created_at DESC, id DESC)
     WHERE deleted_at IS NULL AND chat_test IS NOT NULL`,
    `CREATE INDEX conversations_pinned ON conversations (pinned_at DESC)
     WHERE deleted_at IS NULL AND pinned_at IS NOT NULL`,
    `CREATE INDEX conversations_labelled ON conversations (created_at DESC, id DESC)
     WHERE deleted_at IS NULL AND (title IS NOT NULL OR note IS NOT NULL OR tags IS NOT NULL)`,
    `CREATE INDEX conversations_tagged ON conversations (created_at DESC)
     WHERE deleted_at IS NULL AND tags IS NOT NULL`,
  ],
];

/** What this version of the extension reads and writes. */
export const schemaVersion = migrations.length;

/** The statements that bring a database from `version` to `schemaVersion`, those of each version together. */
export function migrationsFrom(version: number): readonly (readonly string[])[] {
  return migrations.slice(version);
}
