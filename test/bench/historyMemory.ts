// A process of its own: how much memory a window with this history takes that has looked at it, searched it and gone on.
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import { parseSearchQuery } from '../../src/core/history/search/searchQuery.ts';
import { aGeneratedConversation, commonWord, rareWord, start, wordTyped } from './historyTexts.ts';

const history = openSqliteHistory({
  directory: process.argv[2] ?? '',
  now: Date.now,
  isProcessAlive: () => true,
  onProblem: (problem) => {
    throw problem;
  },
});
const letters = Array.from(wordTyped, (_, index) => wordTyped.slice(0, index + 1));
for (const text of [commonWord, rareWord, ...letters]) {
  // oxlint-disable-next-line no-await-in-loop -- as it is typed
  await history.search(parseSearchQuery(text, start)).next(50);
}
const { next } = history.page();
history.page({ after: next });
const { turns, ...head } = aGeneratedConversation(900_000_000, 10);
await history.write({ head, turns });
history.delete([head.id]);
globalThis.gc?.();
console.log(process.memoryUsage().rss / 1e6);
history.dispose();
