import type { ConversationRecord, RecordedConversation } from './conversationRecord.ts';

export interface MemoryRecord extends ConversationRecord {
  /** Of a conversation that is not asked for any more. */
  forget(id: string): void;
}

/** Keeps conversations for as long as the process lives: for the command line and for chat tests. */
export function createMemoryRecord(): MemoryRecord {
  const kept = new Map<string, RecordedConversation>();
  return {
    read: (id) => kept.get(id),
    revision: (id) => kept.get(id)?.revision,
    async write({ head, turns }) {
      const known = kept.get(head.id);
      const all = known ? [...known.conversation.turns] : [];
      for (const turn of turns) {
        const index = all.findLastIndex(({ id }) => id === turn.id);
        if (index < 0) all.push({ ...turn, index: all.length });
        else all[index] = turn;
      }
      const revision = (known?.revision ?? 0) + 1;
      kept.set(head.id, { conversation: { ...head, turns: all }, revision });
      return revision;
    },
    forget: (id) => void kept.delete(id),
    flush: () => undefined,
    generation: 0,
  };
}
