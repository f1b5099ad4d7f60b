import { once } from 'node:events';
import { createServer, type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

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
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    await opened;
    const headers = { ...request.headers, host: new URL(to).host };
    const forwarded = sendRequest(`${to}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  };
  const server = createServer((request, response) => {
    arrived += 1;
    void forward(request, response);
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
