import type { ChatTarget } from '../chatApi/chatClient.ts';
import { redactorOf } from '../chatApi/redactorOf.ts';
import type { Redactor } from '../common/redaction.ts';
import { isStandIn } from '../connection/connection.ts';
import type { Conversation, Turn } from './conversation.ts';
import type { ConversationHead } from './conversationRecord.ts';

/*
 * What of a conversation may be written to a file. A turn remembers whether messages were recorded when it was begun,
 * so the setting of today never decides about what was said yesterday.
 */

/** Begun while messages were not recorded: what was said in it stays in memory. */
export function isUnrecorded(turn: Pick<Turn, 'recorded'> | undefined): boolean {
  return turn?.recorded === false;
}

/** That there was a call, when, and how it went; not what was said, by the server in an error neither. */
export function toRecordedTurn(turn: Turn): Turn {
  if (!isUnrecorded(turn)) return turn;
  const { error } = turn;
  return {
    ...turn,
    userText: undefined,
    reply: undefined,
    exchange: undefined,
    error: error && { ...error, serverMessage: undefined, detail: undefined },
  };
}

/** What the create call was given is a matter of the setting when it was begun, as its turn is. */
export function toRecordedHead({ turns, ...head }: Conversation): ConversationHead {
  const { parameters, handoff } = head;
  // Nothing is said after a handoff, so the last answer is the one that brought it.
  const last = turns.findLast(({ kind, state }) => kind !== 'close' && state === 'answered');
  return {
    ...head,
    parameters: isUnrecorded(turns[0]) ? withoutMessages(parameters) : parameters,
    // Where it was handed to is how it ended; why is what the agent said.
    handoff: handoff && isUnrecorded(last) ? { ...handoff, reason: undefined } : handoff,
  };
}

/** The parameters that say nothing about the person at the other end. */
export function withoutMessages<T extends Conversation['parameters']>(parameters: T): T {
  return { ...parameters, initialMessage: undefined, integrationAttributes: undefined };
}

/** As it may be written to a file that is no history: the output, say. */
export function toRecordedConversation(conversation: Conversation): Conversation {
  return { ...toRecordedHead(conversation), turns: conversation.turns.map(toRecordedTurn) };
}

/**
 * Masks the secrets of a call in its turn, before anything is announced or kept. The client masks what it was given
 * in the exchange; this is the second lock, for a secret that was typed into a message or that an agent says back. The
 * stand-in agent's are no secrets.
 */
export function withoutSecrets(conversation: Conversation, turnId: string, target: ChatTarget): Conversation {
  if (isStandIn(conversation.connection)) return conversation;
  const redact = redactorOf(target);
  const place = conversation.turns.findLastIndex(({ id }) => id === turnId);
  const turn = conversation.turns[place];
  if (!turn) return conversation;
  const { parameters, handoff, turns } = conversation;
  const { id, owner, ...said } = turn;
  return {
    ...conversation,
    // Sent with create only, and masked then.
    parameters: turn.kind === 'create' ? masked(parameters, redact) : parameters,
    handoff: masked(handoff, redact),
    turns: turns.with(place, { ...masked(said, redact), id, owner }),
  };
}

function masked<T>(value: T, redact: Redactor): T {
  if (typeof value === 'string') return redact(value) as T & string;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, masked<unknown>(entry, redact)] as const);
  if (entries.every(([key, entry]) => Object.is(entry, value[key as keyof T]))) return value;
  return (Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries)) as T;
}
