import type { ConversationSummary, History } from './history.ts';
import { hasLivingProcess } from './openConversations.ts';

/**
 * A stand-in agent keeps its conversations in memory, so that they are over with it, and every window and the next start
 * are to read so. Throws HumanError when the history cannot be read or written.
 */
export function endStandInConversations(
  history: Pick<History, 'openConversations' | 'get' | 'save'>,
  isGone: (conversation: ConversationSummary) => boolean,
  at: string,
): void {
  for (const summary of history.openConversations({ region: 'stand-in' })) {
    if (!isGone(summary)) continue;
    const conversation = history.get(summary.id);
    if (conversation) history.save({ ...conversation, state: 'expired', updatedAt: at });
  }
}

/** A window that has crashed could not say that its stand-in agent went with it. */
export function endAbandonedStandIns(
  history: Parameters<typeof endStandInConversations>[0],
  isProcessAlive: (processId: number) => boolean,
  now: () => number,
): void {
  const isGone = (summary: ConversationSummary) => !hasLivingProcess(summary, { isProcessAlive });
  endStandInConversations(history, isGone, new Date(now()).toISOString());
}
