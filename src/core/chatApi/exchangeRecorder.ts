import { knownAsMasked, mask, type Redactor } from '../common/redaction.ts';
import type { Exchange } from './chatClient.ts';
import { parseErrorBody, type ErrorBody } from './errorBody.ts';
import type { FetchResponse } from './fetch.ts';
import type { HttpCall, HttpCallSettings } from './httpCall.ts';
import { chatUrl, correlationIdHeader, maskedChatHeaders, methodOf } from './wire.ts';

export interface ExchangeRecorder {
  readonly url: string;
  receive(response: FetchResponse): void;
  receiveBody(body: string): void;
  errorBody(): ErrorBody;
  /** The call is over: the clock stops. The body is masked already. */
  finish(body?: string): Exchange;
}

/** Writes down the call as it happens, with everything masked that must be. */
export function startExchange(
  settings: HttpCallSettings,
  call: HttpCall,
  redact: Redactor,
): ExchangeRecorder {
  const startedAt = new Date(settings.now()).toISOString();
  const startedMs = performance.now();
  // Ids that cannot be written into a URL were refused; the others must not throw here before they are.
  const url = call.problem === undefined ? chatUrl(call.target, call.operation) : call.target.origin;
  let answer: Partial<Exchange> = {};
  let correlationId: string | undefined;
  let errorBody: ErrorBody = {};

  return {
    url,
    receive: (response) => {
      const responseHeaders: Record<string, string> = {};
      response.headers.forEach((value, name) => {
        // A cookie is a secret too, the server's.
        responseHeaders[redact(name)] = name.toLowerCase() === 'set-cookie' ? mask : redact(value);
      });
      correlationId = response.headers.get(correlationIdHeader) ?? undefined;
      answer = { status: response.status, responseHeaders };
    },
    receiveBody: (body) => {
      const responseBody = redact(body);
      answer = { ...answer, responseBody };
      errorBody = redactAll(parseErrorBody(responseBody), redact);
    },
    errorBody: () => errorBody,
    finish: (body) => {
      const exchange: Exchange = {
        method: methodOf[call.operation],
        url: redact(url),
        requestHeaders: { ...maskedChatHeaders(call.body !== undefined), ...userAgentHeader(settings) },
        requestBody: call.body === undefined ? undefined : redact(call.body),
        startedAt,
        latencyMs: Math.round(performance.now() - startedMs),
        ...answer,
        ...(body !== undefined && { responseBody: body }),
        correlationId: correlationId === undefined ? errorBody.errorId : redact(correlationId),
      };
      return knownAsMasked(exchange, redact);
    },
  };
}

/** Once more after parsing, for what was written in escapes. */
function redactAll({ message, code, errorId }: ErrorBody, redact: Redactor): ErrorBody {
  const safe = (value: string | undefined) => (value === undefined ? undefined : redact(value));
  return { message: safe(message), code: safe(code), errorId: safe(errorId) };
}

export function userAgentHeader({ userAgent }: HttpCallSettings): Record<string, string> {
  return userAgent === undefined ? {} : { 'User-Agent': userAgent };
}
