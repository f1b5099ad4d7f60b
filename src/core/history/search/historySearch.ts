import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistorySearch, SearchHit } from '../history.ts';
import { startSearch } from './searchConversations.ts';
import { isComplete } from './searchIndex.ts';
import type { SearchQuery } from './searchQuery.ts';

/** So long nothing else is done; a part that is under way may take a little longer. */
const longestMs = 8;

/** What is imported is stored last and happened before; a page has its own in the order in which they happened. */
function newestFirst({ conversation: a }: SearchHit, { conversation: b }: SearchHit): number {
  return a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0;
}

/** A search in parts of a few milliseconds. The first of them is done before the first promise is there. */
export function createHistorySearch(
  query: SearchQuery,
  use: <T>(action: (database: DatabaseSync) => T) => T,
): HistorySearch {
  const progress = startSearch(query);
  const found: SearchHit[] = [];
  let isDone = false;
  return {
    async next(limit = 50, signal) {
      let started = performance.now();
      while (found.length < limit && !isDone) {
        const hits = use((database) => progress.next(database));
        if (hits === undefined) isDone = true;
        else found.push(...hits);
        if (performance.now() - started < longestMs) continue;
        // oxlint-disable-next-line no-await-in-loop -- whatever else has to be done is done in between
        await nextTurn();
        if (signal?.aborted === true) break;
        started = performance.now();
      }
      const hits = found.sort(newestFirst).splice(0, limit);
      return { hits, hasMore: !isDone || found.length > 0, isIndexComplete: use(isComplete) };
    },
  };
}
