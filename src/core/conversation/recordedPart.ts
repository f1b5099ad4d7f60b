import type { ChatTarget } from '../chatApi/chatClient.ts';
import { redactorOf } from '../chatApi/redactorOf.ts';
import { withoutMessages } from '../chatApi/withoutMessages.ts';
import { maskedTexts } from '../common/redaction.ts';
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

/** With one of its turns as it may be written to a file that is no history: the output is one. */
export function toRecordedBlock(conversation: Conversation, turnIndex: number): Conversation {
  const turn = conversation.turns[turnIndex];
  if (!isUnrecorded(turn) || !turn) return conversation;
  return { ...toRecordedHead(conversation), turns: conversation.turns.with(turnIndex, toRecordedTurn(turn)) };
}

/** Whether it is known what a person said in the turn, so that it can be said again; nothing may be what was said. */
export function isContentKnown({ recorded, userText, exchange }: Turn): boolean {
  return recorded === true || userText !== undefined || exchange !== undefined;
}

/**
 * Masks the secrets of a call in its turn, before anything is announced or kept. The client masks what it was given
 * in the exchange; this is the second lock, for a secret that was typed into a message or that an agent says back. The
 * stand-in agent's are no secrets. Those of other connections are masked by the service, which may have to wait for them.
 */
export function withoutSecrets(conversation: Conversation, turnId: string, target: ChatTarget): Conversation {
  if (isStandIn(conversation.connection)) return conversation;
  const redact = redactorOf(target);
  const index = conversation.turns.findLastIndex(({ id }) => id === turnId);
  const turn = conversation.turns[index];
  if (!turn) return conversation;
  // Parameters are sent with create only, and masked then.
  const parameters =
    turn.kind === 'create' ? maskedTexts(conversation.parameters, redact) : conversation.parameters;
  const handoff = maskedTexts(conversation.handoff, redact);
  const { userText, reply, correlationId, error, exchange } = turn;
  const said = { userText, reply, correlationId, error, exchange };
  const masked = maskedTexts(said, redact);
  if (masked === said && parameters === conversation.parameters && handoff === conversation.handoff) {
    return conversation;
  }
  return {
    ...conversation,
    parameters,
    handoff,
    turns: conversation.turns.with(index, { ...turn, ...masked }),
  };
}
