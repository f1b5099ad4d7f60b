import { bestEffort } from '../common/bestEffort.ts';
import { createMemoryRecord } from '../conversation/memoryRecord.ts';
import type { ConversationRecord } from '../conversation/conversationRecord.ts';
import { isOver } from '../conversation/transitions.ts';
import type { History } from './history.ts';

/** Most are closed by then, and a row that comes and goes at once would make the list jump. */
const patienceMs = 2000;

/**
 * Of tests of connections, whose conversations are not the person's. One that is not closed soon stands in the history
 * for as long as it is open: whatever becomes of this window, it is counted and can be closed.
 */
export function createTestRecord(history: Pick<History, 'save' | 'delete'>): ConversationRecord {
  const record = createMemoryRecord();
  const waiting = new Map<string, NodeJS.Timeout>();
  const listed = new Set<string>();

  function list(id: string): void {
    stopWaiting(id);
    const found = record.read(id);
    if (!found) return;
    listed.add(id);
    history.save(found.conversation);
  }

  function stopWaiting(id: string): void {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
  }

  return {
    ...record,
    async write(change) {
      const { id, state, conversationId } = change.head;
      const revision = await record.write(change);
      const wasNotClosed = change.turns.some((turn) => turn.kind === 'close' && turn.state !== 'pending');
      if (isOver(state)) {
        stopWaiting(id);
        if (listed.delete(id)) history.delete([id]);
      } else if (listed.has(id) || (conversationId !== undefined && wasNotClosed)) {
        list(id);
      } else if (conversationId !== undefined && !waiting.has(id)) {
        // What the disk refuses here is told when the conversation could not be closed.
        const listSoon = () => bestEffort(() => list(id));
        waiting.set(id, setTimeout(listSoon, patienceMs).unref());
      }
      return revision;
    },
  };
}
