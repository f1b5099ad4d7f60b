import { maxPageLength, type ConversationSummary, type History, type HistoryCursor } from './history.ts';
import { parseSearchQuery } from './search/searchQuery.ts';

/** As much of the history as the person has asked to see. */
export interface HistoryPages {
  /**
   * Reads it anew: as many conversations as before, so that nothing jumps. With a filter, what a person would type into
   * the search; without one, those that a person held: a run of a hundred tests would bury them. Throws or rejects with
   * HumanError.
   */
  read(filter: string): ShownConversations | Promise<ShownConversations>;
  /** From the next reading on there is one page more. */
  showOlder(): void;
  /** From the next reading on there is one page. */
  startAgain(): void;
}

export interface ShownConversations {
  readonly conversations: readonly ConversationSummary[];
  readonly hasOlder: boolean;
  /** Conversations of chat tests are left out among them. */
  readonly hasTests: boolean;
}

export function createHistoryPages(
  history: Pick<History, 'page' | 'search' | 'hasTestsAbove'>,
  now: () => number,
): HistoryPages {
  let pages = 1;

  function readPages(): ShownConversations {
    const conversations: ConversationSummary[] = [];
    let after: HistoryCursor | undefined;
    for (let page = 0; page < pages; page++) {
      const { conversations: rows, next } = history.page({
        after,
        limit: maxPageLength,
        filter: { is: ['own'] },
      });
      conversations.push(...rows);
      after = next;
      if (after === undefined) break;
    }
    return { conversations, hasOlder: after !== undefined, hasTests: history.hasTestsAbove(after) };
  }

  async function readFiltered(filter: string): Promise<ShownConversations> {
    const { hits, hasMore } = await history
      .search(parseSearchQuery(filter, now()))
      .next(pages * maxPageLength);
    const conversations = hits
      .map(({ conversation }) => conversation)
      .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    return { conversations, hasOlder: hasMore, hasTests: false };
  }

  return {
    read: (filter) => (filter.trim() === '' ? readPages() : readFiltered(filter)),
    showOlder() {
      pages++;
    },
    startAgain() {
      pages = 1;
    },
  };
}
