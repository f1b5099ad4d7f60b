import type { ChatTarget } from '../chatApi/chatClient.ts';
import type { History } from '../history/history.ts';
import type { Conversation, Turn } from './conversation.ts';
import { createRedactor, type Redactor } from '../common/redaction.ts';
import { isStandIn } from '../connection/connection.ts';

/** Keeps what is on the screen and what is on disk, which differ when messages are not recorded. */
export interface Recorder {
  /** Saves; what the disk refuses or must not hold stays in memory. */
  record(conversation: Conversation, target: ChatTarget): void;
  get(id: string): Conversation | undefined;
}

export function createRecorder(options: {
  readonly history: History;
  readonly recordMessages: () => boolean;
  readonly onHistoryError: (error: unknown) => void;
}): Recorder {
  const { history, recordMessages, onHistoryError } = options;
  const inMemory = new Map<string, Conversation>();
  let refused = false;

  /** Told once, until the disk takes something again. */
  function report(error: unknown): void {
    if (!refused) onHistoryError(error);
    refused = true;
  }

  function save(conversation: Conversation): boolean {
    try {
      history.save(conversation);
      refused = false;
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }

  function read(id: string): Conversation | undefined {
    try {
      return history.get(id);
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  return {
    record(conversation, target) {
      const recordsMessages = recordMessages();
      const kept = recordsMessages ? conversation : withoutMessages(conversation);
      const isSaved = save(withoutSecrets(kept, target));
      const isWaiting = conversation.turns.some((turn) => turn.state === 'pending');
      if (isSaved && recordsMessages && !isWaiting) inMemory.delete(conversation.id);
      else inMemory.set(conversation.id, conversation);
    },
    get(id) {
      return inMemory.get(id) ?? read(id);
    },
  };
}

/** What was said and the bodies of the calls are left out; that there was a call, when and how it went stays. */
function withoutMessages(conversation: Conversation): Conversation {
  const { parameters, turns } = conversation;
  return {
    ...conversation,
    parameters: { ...parameters, initialMessage: undefined },
    turns: turns.map((turn): Turn => ({
      ...turn,
      userText: undefined,
      reply: undefined,
      exchange: undefined,
    })),
  };
}

/**
 * The client masks what it was given in the exchange; this is the second lock, for a secret that was typed into
 * a message or that an agent says back. The stand-in agent's are no secrets.
 */
function withoutSecrets(conversation: Conversation, { apiKey, token }: ChatTarget): Conversation {
  if (isStandIn(conversation.connection)) return conversation;
  const redact = createRedactor([apiKey, token]);
  const { parameters, turns, handoff } = conversation;
  return {
    ...conversation,
    parameters: masked(parameters, redact),
    turns: masked(turns, redact),
    handoff: masked(handoff, redact),
  };
}

/** The same value when there is nothing to mask, so that a turn that is on disk is known to be. */
function masked<T>(value: T, redact: Redactor): T {
  if (typeof value === 'string') return redact(value) as T & string;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, masked<unknown>(entry, redact)] as const);
  if (entries.every(([key, entry]) => Object.is(entry, value[key as keyof T]))) return value;
  return (Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries)) as T;
}
