import type { ReadableStream } from 'node:stream/web';

/*
 * What the client needs of a `fetch`: the editor's own, Electron's, and undici's all fit. Node's types and
 * undici's describe the same thing in two ways that do not match each other, hence our own, smaller one.
 */

export interface FetchRequest {
  method: string;
  headers: Record<string, string>;
  /**
   * A stream, also of a body that is empty. A fetch asks once more after a 421, as its standard says, unless the
   * body is one that it cannot read a second time.
   */
  body?: ReadableStream<Uint8Array>;
  /** What the standard asks for beside a stream. */
  duplex?: 'half';
  redirect: 'manual';
  /** No cookies: the two headers are the only credentials. */
  credentials: 'omit';
  signal: AbortSignal;
}

export interface FetchBodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** What a transport answers with; a fetch's response is one. */
export interface FetchResponse {
  readonly status: number;
  readonly type: string;
  readonly redirected: boolean;
  readonly url: string;
  readonly headers: {
    get(name: string): string | null;
    forEach(visit: (value: string, name: string) => void): void;
  };
  /** Decoded: gzip and the like are already undone. */
  readonly body: { getReader(): FetchBodyReader; cancel(): Promise<void> } | null;
}

export type Fetch = (url: string, request: FetchRequest) => Promise<FetchResponse>;

/** One call, for a transport that needs no fetch: it is sent once, no redirect is followed, no cookie kept. */
export interface TransportRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when there is none. */
  readonly body: string;
  readonly signal: AbortSignal;
}

export type Transport = (url: string, request: TransportRequest) => Promise<FetchResponse>;

export function transportOf(fetch: Fetch): Transport {
  return (url, { method, headers, body, signal }) => {
    const { bodyHeaders, ...bodyOnce } = toBodyOnce(body);
    return fetch(url, {
      method,
      headers: { ...headers, ...bodyHeaders },
      ...bodyOnce,
      // A followed redirect would carry both secrets to another origin.
      redirect: 'manual',
      credentials: 'omit',
      signal,
    });
  };
}

/** The body as a stream that can be read once. Its length is told, or it would go out in chunks. */
function toBodyOnce(body: string): Pick<FetchRequest, 'body' | 'duplex'> & {
  readonly bodyHeaders: Readonly<Record<string, string>>;
} {
  const bytes = new TextEncoder().encode(body);
  // The global one, so that who makes no stream loads none.
  const stream = new globalThis.ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  return { body: stream, duplex: 'half', bodyHeaders: { 'Content-Length': String(bytes.byteLength) } };
}
