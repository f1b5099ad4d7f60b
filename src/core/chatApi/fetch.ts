/*
 * What the client needs of a `fetch`: the editor's own, Electron's, and undici's all fit. Node's types and
 * undici's describe the same thing in two ways that do not match each other, hence our own, smaller one.
 */

export interface FetchRequest {
  method: string;
  headers: Record<string, string>;
  /** Absent when there is no body. */
  body?: string;
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
