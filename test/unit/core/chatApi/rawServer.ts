import type { Origin } from '../../../../src/core/chatApi/region.ts';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { fetch as undiciFetch } from 'undici';
import type { CallOptions, ChatTarget } from '../../../../src/core/chatApi/chatClient.ts';
import { ChatError } from '../../../../src/core/chatApi/chatError.ts';
import { createTransport } from '../../../../src/cli/transport.ts';
import { type Transport, transportOf } from '../../../../src/core/chatApi/fetch.ts';

/** What is given to the client in real life: the editor's fetch (which is undici's), and the command line's transport. */
export const transports: readonly (readonly [name: string, transport: Transport])[] = [
  ['host fetch', transportOf((url, request) => fetch(url, request))],
  ['undici', transportOf((url, request) => undiciFetch(url, request))],
  ['command line', createTransport('http://127.0.0.1', {}).send],
];

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface RawServer extends AsyncDisposable {
  readonly origin: Origin;
  readonly requests: readonly ReceivedRequest[];
  /** Connections ever made. */
  readonly connectionCount: number;
  /** Resolves when no connection is open any more. */
  readonly idle: () => Promise<void>;
}

/** A real HTTP server that answers as it is told. */
export async function startHttpServer(
  answer: (response: http.ServerResponse, request: ReceivedRequest) => void,
): Promise<RawServer> {
  const requests: ReceivedRequest[] = [];
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      answer(response, request);
    });
  });
  return listen(server, requests);
}

/** A server that sees bytes only; `onRequest` runs once per request that has arrived. */
export async function startNetServer(onRequest: (socket: Socket, count: number) => void): Promise<RawServer> {
  const requests: ReceivedRequest[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      requests.push({ method: '', url: '', headers: {}, body: chunk.toString() });
      onRequest(socket, requests.length);
    });
  });
  return listen(server, requests);
}

async function listen(server: http.Server | net.Server, requests: ReceivedRequest[]): Promise<RawServer> {
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  server.on('connection', (socket: Socket) => {
    connectionCount++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    idle: async () => {
      // Not events.once: it rejects when the client has reset the connection, which is a way to close it.
      await Promise.all(
        [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
      );
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Another secret in every run, so that no test passes because of a fixed text. */
export function newTarget(origin: Origin, change: Partial<ChatTarget> = {}): ChatTarget {
  return {
    origin,
    accountId: 'acme-uk',
    projectId: 'acme-team-4',
    apiKey: `key/"${randomBytes(12).toString('base64')}`,
    token: `token-${randomBytes(12).toString('hex')}`,
    ...change,
  };
}

export const patient: CallOptions = { timeoutSeconds: 20 };

/** What the call was rejected with; a test of a failure fails when there is none. */
export async function failureOf(call: Promise<unknown>): Promise<ChatError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new Error('The call did not fail.');
}

export function answerJson(value: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}) {
  return (response: http.ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

export const greeting = { conversation_id: 'CONV-1', response: 'Hi, how can I help?' };

/** Something that happens once, and can be waited for. */
export function newMoment<T = void>(): {
  readonly happened: Promise<T>;
  readonly happen: (value: T) => void;
} {
  let happen: (value: T) => void = () => undefined;
  const happened = new Promise<T>((resolve) => (happen = resolve));
  return { happened, happen };
}
