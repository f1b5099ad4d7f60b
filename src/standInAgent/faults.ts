/**
 * Everything that can go wrong between a client and a Chat API, by name. A test iterates over this list, a
 * terminal takes one with `--fault`, and a person types `fault:NAME` as a message or as the variant.
 */
export const faultNames = [
  'draft-missing', // 400 CHAT_DRAFT_NOT_EXIST
  'chat-timeout', // 400 CHAT_TIMEOUT
  'old-error', // 400 with the one-field body of the page
  'echoed-secrets', // 400 whose message repeats both secrets, as a careless gateway does
  'unauthorized', // 401
  'gateway-unauthorized', // 401 with a gateway's own short body
  'forbidden', // 403
  'not-found', // 404
  'conversation-ended', // 410
  'misdirected', // 421, after which a fetch would ask once more if it could
  'rate-limited', // 429 with Retry-After
  'server-error', // 500
  'bad-gateway', // 502 with HTML
  'redirect', // 307, which asks a client to send the same request, secrets included, to another origin
  'wrong-content-type', // 200 with an HTML page
  'truncated-json', // 200 with half of the object
  'missing-conversation-id', // 200 without the one field that matters
  'huge-body', // 200 with 20 MB
  'gzip-bomb', // 200 with a few hundred kB that unpack to 64 MiB
  'slow-body', // one byte per second
  'stalled-body', // headers, then nothing
  'cut-off-body', // headers, half of the body, then the connection is gone
  'reset', // the connection is reset after the request arrived
  'no-answer', // nothing at all
] as const;

export type FaultName = (typeof faultNames)[number];

export function isFaultName(value: string): value is FaultName {
  return (faultNames as readonly string[]).includes(value);
}

/** The fault in `fault:NAME`, if the text is exactly that. */
export function parseFaultWord(text: string | undefined): FaultName | undefined {
  const name = /^fault:\s*([\w-]+)$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase();
  return name !== undefined && isFaultName(name) ? name : undefined;
}
