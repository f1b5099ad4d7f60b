import { maxPageLength, type ConversationSummary, type History, type HistoryCursor } from './history.ts';

/** As much of the history as the person has asked to see. */
export interface HistoryPages {
  /** Reads it anew: as many conversations as before, so that nothing jumps. Throws HumanError. */
  read(): { readonly conversations: readonly ConversationSummary[]; readonly hasOlder: boolean };
  /** From the next reading on there is one page more. */
  showOlder(): void;
}

export function createHistoryPages(history: Pick<History, 'page'>): HistoryPages {
  let pages = 1;
  return {
    read() {
      const conversations: ConversationSummary[] = [];
      let after: HistoryCursor | undefined;
      for (let page = 0; page < pages; page++) {
        const { conversations: rows, next } = history.page({ after, limit: maxPageLength });
        conversations.push(...rows);
        after = next;
        if (after === undefined) break;
      }
      return { conversations, hasOlder: after !== undefined };
    },
    showOlder() {
      pages++;
    },
  };
}
