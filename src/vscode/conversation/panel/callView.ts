import type { Exchange } from '../../../core/chatApi/chatClient.ts';
import type { Turn } from '../../../core/conversation/conversation.ts';
import type { CallView } from '../../../protocol/conversation.ts';
import { toLongText } from './longText.ts';

/** A call as it was sent and received: the raw view of a turn. The exchange holds no secret. */
export function toCallView(turn: Turn, exchange: Exchange, locale: string): CallView {
  const { method, url, requestHeaders, requestBody, status, responseHeaders, responseBody, latencyMs } =
    exchange;
  return {
    method,
    url,
    requestHeaders: Object.entries(requestHeaders),
    requestBody: requestBody === undefined ? undefined : toLongText(requestBody),
    status,
    responseHeaders: Object.entries(responseHeaders ?? {}),
    responseBody: responseBody === undefined ? undefined : toLongText(responseBody),
    startedAt: new Date(exchange.startedAt).toLocaleString(locale, {
      dateStyle: 'medium',
      timeStyle: 'medium',
    }),
    latencyMs,
    correlationId: exchange.correlationId,
    unknownFields: toUnknownFields(turn.kind, status, responseBody),
  };
}

const replyFields = ['conversation_id', 'response', 'end_conversation', 'handoff'];

/** What the page and the OpenAPI document name; create may end a conversation too, whatever its schema says. */
const documented: Readonly<Record<Turn['kind'], readonly string[]>> = {
  create: replyFields,
  respond: replyFields,
  close: ['success'],
};
const documentedOfHandoff = ['destination', 'reason'];
const documentedOfErrors = ['success', 'error', 'error_id', 'error_code', 'error_message', 'data'];

/** More than anyone reads, and a response may consist of nothing else. */
const mostNamed = 50;

/** The names of fields that no document knows: newer servers say more than their documents. */
export function toUnknownFields(
  kind: Turn['kind'],
  status: number | undefined,
  responseBody: string | undefined,
): readonly string[] {
  const body = parseObject(responseBody);
  if (!body) return [];
  const isError = status !== undefined && status >= 400;
  const known = isError ? documentedOfErrors : documented[kind];
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  const { handoff } = body;
  if (!isError && isObject(handoff)) {
    const names = Object.keys(handoff).filter((name) => !documentedOfHandoff.includes(name));
    unknown.push(...names.map((name) => `handoff.${name}`));
  }
  return unknown.slice(0, mostNamed).map((name) => name.slice(0, 200));
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    // HTML of a gateway, a body cut off: it has no fields.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
