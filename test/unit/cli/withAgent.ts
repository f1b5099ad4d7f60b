import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly reply?: string;
  /** More fields of the reply. */
  readonly more?: object;
  /** In place of the reply. */
  readonly raw?: string;
  readonly afterMs?: number;
}

/** An agent that answers as it is told; `answer` sees how many requests came before, `close` answers what closes. */
export async function withAgent(
  answer: (count: number, headers: IncomingHttpHeaders) => Answer,
  use: (env: Record<string, string>, times: readonly number[]) => Promise<void>,
  close: () => Answer = () => ({}),
): Promise<void> {
  const times: number[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const isClose = request.url?.endsWith('/close') === true;
      if (!isClose) times.push(Date.now());
      const told = isClose ? close() : answer(times.length - 1, request.headers);
      const { status = 200, headers = {}, reply = 'hello', more, raw, afterMs = 0 } = told;
      const body =
        status === 200
          ? { conversation_id: `CONV-${times.length}`, response: reply, end_conversation: false, ...more }
          : { code: 'X', message: reply };
      setTimeout(() => {
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
        response.end(raw ?? JSON.stringify(body));
      }, afterMs);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(
      {
        POLYAI_REGION: `http://127.0.0.1:${port}`,
        POLYAI_ACCOUNT_ID: 'acme',
        POLYAI_PROJECT_ID: 'hotel',
        POLYAI_API_KEY: 'canary-key-4711',
        POLYAI_TOKEN: 'canary-token-4712',
        POLYAI_SHOP_API_KEY: 'canary-other-4713',
      },
      times,
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
