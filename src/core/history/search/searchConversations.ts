import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { toSqlCondition } from '../conversationFilter.ts';
import type { HistoryCursor, SearchHit } from '../history.ts';
import { fromSummaryRow } from '../rows.ts';
import { statement } from '../statements.ts';
import { findMatchedLine, type MatchedLine } from './matchedLine.ts';
import { hasSearchIndex, mostRead, readUnindexedBelow } from './searchIndex.ts';
import type { SearchQuery } from './searchQuery.ts';
import { longestSearched, toMatchExpression, toTermPattern } from './searchTerms.ts';

/** A search that has gone so far. Each part of it does a few rows, so that typing is not held up. */
export interface SearchProgress {
  /** Does the next part. Returns what it found; undefined when there is nothing more. */
  next(database: DatabaseSync): readonly SearchHit[] | undefined;
}

/** Places are read from the index in one go: deeper down it takes longer to come back to where one was. */
const placesAtOnce = 4096;
const rowsAtOnce = 100;
const scannedAtOnce = 400;
/** Long texts make a part shorter. */
const partMs = 8;
const mostLabelled = 5000;

/** Newest first; each conversation once. */
export function startSearch(query: SearchQuery): SearchProgress {
  if (query.terms.length === 0) return listConversations(query);
  const seen = new Set<string>();
  const parts = [searchHeads(query), searchWaiting(query), searchIndexed(query), searchOlder(query)];
  return {
    next(database) {
      for (;;) {
        const [part] = parts;
        if (part === undefined) return undefined;
        const found = part.next(database);
        if (found === undefined) {
          parts.shift();
          continue;
        }
        return found.filter(({ conversation: { id } }) => !seen.has(id) && seen.add(id));
      }
    },
  };
}

/** Nothing is looked for but what the filter says. */
function listConversations({ filter }: SearchQuery): SearchProgress {
  let after: HistoryCursor | undefined = { createdAt: '\u{10ffff}', id: '' };
  const { sql, values } = toSqlCondition(filter);
  return {
    next(database) {
      if (after === undefined) return undefined;
      const place = { createdAt: after.createdAt, id: after.id };
      const part = `FROM conversations WHERE deleted_at IS NULL AND (created_at, id) < (:createdAt, :id)
        ORDER BY created_at DESC, id DESC LIMIT`;
      const last = statement(database, `SELECT created_at, id ${part} 1 OFFSET ${scannedAtOnce - 1}`).get(
        place,
      );
      after = last && { createdAt: String(last['created_at']), id: String(last['id']) };
      return statement(
        database,
        `SELECT * FROM (SELECT * ${part} ${scannedAtOnce}) AS conversations WHERE 1 ${sql}
         ORDER BY created_at DESC, id DESC`,
      )
        .all({ ...values, ...place })
        .map((row) => ({ conversation: fromSummaryRow(row) }));
    },
  };
}

/** Titles, notes and tags: people give them to few, so these are read. */
function searchHeads(query: SearchQuery): SearchProgress {
  const patterns = query.terms.map(toTermPattern);
  const { sql, values } = toSqlCondition(query.filter);
  // Titles have no speaker.
  let waiting: string[] | undefined = query.from === undefined ? undefined : [];
  return {
    next(database) {
      waiting ??= statement(
        database,
        `SELECT id FROM conversations
         WHERE deleted_at IS NULL AND (title IS NOT NULL OR note IS NOT NULL OR tags IS NOT NULL)
         ORDER BY created_at DESC, id DESC LIMIT ${mostLabelled}`,
      )
        .all()
        .map(({ id }) => String(id));
      if (waiting.length === 0) return undefined;
      return statement(
        database,
        `SELECT conversations.* FROM json_each(:ids) AS wanted CROSS JOIN conversations ON conversations.id = wanted.value
         WHERE deleted_at IS NULL ${sql}`,
      )
        .all({ ...values, ids: JSON.stringify(waiting.splice(0, rowsAtOnce)) })
        .flatMap((row) => {
          const conversation = fromSummaryRow(row);
          const { title = '', note = '', tags = [] } = conversation;
          const line = findMatchedLine([title, note, tags.join(' ')].filter(Boolean).join('\n'), patterns);
          return line ? [{ conversation, line }] : [];
        });
    },
  };
}

/** What the index finds may be more than was looked for: a phrase's words, say, in another order. The text decides. */
function searchIndexed(query: SearchQuery): SearchProgress {
  const match = toMatchExpression(query.terms);
  const side = query.from === undefined ? '' : `AND rowid & 1 = ${query.from === 'user' ? 0 : 1}`;
  const read = createReader(query);
  let places: number[] = [];
  let below: number | undefined = Number.MAX_SAFE_INTEGER;
  return {
    next(database) {
      if (!hasSearchIndex(database)) return undefined;
      if (read.isBusy()) return read.next(database);
      if (places.length === 0) {
        if (below === undefined) return undefined;
        places = statement(
          database,
          `SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid < ? ${side}
           ORDER BY rowid DESC LIMIT ${placesAtOnce}`,
        )
          .all(match, below)
          .map(({ rowid }) => Number(rowid));
        below = places.length === placesAtOnce ? places.at(-1) : undefined;
      }
      return read.next(database, places.splice(0, rowsAtOnce));
    },
  };
}

