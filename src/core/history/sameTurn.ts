import type { DatabaseSync } from 'node:sqlite';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import { compactJson } from '../common/jsonText.ts';
import type { ConnectionSnapshot, Conversation, Turn } from '../conversation/conversation.ts';
import { fromConversationRow, fromTurnRow } from './rows.ts';
import { hasSearchIndex } from './search/searchIndex.ts';
import { toMatchExpression, toSearchTerm } from './search/searchTerms.ts';
import { statement } from './statements.ts';

/** A turn as a test says it: with the same agent, after the same words. */
export interface SameTurn {
  readonly connection: Pick<ConnectionSnapshot, 'connectionId' | 'accountId' | 'projectId'> & {
    /** Where an agent is that runs on this machine is another place each time. */
    readonly origin?: string | undefined;
  };
  readonly parameters: CreateChatParameters;
  /** All that was said until the reply; undefined fetches one. None of them: the greeting. */
  readonly words: readonly (string | undefined)[];
}

/** A reply to it, with the conversation it stands in. */
export interface RecordedReply {
  readonly conversation: Omit<Conversation, 'turns'>;
  readonly turn: Turn;
}

/** So many replies say how often a check holds. */
const mostReplies = 60;
/** So many conversations are looked at, the newest first, so that no thread is held. */
const mostLookedAt = 400;
const mostGreetings = 2000;

/** In bytes, with what came over the wire: judging more of it would hold the thread. */
const longestReply = 250_000;
/** Of all of them; what does not fit is left out. */
const longestReplies = 1_000_000;

/** Its beginning tells a message from others well enough. */
const lookedUpLength = 60;

const isSaid = `kind = 'respond' AND user_text = :text AND turn_index = :place LIMIT ${mostLookedAt}`;

/** Exported for the test that it finds its rows through the index of the search, however many there are. */
export const saidQuery = `SELECT conversation AS id FROM (
    SELECT rowid AS message FROM search_words WHERE search_words MATCH :match AND rowid & 1 = 0
    ORDER BY rowid DESC LIMIT 2000)
  CROSS JOIN turns ON turns.rowid = message >> 1 WHERE ${isSaid}`;

/** Said just now: in the index a moment later. */
const saidJustNowQuery = `SELECT conversation AS id FROM (
    SELECT place FROM search_waiting WHERE place & 1 = 0 ORDER BY place DESC LIMIT 2000)
  CROSS JOIN turns ON turns.rowid = place >> 1 WHERE ${isSaid}`;

/** Without that index, and for what has no word in it. */
const saidLatelyQuery = `SELECT conversation AS id FROM (SELECT * FROM turns ORDER BY rowid DESC LIMIT 5000)
  WHERE ${isSaid}`;

const greetingsQuery = `SELECT id FROM conversations WHERE deleted_at IS NULL
  ORDER BY created_at DESC, id DESC LIMIT ${mostGreetings}`;

/** The newest replies to the same turn; `onTooLarge` is told of each that is too large to be judged. */
export function readSameTurn(
  database: DatabaseSync,
  wanted: SameTurn,
  onTooLarge: () => void = () => undefined,
): readonly RecordedReply[] {
  const found: RecordedReply[] = [];
  const parameters = canonical(wanted.parameters);
  let room = longestReplies;
  for (const id of new Set(candidates(database, wanted.words).map((row) => String(row['id'])))) {
    if (found.length >= mostReplies) break;
    const row = statement(database, 'SELECT * FROM conversations WHERE id = ? AND deleted_at IS NULL').get(
      id,
    );
    if (row === undefined) continue;
    const conversation = fromConversationRow(row);
    if (!isSameAgent(conversation, wanted) || canonical(conversation.parameters) !== parameters) continue;
    const longest = Math.min(room, longestReply);
    const read = readTurn(database, conversation.id, wanted.words, longest, onTooLarge);
    if (read === undefined) continue;
    room -= read.size;
    found.push({ conversation, turn: read.turn });
  }
  return found;
}

/** The longest message tells conversations apart best. */
function candidates(database: DatabaseSync, words: SameTurn['words']) {
  const lengths = words.map((word) => word?.length ?? 0);
  const longest = lengths.indexOf(Math.max(0, ...lengths));
  const text = words[longest];
  if (text === undefined) return words.length === 0 ? statement(database, greetingsQuery).all() : [];
  const said = { text, place: longest + 1 };
  const term = hasSearchIndex(database) ? toSearchTerm(text.slice(0, lookedUpLength), true) : undefined;
  return term === undefined
    ? statement(database, saidLatelyQuery).all(said)
    : [
        ...statement(database, saidJustNowQuery).all(said),
        ...statement(database, saidQuery).all({ ...said, match: toMatchExpression([term]) }),
      ];
}

function isSameAgent({ connection }: Omit<Conversation, 'turns'>, wanted: SameTurn): boolean {
  const { connectionId, accountId, projectId, origin } = wanted.connection;
  const isSamePlace =
    connection.connectionId === connectionId || (origin !== undefined && connection.origin === origin);
  return isSamePlace && connection.accountId === accountId && connection.projectId === projectId;
}

/** The turn behind these words; undefined when something else was said, a call went wrong, or it is longer. */
function readTurn(
  database: DatabaseSync,
  id: string,
  words: SameTurn['words'],
  longest: number,
  onTooLarge: () => void,
): { readonly turn: Turn; readonly size: number } | undefined {
  const said = statement(
    database,
    `SELECT kind, state, user_text, coalesce(octet_length(reply), 0) + coalesce(octet_length(exchange), 0) AS size
     FROM turns WHERE conversation = ? AND turn_index <= ? ORDER BY turn_index`,
  ).all(id, words.length);
  if (said.length !== words.length + 1) return undefined;
  const isSame = said.every(({ kind, state, user_text }, index) => {
    if (state !== 'answered' || kind !== (index === 0 ? 'create' : 'respond')) return false;
    return index === 0 || (user_text ?? undefined) === words[index - 1];
  });
  if (!isSame) return undefined;
  const size = Number(said.at(-1)?.['size']);
  if (size > longest) {
    onTooLarge();
    return undefined;
  }
  const row = statement(database, 'SELECT * FROM turns WHERE conversation = ? AND turn_index = ?').get(
    id,
    words.length,
  );
  const turn = row && fromTurnRow(row, words.length);
  // Without the words of the agent nothing can be judged.
  return turn?.reply === undefined ? undefined : { turn, size };
}

function canonical({ integrationAttributes, ...texts }: CreateChatParameters): string {
  const isSet = ([, value]: readonly [string, unknown]) => value !== undefined && value !== '';
  return JSON.stringify([
    Object.entries(texts)
      .filter(isSet)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    integrationAttributes === undefined ? '' : compactJson(integrationAttributes),
  ]);
}
