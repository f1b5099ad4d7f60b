import type { Handoff } from '../../core/chatApi/chatClient.ts';
import { studioConversationUrl } from '../../core/chatApi/region.ts';
import { readUndocumentedFields } from '../../core/chatApi/undocumentedFields.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { type ErrorObject, isFailedCall, toErrorObject } from '../failureText.ts';
import { toPrintedJson } from '../logCommands.ts';
import type { NamedTarget } from '../readTarget.ts';
import {
  closeResultOf,
  type CallEnd,
  endOfCall,
  exchangeOf,
  latencyMsOf,
  type SettledCall,
} from '../settledCall.ts';
import type { ChatReport } from './chatReport.ts';

/**
 * What `chat --json` prints; part of the product's public names. The fields that `poly chat --json` has too are
 * `conversation_id`, `url`, and of a turn `input`, `response`, `conversation_ended`.
 */
interface ConversationObject {
  conversation_id: string | null;
  /** Its page in Agent Studio, where that is known. */
  readonly url: string | null;
  /** Each as the JSON text of a TurnObject, so that what a server wrote stays to the letter. */
  readonly turns: string[];
  ended_by: CallEnd['by'] | null;
  /** How many of the given messages were not sent. */
  not_sent: number;
  /** Whether it may still be open on the server. */
  open: boolean;
}

interface ReplyObject {
  /** Null for create without a first message, empty for a delayed reply. */
  readonly input: string | null;
  readonly response: string;
  readonly conversation_ended: boolean;
  readonly latency_ms: number;
  readonly handoff?: Handoff | undefined;
}

/** Either may have `unknown_fields` too: what the API sent beyond what it documents. */
type TurnObject = ReplyObject | { readonly input: string | null; readonly error: ErrorObject };

export interface JsonChatReport {
  readonly report: ChatReport;
  /** One object on one line. To be called once, at the end. */
  readonly finish: () => string;
}

/** For programs: keeps what happened, and gives it as one object at the end. */
export function jsonChatReport(target: NamedTarget): JsonChatReport {
  /** By our id, in the order in which they were begun. */
  const conversations = new Map<string, ConversationObject>();
  let current: ConversationObject | undefined;
  let failure: ErrorObject | undefined;
  /** Of conversations that may still be open; closing may be tried again. */
  const closeFailures = new Map<ConversationObject, ErrorObject>();

  const objectOf = ({ id, conversationId }: Conversation): ConversationObject => {
    const known = conversations.get(id);
    if (known) return known;
    const { region, accountId, projectId } = target;
    const begun: ConversationObject = {
      conversation_id: conversationId ?? null,
      url: (conversationId && studioConversationUrl(region, accountId, projectId, conversationId)) || null,
      turns: [],
      ended_by: null,
      not_sent: 0,
      open: true,
    };
    conversations.set(id, begun);
    return begun;
  };

  const settleClose = (object: ConversationObject, call: SettledCall) => {
    const result = closeResultOf(call);
    if (result !== undefined) object.open = result === 'unconfirmed';
    if (result === undefined && isFailedCall(call)) closeFailures.set(object, toErrorObject(target, call));
    else if (!object.open) closeFailures.delete(object);
  };

  const settle = (object: ConversationObject, call: SettledCall) => {
    const how = endOfCall(call);
    if (isFailedCall(call)) {
      const error = toErrorObject(target, call);
      object.turns.push(withUnknownFields({ input: inputOf(call.turn), error }, call.turn));
      if (how === undefined) failure = error;
      if (call.turn.kind === 'create') {
        object.open = object.conversation_id !== null || error.outcome === 'unknown';
      }
    } else {
      object.turns.push(toReplyText(call, how));
    }
    if (how === undefined) return;
    object.ended_by = how.by;
    object.open = false;
  };

  const report: ChatReport = (event) => {
    if (event.kind === 'continued') current = objectOf(event.conversation);
    if (event.kind === 'notSent' && current) current.not_sent += event.count;
    if (event.kind !== 'settled') return;
    current = objectOf(event.call.conversation);
    if (event.call.turn.kind === 'close') settleClose(current, event.call);
    else settle(current, event.call);
  };

  return {
    report,
    finish: () => {
      const first = failure ?? [...closeFailures.values()][0];
      const error = first === undefined ? '' : `,"error":${JSON.stringify(first)}`;
      const all = [...conversations.values()].map(toConversationText).join(',');
      return `${toPrintedJson(`{"conversations":[${all}]${error}}`)}\n`;
    },
  };
}

/** What was said; null when create had no first message, empty for a delayed reply. */
function inputOf({ kind, userText }: Turn): string | null {
  return userText ?? (kind === 'create' ? null : '');
}

function toReplyText({ turn, conversation }: SettledCall, how: CallEnd | undefined): string {
  const { handoff } = how?.by === 'handoff' ? conversation : {};
  const object = {
    input: inputOf(turn),
    response: turn.reply ?? '',
    conversation_ended: how !== undefined,
    latency_ms: latencyMsOf(turn),
    ...(handoff === undefined ? {} : { handoff }),
  };
  return withUnknownFields(object, turn);
}

function withUnknownFields(object: TurnObject, turn: Turn): string {
  const text = JSON.stringify(object);
  const { status, responseBody } = exchangeOf(turn);
  const unknown = [...readUndocumentedFields(turn.kind, status, responseBody)];
  if (unknown.length === 0) return text;
  const members = unknown.map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return `${text.slice(0, -1)},"unknown_fields":{${members.join(',')}}}`;
}

function toConversationText({ turns, ...facts }: ConversationObject): string {
  const { conversation_id, url, ...rest } = facts;
  const [begun, ended] = [JSON.stringify({ conversation_id, url }), JSON.stringify(rest)];
  return `${begun.slice(0, -1)},"turns":[${turns.join(',')}],${ended.slice(1)}`;
}
