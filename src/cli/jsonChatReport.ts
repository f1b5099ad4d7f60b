import type { ChatReply, Exchange } from '../core/chatApi/chatClient.ts';
import { studioConversationUrl } from '../core/chatApi/region.ts';
import { readUndocumentedFields } from '../core/chatApi/undocumentedFields.ts';
import type { ChatEvent, ChatReport } from './chatReport.ts';
import type { ConversationEnd } from './conversationEnd.ts';
import { type CallKind, type ErrorObject, toErrorObject } from './failureText.ts';
import type { NamedTarget } from './readTarget.ts';

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
  ended_by: ConversationEnd['by'] | null;
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
  readonly handoff?: ChatReply['handoff'];
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
  const conversations: ConversationObject[] = [];
  let failure: ErrorObject | undefined;
  /** Of conversations that may still be open; closing may be tried again. */
  const closeFailures = new Map<ConversationObject, ErrorObject>();

  const begin = (conversationId: string | undefined) => {
    const { region, accountId, projectId } = target;
    const conversation: ConversationObject = {
      conversation_id: conversationId ?? null,
      url: (conversationId && studioConversationUrl(region, accountId, projectId, conversationId)) || null,
      turns: [],
      ended_by: null,
      not_sent: 0,
      open: true,
    };
    conversations.push(conversation);
    return conversation;
  };

  const report: ChatReport = (event) => {
    const current = conversationOf(event) ?? conversations.at(-1);
    if (current === undefined) return;
    switch (event.kind) {
      case 'answered':
        current.turns.push(toReplyText(event));
        end(current, event.end);
        break;
      case 'failed': {
        const error = toErrorObject(target, event.error, event.call);
        current.turns.push(
          withUnknownFields({ input: event.input ?? null, error }, event.call, event.error.details.exchange),
        );
        if (event.end === undefined) failure = error;
        if (event.call === 'create') {
          current.open = current.conversation_id !== null || error.outcome === 'unknown';
        }
        end(current, event.end);
        break;
      }
      case 'notSent':
        current.not_sent += event.count;
        break;
      case 'closed':
        current.open = event.result.kind === 'unconfirmed';
        if (!current.open) closeFailures.delete(current);
        break;
      case 'closeFailed':
        closeFailures.set(current, toErrorObject(target, event.error, 'close'));
        break;
      default:
    }
  };

  const conversationOf = (event: ChatEvent) => {
    if (event.kind === 'continued') return begin(event.conversationId);
    if (!('call' in event) || event.call !== 'create') return undefined;
    return begin(event.kind === 'answered' ? event.reply.conversationId : event.error.details.conversationId);
  };

  return {
    report,
    finish: () => {
      const first = failure ?? [...closeFailures.values()][0];
      const error = first === undefined ? '' : `,"error":${JSON.stringify(first)}`;
      return `{"conversations":[${conversations.map(toConversationText).join(',')}]${error}}\n`;
    },
  };
}

function end(conversation: ConversationObject, how: ConversationEnd | undefined): void {
  if (how === undefined) return;
  conversation.ended_by = how.by;
  conversation.open = false;
}

function toReplyText({ call, input, reply, end: how }: Extract<ChatEvent, { kind: 'answered' }>): string {
  const { response, handoff, exchange } = reply;
  const turn = {
    input: input ?? null,
    response,
    conversation_ended: how !== undefined,
    latency_ms: Math.round(exchange.latencyMs),
    ...(handoff === undefined ? {} : { handoff }),
  };
  return withUnknownFields(turn, call, exchange);
}

function withUnknownFields(turn: TurnObject, call: CallKind, { status, responseBody }: Exchange): string {
  const text = JSON.stringify(turn);
  const unknown = [...readUndocumentedFields(call, status, responseBody)];
  if (unknown.length === 0) return text;
  const members = unknown.map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return `${text.slice(0, -1)},"unknown_fields":{${members.join(',')}}}`;
}

function toConversationText({ turns, ...facts }: ConversationObject): string {
  const { conversation_id, url, ...rest } = facts;
  const [begun, ended] = [JSON.stringify({ conversation_id, url }), JSON.stringify(rest)];
  return `${begun.slice(0, -1)},"turns":[${turns.join(',')}],${ended.slice(1)}`;
}
