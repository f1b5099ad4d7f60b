import type { Conversation, Turn } from './conversation.ts';

/** A conversation without what was said in it. */
export type ConversationHead = Omit<Conversation, 'turns'>;

/** A turn was begun or settled. What is not named here stays as it is kept. */
export interface ConversationChange {
  readonly head: ConversationHead;
  /** Hardly ever more than one: what a record has refused before comes along with the next. */
  readonly turns: readonly Turn[];
}

export interface RecordedConversation {
  readonly conversation: Conversation;
  /** One more with every change, of this window or another. */
  readonly revision: number;
}

/**
 * Where conversations are kept, turn by turn, so that a turn costs the same however long its conversation is. The
 * history is one; `createMemoryRecord` is the other, for runs that leave nothing behind. What throws or rejects,
 * does so with HumanError: the disk or the file refused.
 */
export interface ConversationRecord {
  read(id: string): RecordedConversation | undefined;
  /** Of a conversation that is there. Costs next to nothing, so that one in use need not be read again. */
  revision(id: string): number | undefined;
  /**
   * Adds the turns or brings them up to date, each found by its id; the conversation is begun when it is not there.
   * Nothing that is kept is replaced by nothing, an answer never by an older "pending", an end never by another
   * state. Resolves with the revision when the change outlives a crash; changes of one moment may share a commit.
   */
  write(change: ConversationChange): Promise<number>;
  /** Brings what waits to be written to the disk before it returns. */
  flush(): void;
  /** Another number when another place was taken, a damaged file's say: what was kept before may not be there. */
  readonly generation: number;
}
