import { createMemoryRecord } from '../conversation/memoryRecord.ts';
import type { ConversationRecord } from '../conversation/conversationRecord.ts';
import { isOver } from '../conversation/transitions.ts';
import type { History } from './history.ts';

/**
 * Of tests of connections, whose conversations are not the person's. For as long as one is open it stands in the history
 * all the same: whatever becomes of this window, it is counted and can be closed.
 */
export function createTestRecord(history: Pick<History, 'save' | 'delete'>): ConversationRecord {
  const record = createMemoryRecord();
  const open = new Set<string>();
  return {
    ...record,
    async write(change) {
      const { id, state, conversationId } = change.head;
      const revision = await record.write(change);
      if (isOver(state)) {
        if (open.delete(id)) history.delete([id]);
      } else if (conversationId !== undefined) {
        open.add(id);
        history.save({ ...change.head, turns: record.read(id)?.conversation.turns ?? change.turns });
      }
      return revision;
    },
  };
}