/** What was just said, and waits for the index. */
function searchWaiting(query: SearchQuery): SearchProgress {
  const read = createReader(query);
  const sides = sidesOf(query);
  let below = Number.MAX_SAFE_INTEGER;
  return {
    next(database) {
      if (read.isBusy()) return read.next(database);
      const waiting = statement(
        database,
        `SELECT place FROM search_waiting WHERE place < ? ORDER BY place DESC LIMIT ${mostRead}`,
      )
        .all(below)
        .map(({ place }) => Number(place));
      const last = waiting.at(-1);
      if (last === undefined) return undefined;
      below = last;
      return read.next(
        database,
        waiting.filter((place) => sides.includes(place & 1)),
      );
    },
  };
}

/** What was there before the index; all where there is none. */
function searchOlder(query: SearchQuery): SearchProgress {
  const read = createReader(query);
  const sides = sidesOf(query);
  let below: number | undefined;
  return {
    next(database) {
      if (read.isBusy()) return read.next(database);
      below ??= hasSearchIndex(database) ? readUnindexedBelow(database) : Number.MAX_SAFE_INTEGER;
      if (below <= 0) return undefined;
      const turns = statement(
        database,
        `SELECT rowid FROM turns WHERE rowid < ? ORDER BY rowid DESC LIMIT ${scannedAtOnce}`,
      )
        .all(below)
        .map(({ rowid }) => Number(rowid));
      below = turns.at(-1) ?? 0;
      return read.next(
        database,
        turns.flatMap((turn) => sides.map((place) => 2 * turn + place)),
      );
    },
  };
}

function sidesOf({ from }: SearchQuery): readonly number[] {
  return from === undefined ? [1, 0] : [from === 'user' ? 0 : 1];
}

/** As it is shown: a turn before it may have been lost with a damaged page. */
function placeInConversation(
  database: DatabaseSync,
  { conversation, turn_index }: Record<string, SQLOutputValue>,
): number {
  const before = statement(
    database,
    'SELECT count(*) AS count FROM turns WHERE conversation = ? AND turn_index < ?',
  );
  return Number(before.get(conversation ?? null, turn_index ?? null)?.['count']);
}

/** Reads the texts at some places of the index, in their order, and gives those that hold what is looked for. */
function createReader(query: SearchQuery) {
  const patterns = query.terms.map(toTermPattern);
  const { sql, values } = toSqlCondition(query.filter);
  let rest: readonly number[] = [];

  /** Of the places that are left those for which there is time. */
  function readLines(database: DatabaseSync) {
    const started = performance.now();
    const texts = statement(
      database,
      `SELECT conversation, turn_index, place.value & 1 AS side, place.key AS key,
         substr(CASE place.value & 1 WHEN 0 THEN user_text ELSE reply END, 1, ${longestSearched}) AS text
       FROM json_each(?) AS place CROSS JOIN turns ON turns.rowid = place.value >> 1`,
    ).iterate(JSON.stringify(rest));
    const lines = new Map<string, { row: Record<string, SQLOutputValue>; line: MatchedLine }>();
    for (const row of texts) {
      const conversation = String(row['conversation']);
      if (!lines.has(conversation) && typeof row['text'] === 'string') {
        const line = findMatchedLine(row['text'], patterns);
        if (line) lines.set(conversation, { row, line });
      }
      if (performance.now() - started > partMs) {
        rest = rest.slice(Number(row['key']) + 1);
        return lines;
      }
    }
    rest = [];
    return lines;
  }

  const next = (database: DatabaseSync, places: readonly number[] = []): readonly SearchHit[] => {
    rest = [...rest, ...places];
    const lines = readLines(database);
    if (lines.size === 0) return [];
    const conversations = statement(
      database,
      `SELECT conversations.* FROM json_each(:ids) AS wanted CROSS JOIN conversations ON conversations.id = wanted.value
       WHERE deleted_at IS NULL ${sql}`,
    ).all({ ...values, ids: JSON.stringify([...lines.keys()]) });
    return conversations.flatMap((summary) => {
      const found = lines.get(String(summary['id']));
      if (!found) return [];
      const { row, line } = found;
      return {
        conversation: fromSummaryRow(summary),
        turnIndex: placeInConversation(database, row),
        from: row['side'] === 0 ? ('user' as const) : ('agent' as const),
        line,
      };
    });
  };
  return { next, isBusy: () => rest.length > 0 };
}
