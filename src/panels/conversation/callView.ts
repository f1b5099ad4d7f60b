import type { Exchange } from '../../core/chatApi/chatClient.ts';
import { readUndocumentedFields } from '../../core/chatApi/undocumentedFields.ts';
import type { Turn } from '../../core/conversation/conversation.ts';
import type { CallView } from '../../protocol/conversation.ts';
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
    unknownFields: toUnknownFields(turn.kind, exchange),
  };
}

/** More than anyone reads, and a response may consist of nothing else. */
const mostNamed = 50;

function toUnknownFields(
  kind: Turn['kind'],
  { status, responseBody }: Pick<Exchange, 'status' | 'responseBody'>,
): readonly string[] {
  const names = [...readUndocumentedFields(kind, status, responseBody).keys()];
  return names.slice(0, mostNamed).map((name) => name.slice(0, 200));
}
