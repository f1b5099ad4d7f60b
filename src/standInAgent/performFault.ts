import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { FaultName } from './faults.ts';
import { type ErrorBodyForm, toErrorBody, type WireError, wireErrors } from './wireError.ts';

export interface FaultContext {
  readonly response: ServerResponse;
  readonly correlationId: string;
  /** Where `redirect` points: an origin that is not this server's. */
  readonly redirectTo: string;
  /** What would have been answered: some faults send a part of it. */
  readonly body: string;
}

const hugeBodyBytes = 20_000_000;
const mebibyte = 1024 * 1024;
const retryAfterSeconds = 30;
const dripMs = 1000;

/** Answers a request in the named wrong way. The request has arrived whole. */
export function performFault(fault: FaultName, context: FaultContext): void {
  faults[fault](context);
}

const faults: Readonly<Record<FaultName, (context: FaultContext) => void>> = {
  'draft-missing': (context) => refuse(context, wireErrors.draftMissing),
  'chat-timeout': (context) => refuse(context, wireErrors.chatTimeout),
  'old-error': (context) =>
    refuse(context, { status: 400, code: '', message: 'Unknown variant.' }, {}, 'short'),
  'echoed-secrets': (context) => {
    const { 'x-api-key': apiKey, 'x-token': token } = context.response.req.headers;
    const message = `No tenant for X-API-KEY=${String(apiKey)} and X-TOKEN=${String(token)}`;
    refuse(context, { status: 400, code: 'TENANT_UNKNOWN', message });
  },
  unauthorized: (context) => refuse(context, wireErrors.wrongCredential),
  'gateway-unauthorized': (context) =>
    refuse(context, { status: 401, code: '', message: 'Unauthorized' }, {}, 'gateway'),
  forbidden: (context) => refuse(context, wireErrors.forbidden),
  'not-found': (context) => refuse(context, wireErrors.projectNotFound),
  'conversation-ended': (context) => refuse(context, wireErrors.conversationEnded),
  misdirected: (context) => refuse(context, wireErrors.misdirected),
  'rate-limited': (context) =>
    refuse(context, wireErrors.rateLimited, { 'Retry-After': String(retryAfterSeconds) }),
  'server-error': (context) => refuse(context, wireErrors.serverError),
  'bad-gateway': ({ response }) => {
    response.writeHead(502, { 'Content-Type': 'text/html' });
    response.end('<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>');
  },
  redirect: ({ response, redirectTo }) => {
    response.writeHead(307, { Location: new URL(response.req.url ?? '/', redirectTo).href });
    response.end();
  },
  'wrong-content-type': ({ response }) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>Sign in</title><p>Please sign in to the network.</p>');
  },
  'truncated-json': ({ response, body }) => {
    response.writeHead(200, jsonType);
    response.end(body.slice(0, body.length / 2));
  },
  'missing-conversation-id': ({ response }) => {
    response.writeHead(200, jsonType);
    response.end(JSON.stringify({ response: 'Hi, how can I help?', end_conversation: false }));
  },
  'huge-body': ({ response }) => {
    response.writeHead(200, jsonType);
    response.write('{"conversation_id":"CONV-huge","response":"');
    sendRepeatedly(response, Buffer.alloc(mebibyte, 'a'), Math.ceil(hugeBodyBytes / mebibyte), '"}');
  },
  'gzip-bomb': ({ response }) => {
    response.writeHead(200, { ...jsonType, 'Content-Encoding': 'gzip' });
    response.write(gzipSync('{"conversation_id":"CONV-bomb","response":"'));
    // A gzip stream may have many members, so one packed mebibyte serves for all.
    sendRepeatedly(response, gzipSync(Buffer.alloc(mebibyte, 'a')), 64, gzipSync('"}'));
  },
  'slow-body': ({ response, body }) => {
    response.writeHead(200, { ...jsonType, 'Content-Length': Buffer.byteLength(body) });
    const bytes = Buffer.from(body);
    let sent = 0;
    const drip = setInterval(() => {
      response.write(bytes.subarray(sent, sent + 1));
      sent += 1;
      if (sent === bytes.length) response.end();
    }, dripMs);
    response.once('close', () => clearInterval(drip));
    response.flushHeaders();
  },
  'stalled-body': ({ response, body }) => {
    response.writeHead(200, { ...jsonType, 'Content-Length': Buffer.byteLength(body) });
    response.flushHeaders();
  },
  'cut-off-body': ({ response, body }) => {
    response.writeHead(200, { ...jsonType, 'Content-Length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
  },
  reset: ({ response }) => {
    response.socket?.resetAndDestroy();
  },
  'no-answer': () => undefined,
};

const jsonType = { 'Content-Type': 'application/json' };

function refuse(
  { response, correlationId }: FaultContext,
  error: WireError,
  headers: Readonly<Record<string, string>> = {},
  form: ErrorBodyForm = 'full',
): void {
  response.writeHead(error.status, { ...jsonType, ...headers });
  response.end(toErrorBody(error, correlationId, form));
}

/** Waits for the client to take what was sent, so that a client that stops reading costs no memory here. */
function sendRepeatedly(response: ServerResponse, chunk: Buffer, times: number, last: string | Buffer): void {
  let left = times;
  const sendMore = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(chunk)) {
        response.once('drain', sendMore);
        return;
      }
    }
    response.end(last);
  };
  sendMore();
}
