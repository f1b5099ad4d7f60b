import { statSync } from 'node:fs';
import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { readConversation, readSummaries } from './conversationTable.ts';
import type { ConversationSummary, HistoryCursor, HistoryParts, HistorySearch } from './history.ts';
import type { RecordedLatency } from './latencyFigures.ts';
import { readLatencies } from './readLatencies.ts';
import { schemaVersion } from './migrations.ts';
import { foldText } from './search/foldText.ts';
import { createHistorySearch } from './search/historySearch.ts';
import type { SearchQuery } from './search/searchQuery.ts';

/** A history that another process writes: it is looked into, and never changed. */
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
      let after: HistoryCursor | undefined;
      do {
        const { latencies, next } = readLatencies(database, after);
        yield* latencies;
        after = next;
      } while (after !== undefined);
    },
    dispose: () => database.close(),
  };
}

function openReadOnly(file: string): DatabaseSync {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new HumanError(l10n.t('There is no history in {0}.', file));
  // Opening a pipe would hold the thread until it has a writer, for Ctrl+C too.
  if (!found.isFile()) throw toUnusableProblem(file);
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
      // Another program's database may have this number too: nothing is added to it.
      readSummaries(database, undefined, 1);
      readLatencies(database, undefined);
      return database;
    }
  } catch (cause) {
    database?.close();
    throw toUnusableProblem(file, cause);
  }
  database.close();
  throw new HumanError(l10n.t('The history in {0} is of another version.', file), {
    remedy: l10n.t('Open it in the editor once, with the same version as this program.'),
  });
}

/** Also for what turns out to be damaged while it is read. */
export function toUnusableProblem(file: string, cause?: unknown): HumanError {
  return new HumanError(l10n.t('The history in {0} could not be used.', file), { cause });
}
