import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { ChatClient } from '../core/chatApi/chatClient.ts';
import { maskedTexts, type Redactor } from '../core/common/redaction.ts';
import type { ConnectionSnapshot, Conversation } from '../core/conversation/conversation.ts';
import {
  type ConversationService,
  createConversationService,
} from '../core/conversation/conversationService.ts';
import { createMemoryRecord } from '../core/conversation/memoryRecord.ts';
import { continueConversation } from '../core/conversation/transitions.ts';

/** The one engine, with a record that lives as long as the process. */
export interface MemoryService extends ConversationService {
  /** A conversation that was begun elsewhere: what is said next is said in it. */
  continue(connection: ConnectionSnapshot, conversationId: string): Promise<Conversation>;
  /** Of a conversation that is not asked for any more: thousands of them would fill the memory. */
  forget(id: string): void;
}

/** `redact` masks what was typed before anything is told of it; what is made of the service's replies may do that itself. */
export function createMemoryService(client: ChatClient, redact?: Redactor): MemoryService {
  const record = createMemoryRecord();
  const service = createConversationService({
    client,
    record,
    now: Date.now,
    newId: randomUUID,
    processId: process.pid,
    recordMessages: () => true,
    knownSecrets: redact && {
      mask: async (value) => ({ value: maskedTexts(value, redact), isSure: true }),
    },
    onRecordError: () => undefined,
  });
  return {
    ...service,
    forget: (id) => record.forget(id),
    async continue(connection, conversationId) {
      const at = new Date().toISOString();
      const known = continueConversation({ id: randomUUID(), connection, conversationId, at });
      const { turns, ...head } = known;
      await record.write({ head, turns });
      return known;
    },
  };
}
