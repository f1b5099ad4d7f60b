import { isStandIn } from '../connection/connection.ts';
import type { ConversationSummary, History } from './history.ts';
import type { Conversation } from '../conversation/conversation.ts';

/*
 * The ledger: what we created is open until it is closed, ended or expired. It is read from the history, so that
 * every window and the next start see the same one.
 */

export interface Surroundings {
  readonly history: Pick<History, 'openConversations' | 'countOpen'>;
  readonly isProcessAlive: (processId: number) => boolean;
}

/** Newest first. The stand-in agent's are left out when the process it lived in is gone: they went with it. */
export function readOpenConversations(surroundings: Surroundings): readonly ConversationSummary[] {
  return surroundings.history
    .openConversations()
    .filter(
      (conversation) => !isStandIn(conversation.connection) || hasLivingProcess(conversation, surroundings),
    );
}

/** How many those are, and how many of them are with a live agent; none of them is read for it. */
export function countOpenConversations({ history, isProcessAlive }: Surroundings): OpenConversationCount {
  let open = 0;
  let live = 0;
  for (const { region, environment, lastProcessId, count } of history.countOpen()) {
    if (isStandIn({ region }) && !hasLivingProcess({ lastProcessId }, { isProcessAlive })) continue;
    open += count;
    if (environment === 'live' && !isStandIn({ region })) live += count;
  }
  return { open, live };
}

export interface OpenConversationCount {
  readonly open: number;
  readonly live: number;
}

/** The open conversations whose window is gone: nobody will close these by leaving. */
export function readLeftOpen(surroundings: Surroundings): readonly ConversationSummary[] {
  const { history, isProcessAlive } = surroundings;
  // Mostly there is none, and then none is read.
  if (history.countOpen().every((group) => hasLivingProcess(group, { isProcessAlive }))) return [];
  return readOpenConversations(surroundings).filter(
    (conversation) => !hasLivingProcess(conversation, surroundings),
  );
}

/** The process that made the last call in it is still there. */
export function hasLivingProcess(
  { lastProcessId }: Pick<ConversationSummary, 'lastProcessId'>,
  { isProcessAlive }: Pick<Surroundings, 'isProcessAlive'>,
): boolean {
  return lastProcessId !== undefined && isProcessAlive(lastProcessId);
}

export function countLive(conversations: readonly Pick<Conversation, 'connection'>[]): number {
  return conversations.filter(({ connection }) => connection.environment === 'live' && !isStandIn(connection))
    .length;
}

/** One of several conversations was closed, or was not. */
export interface CloseProgress {
  readonly conversation: ConversationSummary;
  /** How many are through, this one included. */
  readonly done: number;
  readonly total: number;
  /** As it stands after the call. */
  readonly result?: Conversation | undefined;
  /** There was no call: its connection is gone, say. */
  readonly error?: unknown;
}

/**
 * Closes several conversations, a few at a time, and tells of each as it is through; one that fails does not keep
 * the others. After an abort no further one is begun. Closing what is closed already is harmless.
 */
export async function* closeEach(
  conversations: readonly ConversationSummary[],
  close: (conversation: ConversationSummary) => Promise<Conversation>,
  options: { readonly signal?: AbortSignal | undefined; readonly atOnce?: number | undefined } = {},
): AsyncGenerator<CloseProgress, void, undefined> {
  const { signal, atOnce = 4 } = options;
  const waiting = [...conversations];
  const running = new Map<ConversationSummary, Promise<Omit<CloseProgress, 'done' | 'total'>>>();
  let done = 0;

  const begin = () => {
    while (running.size < atOnce) {
      const conversation = signal?.aborted === true ? undefined : waiting.shift();
      if (conversation === undefined) return;
      running.set(
        conversation,
        close(conversation).then(
          (result) => ({ conversation, result }),
          (error: unknown) => ({ conversation, error }),
        ),
      );
    }
  };

  begin();
  while (running.size > 0) {
    // oxlint-disable-next-line no-await-in-loop -- whichever is through first
    const closed = await Promise.race(running.values());
    running.delete(closed.conversation);
    done++;
    yield { ...closed, done, total: conversations.length };
    begin();
  }
}

/** Whether a close left the conversation open, as far as anyone knows. */
export function isStillOpen({ result, error }: Pick<CloseProgress, 'result' | 'error'>): boolean {
  if (error !== undefined || result === undefined) return true;
  return ['open', 'creating', 'unknown'].includes(result.state);
}
