import { existsSync } from 'node:fs';
import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { readConversation, readSummaries } from './conversationTable.ts';
import type { ConversationSummary, HistoryParts, HistorySearch } from './history.ts';
import { schemaVersion } from './migrations.ts';
import { foldText } from './search/foldText.ts';
import { createHistorySearch } from './search/historySearch.ts';
import type { SearchQuery } from './search/searchQuery.ts';
import { statement } from './statements.ts';

/** One answer of an agent, as far as its speed goes. */
export interface RecordedLatency {
  readonly connectionName: string;
  /** Its place in the conversation; 0 is create. */
  readonly turn: number;
  readonly latencyMs: number;
}

/** A history that somebody else writes: it is looked into, and never changed. */
export interface HistoryReader extends Disposable, Pick<HistoryParts, 'read'> {
  /** Newest first, read as they are asked for. */
  summaries(): Generator<ConversationSummary, void, undefined>;
  get(id: string): Conversation | undefined;
  search(query: SearchQuery): HistorySearch;
  /** Of every answer to create or a message. */
  latencies(): Generator<RecordedLatency, void, undefined>;
}

const pageLength = 200;

/** Throws HumanError when there is no history of this version in the file. */
export function openHistoryReader(file: string): HistoryReader {
  const database = openReadOnly(file);
  return {
    *summaries() {
      let after: ConversationSummary | undefined;
      for (;;) {
        const page = readSummaries(database, after, pageLength);
        yield* page;
        after = page.at(-1);
        if (page.length < pageLength) return;
      }
    },
    read: (part) => part(database),
    get: (id) => readConversation(database, id)?.conversation,
    search: (query) => createHistorySearch(query, (action) => action(database)),
    *latencies() {
      const rows = statement(
        database,
        `SELECT json_extract(conversations.rest, '$.connection.connectionName') AS name, turn_index,
           json_extract(turns.rest, '$.latencyMs') AS ms
         FROM turns JOIN conversations ON conversations.id = turns.conversation
         WHERE deleted_at IS NULL AND turns.kind <> 'close' AND turns.state = 'answered'`,
      ).iterate();
      for (const { name, turn_index, ms } of rows) {
        if (typeof ms !== 'number') continue;
        yield { connectionName: String(name ?? ''), turn: Number(turn_index), latencyMs: ms };
      }
    },
    dispose: () => database.close(),
  };
}

function openReadOnly(file: string): DatabaseSync {
  if (!existsSync(file)) throw new HumanError(l10n.t('There is no history in {0}.', file));
  const sqlite = getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (sqlite === undefined) {
    throw new HumanError(l10n.t('This version of Node cannot read a history.'), {
      remedy: l10n.t('Use Node 22.13 or newer.'),
    });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(file, { readOnly: true });
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version === schemaVersion) {
      database.function('folded', { deterministic: true }, (text) =>
        typeof text === 'string' ? foldText(text).folded : '',
      );
      return database;
    }
  } catch (cause) {
    database?.close();
    throw new HumanError(l10n.t('The history in {0} could not be used.', file), { cause });
  }
  database.close();
  throw new HumanError(l10n.t('The history in {0} is of another version.', file), {
    remedy: l10n.t('Open it in the editor once, with the same version as this program.'),
  });
}
