import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that nobody should call: it keeps whatever reaches it. */
export interface Listener {
  readonly origin: string;
  /** Each request with its headers and body, as text. */
  readonly received: readonly string[];
  close(): Promise<void>;
}

export async function startListener(): Promise<Listener> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push(
        [`${request.method} ${request.url}`, JSON.stringify(request.rawHeaders), body].join('\n'),
      );
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end('{"conversation_id":"CONV-stolen","response":"Thank you."}');
    });
  });
  // A proxy is asked with CONNECT.
  server.on('connect', (request, socket) => {
    received.push(`CONNECT ${request.url}\n${JSON.stringify(request.rawHeaders)}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
