import type { Disposable } from '../common/disposable.ts';
import type { Event } from '../common/event.ts';
import type { Conversation } from '../conversation/conversation.ts';

/** What a row of the history view needs; a page of these is cheap however long the conversations are. */
export interface ConversationSummary extends Omit<Conversation, 'turns'> {
  readonly turnCount: number;
  /** The first thing the user said, if anything; shortened. */
  readonly firstUserText?: string | undefined;
  /** The greeting; shortened. */
  readonly firstReply?: string | undefined;
  /** Of the last turn that failed, so that a row can say why. */
  readonly lastError?: Conversation['turns'][number]['error'];
}

/** Where the next page begins. */
export interface HistoryCursor {
  readonly createdAt: string;
  readonly id: string;
}

export interface HistoryPage {
  readonly conversations: readonly ConversationSummary[];
  /** Undefined on the last page. */
  readonly next?: HistoryCursor | undefined;
}

/**
 * Every conversation ever held, kept on this machine. Writes are synchronous: when `save` returns, what it was
 * given survives a crash (rule 4: no turn is lost).
 */
export interface History extends Disposable {
  /** Inserts or replaces the conversation and its turns. Throws HumanError when the disk refuses. */
  save(conversation: Conversation): void;
  get(id: string): Conversation | undefined;
  /** Newest first; at most 200 a page. */
  page(options?: { after?: HistoryCursor | undefined; limit?: number | undefined }): HistoryPage;
  /** Hides the conversations; `restore` undoes it; `purge` makes it final. */
  delete(ids: readonly string[]): void;
  restore(ids: readonly string[]): void;
  purge(): void;
  /** Fires after a change by this window or by another one. */
  readonly onDidChange: Event<void>;
}
