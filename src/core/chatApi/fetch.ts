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
  /** No cookies: the two headers are all that opens the door. */
  credentials: 'omit';
  signal: AbortSignal;
}

export interface FetchBodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

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
