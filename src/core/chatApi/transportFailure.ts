import type { ChatErrorOutcome, ChatErrorReason } from './chatError.ts';

/** What a transport's error says about the call. */
export interface TransportFailure {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
  /** The code of the system, the library or Electron, such as ECONNREFUSED: fit for a log and a search. */
  readonly detail?: string | undefined;
}

/**
 * Each line is a fact: what is thrown, what it means, and whether bytes may have left. `notSent` only where the
 * failure lies before the request by its nature. Codes of Node (dns, net, tls, zlib, its HTTP parser), of undici,
 * and of Electron (`net::ERR_…`), whose network stack the editor may use. First match wins.
 */
const meanings: readonly (readonly [RegExp, ChatErrorReason, ChatErrorOutcome])[] = [
  // A redirect that the transport itself refused to follow or to hand on.
  [
    /^unexpected redirect|^redirect was cancelled|^attempted to redirect|^ERR_TOO_MANY_REDIRECTS$/i,
    'redirected',
    'refused',
  ],

  [/^answered PROXY_407$/, 'unreachable', 'refused'],
  // The proxy would not open the tunnel, so the request stayed here.
  [/^PROXY_\w+$|^ERR_(?:PROXY|TUNNEL|PAC|MANDATORY_PROXY|NO_SUPPORTED_PROX)/, 'unreachable', 'notSent'],
  [/^ECONNREFUSED$|^ENOTFOUND$|^EAI_/, 'unreachable', 'notSent'],
  // Some of these can also befall a connection that has long been open: then they do not say `connect`.
  [/^connect E[A-Z]+$|^UND_ERR_CONNECT_TIMEOUT$/, 'unreachable', 'notSent'],
  [
    /^ERR_(?:CONNECTION_REFUSED|CONNECTION_FAILED|CONNECTION_TIMED_OUT|NAME_|DNS_|ADDRESS_|INTERNET_DISCONNECTED|NETWORK_ACCESS_DENIED|BLOCKED_BY)/,
    'unreachable',
    'notSent',
  ],

  // Our side refused the certificate, or the two could not agree on how to talk: the handshake never ended.
  [
    /^CERT_|^ERR_TLS_CERT|^UNABLE_TO_|SELF_SIGNED_CERT|^HOSTNAME_MISMATCH$|^INVALID_(?:CA|PURPOSE)$|^CRL_|^PATH_LENGTH_EXCEEDED$/,
    'insecure',
    'notSent',
  ],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|VERSION_OR_CIPHER|NO_CIPHERS|UNRECOGNIZED_NAME|OBSOLETE|PINNED|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|.*ALERT_(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION)|TLSV1_UNRECOGNIZED_NAME)/,
    'insecure',
    'notSent',
  ],
  [/^ERR_CERT_|^disconnected before secure TLS$/, 'insecure', 'notSent'],
  // With TLS 1.3 the request may already be on its way when the server refuses us.
  [/^ERR_SSL_|^ERR_TLS_|^EPROTO$|^ERR_BAD_SSL/, 'insecure', 'unknown'],

  [/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$|^ERR_TIMED_OUT$/, 'timeout', 'unknown'],
  // What came back is not HTTP, or not what its own headers say.
  [
    /^HPE_|^HTTPParserError$|^Z_|^ERR_?_?(?:BROTLI|ZSTD|ERROR_FORMAT)|^ERR_(?:INVALID_HTTP|CONTENT_DECODING|RESPONSE_HEADERS|INVALID_CHUNKED)|^UND_ERR_HEADERS_OVERFLOW$/,
    'badReply',
    'unknown',
  ],
  // A port that fetch never connects to, and the like.
  [
    /^bad port$|^ERR_(?:UNSAFE_PORT|DISALLOWED_URL_SCHEME|INVALID_URL|INVALID_ARGUMENT)$|^UND_ERR_INVALID_ARG$/,
    'invalidRequest',
    'notSent',
  ],
];

