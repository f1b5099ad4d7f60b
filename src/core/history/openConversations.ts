import { isLive, isStandIn } from '../connection/connection.ts';
import type { ConversationSummary, History } from './history.ts';
import type { Conversation } from '../conversation/conversation.ts';

/*
 * The ledger: what we created is open until it is closed, ended or expired. It is read from the history, so that
 * every window and the next start see the same one.
 */

export interface Ledger {
  readonly history: Pick<History, 'openConversations' | 'countOpen'>;
  readonly isProcessAlive: (processId: number) => boolean;
}

/** Newest first. The stand-in agent's are left out when the process it lived in is gone: they went with it. */
export function readOpenConversations(ledger: Ledger): readonly ConversationSummary[] {
  return ledger.history
    .openConversations()
    .filter((conversation) => !isStandIn(conversation.connection) || hasLivingProcess(conversation, ledger));
}

/** How many those are, and how many of them are with a live agent; none of them is read for it. */
export function countOpenConversations({ history, isProcessAlive }: Ledger): OpenConversationCount {
  let open = 0;
  let live = 0;
  for (const group of history.countOpen()) {
    if (isStandIn(group) && !hasLivingProcess(group, { isProcessAlive })) continue;
    open += group.count;
    if (isLive(group)) live += group.count;
  }
  return { open, live };
}

export interface OpenConversationCount {
  readonly open: number;
  readonly live: number;
}

/** The open conversations whose window is gone: no window will close these when it is left. */
export function readLeftOpen(ledger: Ledger): readonly ConversationSummary[] {
  const { history, isProcessAlive } = ledger;
  // Mostly there is none, and then none is read.
  if (history.countOpen().every((group) => hasLivingProcess(group, { isProcessAlive }))) return [];
  return readOpenConversations(ledger).filter((conversation) => !hasLivingProcess(conversation, ledger));
}

/** The process that made the last call in it is still there. */
export function hasLivingProcess(
  { lastProcessId }: Pick<ConversationSummary, 'lastProcessId'>,
  { isProcessAlive }: Pick<Ledger, 'isProcessAlive'>,
): boolean {
  return lastProcessId !== undefined && isProcessAlive(lastProcessId);
}

export function countLive(conversations: readonly Pick<Conversation, 'connection'>[]): number {
  return conversations.filter(({ connection }) => isLive(connection)).length;
}
