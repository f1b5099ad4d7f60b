import type Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import type { FetchBodyReader } from '../core/chatApi/fetch.ts';

/** The body of a response as it arrives, read once. */
export interface ReceivedBody {
  push(chunk: Uint8Array): void;
  end(): void;
  fail(error: Error): void;
  readonly reader: FetchBodyReader;
}

type Read = Awaited<ReturnType<FetchBodyReader['read']>>;

/** So many bytes wait to be read before the server is asked to wait. */
const mostWaiting = 256 * 1024;

export function createReceivedBody(controller: Dispatcher.DispatchController): ReceivedBody {
  const chunks: Uint8Array[] = [];
  let waiting = 0;
  let isOver = false;
  let failure: Error | undefined;
  let waiter: { resolve: (read: Read) => void; reject: (error: Error) => void } | undefined;

  const settle = () => {
    if (waiter === undefined) return;
    const { resolve, reject } = waiter;
    const value = chunks.shift();
    if (value === undefined && failure === undefined && !isOver) return;
    waiter = undefined;
    if (value !== undefined) {
      waiting -= value.byteLength;
      if (controller.paused && waiting < mostWaiting) controller.resume();
      resolve({ done: false, value });
    } else if (failure !== undefined) reject(failure);
    else resolve({ done: true });
  };

  return {
    push(chunk) {
      chunks.push(chunk);
      waiting += chunk.byteLength;
      settle();
      if (waiting >= mostWaiting) controller.pause();
    },
    end() {
      isOver = true;
      settle();
    },
    fail(error) {
      failure = error;
      settle();
    },
    reader: {
      read: () =>
        new Promise((resolve, reject) => {
          waiter = { resolve, reject };
          settle();
        }),
      async cancel() {
        if (!isOver && failure === undefined) controller.abort(new Error('Nobody reads the rest.'));
      },
    },
  };
}
