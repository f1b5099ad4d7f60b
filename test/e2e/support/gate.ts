import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server in front of an agent that holds every request until it is opened: an agent that takes its time. */
export interface Gate {
  readonly origin: string;
  /** How many requests have come so far. */
  readonly arrived: number;
  open(): void;
  /** From now on requests wait again. */
  shut(): void;
  close(): void;
}

export async function startGate(to: string): Promise<Gate> {
  let open = () => {};
  let opened: Promise<void>;
  const shut = () => void (opened = new Promise((resolve) => (open = resolve)));
  shut();
  let arrived = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      arrived += 1;
      await opened;
      const { 'x-api-key': apiKey, 'x-token': token, 'content-type': contentType } = request.headers;
      const answer = await fetch(`${to}${request.url}`, {
        method: request.method ?? 'POST',
        headers: {
          'x-api-key': String(apiKey),
          'x-token': String(token),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body.length > 0 ? { body } : {}),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get arrived() {
      return arrived;
    },
    open: () => open(),
    shut,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
