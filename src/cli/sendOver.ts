import { Readable } from 'node:stream';
import type Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import type { FetchResponse, Transport } from '../core/chatApi/fetch.ts';
import { createReceivedBody, type ReceivedBody } from './receivedBody.ts';

/**
 * Calls over a dispatcher of undici, without a fetch: most of what a call costs there is the standard's own streams,
 * headers and events. A dispatcher sends a request once, follows no redirect and keeps no cookie.
 */
export function sendOver(dispatcher: Dispatcher): Transport {
  return (url, { method, headers, body, signal }) =>
    new Promise<FetchResponse>((resolve, reject) => {
      const path = url.indexOf('/', url.indexOf('://') + 3);
      let received: ReceivedBody | undefined;
      let stop = (_reason: Error): void => undefined;
      const onAbort = () => stop(toError(signal.reason));
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      const end = () => signal.removeEventListener('abort', onAbort);

      dispatcher.dispatch(
        {
          origin: url.slice(0, path),
          path: url.slice(path),
          method,
          headers,
          body,
        },
        {
          onRequestStart(controller) {
            stop = (reason) => controller.abort(reason);
            if (signal.aborted) onAbort();
          },
          onResponseStart(controller, status, responseHeaders) {
            // undici takes one below 100 for its own mistake, and telling where that lies takes Node seconds.
            if (status < 100) stop(Object.assign(new Error('no status'), { name: 'HTTPParserError' }));
            // Hints that come before the answer.
            if (status < 200) return;
            received = createReceivedBody(controller);
            resolve(toResponse(url, status, responseHeaders, received));
          },
          onResponseData: (_controller, chunk) => received?.push(chunk),
          onResponseEnd() {
            end();
            received?.end();
          },
          onResponseError(_controller, error) {
            end();
            received?.fail(error);
            reject(error);
          },
        },
      );
    });
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function toResponse(url: string, status: number, headers: Headers, received: ReceivedBody): FetchResponse {
  const valueOf = (name: string) => headers[name]?.toString() ?? null;
  const encoding = valueOf('content-encoding');
  return {
    status,
    type: 'default',
    redirected: false,
    url,
    headers: {
      get: (name) => valueOf(name.toLowerCase()),
      forEach(visit) {
        for (const [name, value] of Object.entries(headers)) {
          for (const one of Array.isArray(value) ? value : [value ?? '']) visit(one, name);
        }
      },
    },
    body: {
      getReader: () => (encoding === null ? received.reader : decoded(received, encoding)),
      cancel: () => received.reader.cancel(),
    },
  };
}

/** Nothing asks for it, but a server may compress all the same. */
function decoded({ reader }: ReceivedBody, encoding: string): ReceivedBody['reader'] {
  const stream = open();
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return {
    async read() {
      chunks ??= (await stream)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      const { done = false, value } = await chunks.next();
      return { done, value: value as Uint8Array | undefined };
    },
    async cancel() {
      await reader.cancel();
      (await stream).destroy();
    },
  };

  async function open(): Promise<Readable> {
    const { createDecoders } = await import('./decoders.ts');
    return createDecoders(Readable.from(chunksOf(reader), { objectMode: false }), encoding);
  }
}

async function* chunksOf(reader: ReceivedBody['reader']): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each chunk follows the one before
    const { done, value } = await reader.read();
    if (done || value === undefined) return;
    yield value;
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was given up.');
}