/**
 * Reads the whole chain of causes. What is not known counts as a connection lost with an unknown outcome: better
 * to ask a person once too often than to say that nothing was sent when something was. With the `url` of the call, a
 * name or a port that is not the agent's is known to be a proxy's.
 */
export function toTransportFailure(error: unknown, url?: string): TransportFailure {
  const signs = signsOf(error, url);
  for (const [pattern, reason, outcome] of meanings) {
    const sign = signs.find((candidate) => pattern.test(candidate));
    if (sign !== undefined) return { reason, outcome, detail: sign.replace(/^(?:connect|answered) /, '') };
  }
  return {
    reason: 'connectionLost',
    outcome: 'unknown',
    detail: signs.find((sign) => /^[A-Z0-9_]+$/.test(sign)),
  };
}

/** Everything in an error and its causes that says what it is. Never a message as it stands: it may quote us. */
function signsOf(error: unknown, url: string | undefined): string[] {
  const signs: string[] = [];
  for (const { name, code, message, syscall, hostname, port } of causesOf(error)) {
    if (code !== '' && url !== undefined && isElsewhere({ hostname, port, syscall }, new URL(url))) {
      signs.push(`PROXY_${code}`);
    }
    const tunnel = /^Proxy response\s?\((\d+)\)/i.exec(message)?.[1];
    const chromium = /\bnet::(ERR_[A-Z0-9_]+)/.exec(message)?.[1];
    const phrase = /^(?:bad port|unexpected redirect|redirect was cancelled|attempted to redirect)/i.exec(
      message,
    )?.[0];
    if (tunnel !== undefined) signs.push(`PROXY_${tunnel}`);
    // What a fetch makes of a 407 that came as the answer itself.
    if (/^proxy authentication required/i.test(message)) signs.push('answered PROXY_407');
    if (/disconnected before secure TLS/i.test(message)) signs.push('disconnected before secure TLS');
    if (chromium !== undefined) signs.push(chromium);
    if (phrase !== undefined) signs.push(phrase);
    if (code !== '' && syscall === 'connect') signs.push(`connect ${code}`);
    if (code !== '') signs.push(code);
    if (name === 'HTTPParserError') signs.push(name);
  }
  return signs;
}

/** Whether what was looked up or connected to is not the agent: only a proxy is asked besides. */
function isElsewhere(
  { hostname, port, syscall }: Pick<Cause, 'hostname' | 'port' | 'syscall'>,
  url: URL,
): boolean {
  if (syscall === 'getaddrinfo') return hostname !== '' && hostname !== url.hostname;
  if (syscall !== 'connect' || port === undefined) return false;
  return port !== Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

interface Cause {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly syscall: string;
  readonly hostname: string;
  readonly port: number | undefined;
}

/** The error, its causes, and what an AggregateError (one attempt per address) holds; each once. */
function causesOf(error: unknown): Cause[] {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  const causes: Cause[] = [];
  while (queue.length > 0 && seen.size < 20) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    const { name, code, message, syscall, hostname, port, cause, errors } = next as Record<string, unknown>;
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    causes.push({
      name: text(name),
      code: text(code),
      message: text(message),
      syscall: text(syscall),
      hostname: text(hostname),
      port: typeof port === 'number' ? port : undefined,
    });
    queue.push(cause, ...(Array.isArray(errors) ? (errors as unknown[]) : []));
  }
  return causes;
}

/**
 * The error's chain as plain text errors for a log. The original may hold the request with its headers, so
 * nothing of it is kept but names, codes and messages, with the secrets masked.
 */
export function toSafeCause(error: unknown, redact: (text: string) => string): Error {
  const lines = causesOf(error).map(({ name, code, message }) =>
    redact([name, code, message].filter((part) => part !== '').join(': ')),
  );
  const safe = new Error(lines.length === 0 ? 'unknown error' : lines.join(' <- '));
  safe.name = 'TransportError';
  // Its first line would be the message again, the rest only this function's own frames.
  safe.stack = `${safe.name}: ${safe.message}`;
  return safe;
}
