import type { Disposable } from '../common/disposable.ts';
import type { Event } from '../common/event.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { ConversationRecord } from '../conversation/conversationRecord.ts';

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

export const maxPageLength = 200;

/**
 * Every conversation ever held, kept on this machine. When `save` returns, or `write` resolves, what it was given
 * survives a crash (rule 4: no turn is lost). Every method throws HumanError, and only that, when the disk or the
 * file refuses.
 */
export interface History extends ConversationRecord, Disposable {
  /** A whole conversation at once, by the rules of `write`. */
  save(conversation: Conversation): void;
  get(id: string): Conversation | undefined;
  /** Newest first; at most 200 a page. */
  page(options?: { after?: HistoryCursor | undefined; limit?: number | undefined }): HistoryPage;
  /**
   * Newest first: those the server gave an id to, and that nobody has closed, ended or seen expire since. Those whose
   * creation went wrong halfway are among them when an id was received.
   */
  openConversations(): readonly ConversationSummary[];
  /** Of these ids the ones that are in the history: hidden ones too, since they can be restored. */
  stillKept(ids: readonly string[]): readonly string[];
  /** Hides the conversations; `restore` undoes it; `purge` makes it final. */
  delete(ids: readonly string[]): void;
  restore(ids: readonly string[]): void;
  /** Removes for good what was hidden, or only what was hidden before `hiddenBefore` (ISO 8601). */
  purge(hiddenBefore?: string): void;
  /**
   * Removes for good every conversation whose last change is older than `olderThan` (ISO 8601), and returns how
   * many. Conversations that wait for an answer stay. Never called for a retention of 0 days.
   */
  prune(olderThan: string): number;
  /** Fires after a change by this window or by another one. */
  readonly onDidChange: Event<void>;
}
