import * as l10n from '@vscode/l10n';
import { startDeadline, type Deadline } from '../common/deadline.ts';
import type { Redactor } from '../common/redaction.ts';
import type { CallOptions, ChatTarget, Exchange } from './chatClient.ts';
import { ChatError, type ChatErrorDetails } from './chatError.ts';
import { startExchange, userAgentHeader, type ExchangeRecorder } from './exchangeRecorder.ts';
import type { FetchResponse, Transport, TransportRequest } from './fetch.ts';
import { BodyTooLarge, readBody } from './readBody.ts';
import { redactorOf } from './redactorOf.ts';
import { meaningOfStatus, parseRetryAfter } from './statusMeaning.ts';
import { toSafeCause, toTransportFailure } from './transportFailure.ts';
import { chatHeaders, methodOf, type ChatOperation } from './wire.ts';

export interface HttpCallSettings {
  readonly transport: Transport;
  readonly userAgent: string | undefined;
  readonly maxReplyBytes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface HttpCall {
  readonly operation: ChatOperation;
  readonly target: ChatTarget;
  readonly body: string | undefined;
  readonly options: CallOptions;
  /** Why it cannot be sent, if it cannot. */
  readonly problem: string | undefined;
}

/** A complete 2xx answer. */
export interface HttpAnswer {
  readonly exchange: Exchange;
  /** As it was received: what is taken from it goes through `redact`. Masked first, it might not be read any more. */
  readonly body: string;
  readonly redact: Redactor;
}

type Failure = Omit<ChatErrorDetails, 'exchange'>;

/**
 * Sends one request, once, and reads the whole answer; rejects with ChatError only. Deadline, size cap and refusal
 * of redirects are kept here, above the transport, because the editor replaces what is below.
 *
 * Nothing is ever sent twice, here or in the transport below: undici does not repeat a POST whose connection was
 * reset, and a fetch repeats a 421 only when it can read the body again, which `transportOf` does not let it.
 */
export async function sendCall(settings: HttpCallSettings, call: HttpCall): Promise<HttpAnswer> {
  const { target, body, options } = call;
  const redact = redactorOf(target);
  const recorder = startExchange(settings, call, redact);
  const fail = (failure: Failure): ChatError => new ChatError({ ...failure, exchange: recorder.finish() });

  if (call.problem !== undefined) {
    throw fail({ reason: 'invalidRequest', outcome: 'notSent', detail: redact(call.problem) });
  }
  if (options.signal?.aborted === true) throw fail({ reason: 'cancelled', outcome: 'notSent' });

  const request: Omit<TransportRequest, 'signal'> = {
    method: methodOf[call.operation],
    headers: { ...chatHeaders(trimmed(target), body !== undefined), ...userAgentHeader(settings) },
    body: body ?? '',
  };
  const deadline = startDeadline(options.timeoutSeconds * 1000, options.signal);
  try {
    const response = await awaitResponse(settings.transport, recorder.url, request, deadline);
    recorder.receive(response);
    const redirect = toRedirectFailure(response, recorder.url, redact);
    if (redirect !== undefined) throw fail(redirect);
    if (response.status >= 400) throw fail(await toStatusFailure(response, settings, deadline, recorder));
    const received = await readBody(response, settings.maxReplyBytes, deadline);
    return { exchange: recorder.finish(redact(received)), body: received, redact };
  } catch (error) {
    // Whatever is still open, such as the body of a redirect, is closed. A complete answer is left alone: aborting
    // it would close a connection that the next call can use.
    deadline.abort();
    if (error instanceof ChatError) throw error;
    throw fail(toFailure(error, recorder.url, deadline.stopped, options.timeoutSeconds, redact));
  } finally {
    deadline.end();
  }
}

/** Waits for status and headers. A response that comes after the waiting is over is thrown away. */
async function awaitResponse(
  transport: Transport,
  url: string,
  request: Omit<TransportRequest, 'signal'>,
  deadline: Deadline,
): Promise<FetchResponse> {
  const response = transport(url, { ...request, signal: deadline.signal });
  try {
    return await deadline.race(response);
  } catch (error) {
    response.then((late) => late.body?.cancel()).catch(() => undefined);
    throw error;
  }
}

/**
 * Any 3xx is refused. When the transport has followed one against our wish, another server has got the request, and
 * what it did is unknown.
 */
function toRedirectFailure(response: FetchResponse, url: string, redact: Redactor): Failure | undefined {
  const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
  if (!isRedirect && !response.redirected) return undefined;
  const location = response.redirected ? response.url : response.headers.get('location');
  // Only the origin: path and query may repeat what we sent.
  const origin = location !== null && URL.canParse(location, url) ? new URL(location, url).origin : undefined;
  return {
    reason: 'redirected',
    outcome: response.redirected ? 'unknown' : 'refused',
    detail: origin === undefined ? undefined : redact(origin),
  };
}

/** The server's word that it did not do it, or a gateway's that it cannot tell. */
async function toStatusFailure(
  response: FetchResponse,
  settings: HttpCallSettings,
  deadline: Deadline,
  recorder: ExchangeRecorder,
): Promise<Failure> {
  let lost = false;
  try {
    recorder.receiveBody(await readBody(response, settings.maxReplyBytes, deadline));
  } catch (error) {
    if (deadline.stopped !== undefined) throw error;
    // The status stands without its body. One that was too long was cut off by us, not by the server.
    lost = !(error instanceof BodyTooLarge);
  }
  const { message, code } = recorder.errorBody();
  const { reason, outcome } = meaningOfStatus(response.status, code);
  return {
    reason,
    outcome: lost ? 'unknown' : outcome,
    code,
    serverMessage: message,
    retryAfterSeconds: parseRetryAfter(response.headers.get('retry-after'), settings.now()),
    detail: response.status === 407 ? 'PROXY_407' : undefined,
  };
}

/** What was thrown while waiting. From the moment the transport was called, bytes may have left. */
function toFailure(
  error: unknown,
  url: string,
  stopped: Deadline['stopped'],
  timeoutSeconds: number,
  redact: Redactor,
): Failure {
  if (stopped === 'cancelled') return { reason: 'cancelled', outcome: 'unknown' };
  if (stopped === 'timeout') return { reason: 'timeout', outcome: 'unknown', timeoutSeconds };
  const cause = toSafeCause(error, redact);
  if (error instanceof BodyTooLarge) return { reason: 'replyTooLarge', outcome: 'unknown', cause };
  const failure = toTransportFailure(error, url);
  if (failure.reason === 'invalidRequest') {
    return { ...failure, detail: l10n.t('Requests to this address or port are not allowed.'), cause };
  }
  if (failure.reason === 'badReply') {
    return { ...failure, detail: l10n.t('The answer is not proper HTTP.'), cause };
  }
  return { ...failure, cause };
}

function trimmed({ apiKey, token }: ChatTarget): Pick<ChatTarget, 'apiKey' | 'token'> {
  return { apiKey: apiKey.trim(), token: token.trim() };
}
