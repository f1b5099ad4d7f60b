import type { ConversationSummary, History } from './history.ts';

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
