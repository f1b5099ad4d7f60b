import type { DatabaseSync } from 'node:sqlite';
import type { Region } from '../chatApi/region.ts';
import type { Disposable } from '../common/disposable.ts';
import type { Event } from '../common/event.ts';
import type { Environment } from '../connection/connection.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { ConversationRecord } from '../conversation/conversationRecord.ts';
import type { RerunResult } from '../conversation/rerunResult.ts';
import type { ConversationFilter } from './conversationFilter.ts';
import type { Keeping } from './expireConversations.ts';
import type { ConnectionFigures } from './latencyFigures.ts';
import type { ClearOptions } from './purgeHistory.ts';
import type { RecordedReply, SameTurn } from './sameTurn.ts';
import type { MatchedLine } from './search/matchedLine.ts';
import type { SearchQuery } from './search/searchQuery.ts';
import type { TestResults } from './testResults.ts';

/** What a person has put on a conversation. */
export interface ConversationLabels {
  /** Instead of the first thing that was said. */
  readonly title?: string | undefined;
  readonly note?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly pinnedAt?: string | undefined;
}

/** What a row of the history view needs; a page of these is cheap however long the conversations are. */
export interface ConversationSummary extends Omit<Conversation, 'turns'>, ConversationLabels {
  readonly turnCount: number;
  /** The first thing the user said, if anything; shortened. */
  readonly firstUserText?: string | undefined;
  /** The greeting; shortened. */
  readonly firstReply?: string | undefined;
  /** Of one in which the turns of another were said again. */
  readonly rerun?: RerunResult | undefined;
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

/** A conversation that was found, and where in it: the newest of the places. */
export interface SearchHit {
  readonly conversation: ConversationSummary;
  /** What was looked for stands in its title, its note or its tags when there is no turn. */
  readonly turnIndex?: number | undefined;
  readonly from?: 'user' | 'agent' | undefined;
  /** Untrusted; undefined when nothing but a filter was given. */
  readonly line?: MatchedLine | undefined;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  /** While it is not, the search is as complete but slower: what is older is read instead of looked up. */
  readonly isIndexComplete: boolean;
}

/** A search that is under way; it holds nothing that would have to be closed. */
export interface HistorySearch {
  /** The next hits, `limit` at most. After an abort as many as there are by then. Rejects with HumanError. */
  next(limit?: number, signal?: AbortSignal): Promise<SearchPage>;
}

/** So many open conversations have these in common. */
export interface OpenCount {
  readonly region: Region;
  readonly environment: Environment;
  readonly lastProcessId: number | undefined;
  readonly count: number;
}

export const maxPageLength = 200;

/** Each call does a part of a few milliseconds. Both throw or reject with HumanError. */
export interface HistoryParts {
  read<T>(part: (database: DatabaseSync) => T): T;
  /** In one transaction. Resolves when it outlives a crash. */
  write<T>(part: (database: DatabaseSync) => T): Promise<T>;
}

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
  page(options?: {
    after?: HistoryCursor | undefined;
    limit?: number | undefined;
    filter?: ConversationFilter | undefined;
  }): HistoryPage;
  /** Whether a chat test held a conversation that is newer than this place; than none: any. */
  hasTestsAbove(cursor?: HistoryCursor): boolean;
  /** Newest first, each conversation once. */
  search(query: SearchQuery): HistorySearch;
  /** How fast the agents answered, of the latest answers. Those that answered most come first. */
  latencyFigures(signal?: AbortSignal): Promise<readonly ConnectionFigures[]>;
  /** Keeps with a conversation what came of saying the turns of another again in it; that one never changes. */
  recordRerun(id: string, result: RerunResult): void;
  /** How many conversations there are that are not deleted. */
  count(): number;
  /** What was pinned last comes first. */
  pinned(): readonly ConversationSummary[];
  summary(id: string): ConversationSummary | undefined;
  /**
   * Removes every conversation for good, what was deleted before as well, so that no text of them is left on the disk.
   * Only what waits for an answer stays. Resolves with whether it came to the end: after an abort it goes on with the
   * next purge.
   */
  clear(options?: Pick<ClearOptions, 'signal' | 'report'>): Promise<boolean>;
  /** For what is offered while a filter is typed: names of connections, the latest first, and tags. */
  labelsInUse(): { readonly connections: readonly string[]; readonly tags: readonly string[] };
  /** What is not named stays; undefined takes a label away. */
  label(ids: readonly string[], labels: ConversationLabels): void;
  /**
   * Newest first: those the server gave an id to, and that were not closed, ended or seen to expire since. Those whose
   * creation went wrong halfway are among them when an id was received.
   */
  openConversations(only?: { readonly region: string }): readonly ConversationSummary[];
  /** Of these ids the ones that are in the history: hidden ones too, since they can be restored. */
  stillKept(ids: readonly string[]): readonly string[];
  /** How many are open, in no time however many there are. */
  countOpen(): readonly OpenCount[];
  /** The newest replies to a turn of the same agent after the same words, at most 60; told of each too large to judge. */
  repliesToSameTurn(turn: SameTurn, onTooLarge?: () => void): readonly RecordedReply[];
  /** The newest conversation in which the turns of this one were said again. All ids are ours. */
  latestReplay(id: string): string | undefined;
  /** Hides the conversations; `restore` undoes it for a day; `purge` makes it final. */
  delete(ids: readonly string[]): void;
  /** Returns how many are back. */
  restore(ids: readonly string[]): number;
  /** Removes for good what was deleted, or only what was deleted before `deletedBefore` (ISO 8601). */
  purge(deletedBefore?: string): Promise<void>;
  /**
   * Hides every conversation that is not to be kept, and shows those again that it had hidden and that are. Nothing is
   * removed. What is pinned, waits for an answer, or is open at an agent is never hidden. Resolves with how many were
   * hidden now.
   */
  expire(keeping: Keeping): Promise<number>;
  /** How many `expire` has hidden before `hiddenBefore` (ISO 8601), and not shown again. */
  countExpired(hiddenBefore: string): number;
  /** Removes those for good. */
  purgeExpired(hiddenBefore: string): Promise<void>;
  /** For what reads or writes many conversations: export and import, whose code is loaded with them. */
  readonly parts: HistoryParts;
  /** What became of chat tests, beside their conversations. */
  readonly testResults: TestResults;
  /** Fires after a change by this window or by another one. */
  readonly onDidChange: Event<void>;
}
