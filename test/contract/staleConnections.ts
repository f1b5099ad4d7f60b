import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatTarget } from '../../src/core/chatApi/chatClient.ts';
import { ChatError } from '../../src/core/chatApi/chatError.ts';
import type { Transport } from '../../src/core/chatApi/fetch.ts';
import { createHttpChatClient } from '../../src/core/chatApi/httpChatClient.ts';

/*
 * Connections that are kept and have died meanwhile: the server ends those that are idle, also at the moment in which the
 * next request is written, and a computer that wakes up has some of which nobody told it that they are gone.
 */

/** What the server does with a connection once it has answered on it. */
type Habit = (socket: Socket, answered: number) => void;

const target = { accountId: 'acme', projectId: 'hotel', apiKey: 'key-000001', token: 'token-000001' };
const body = JSON.stringify({ conversation_id: 'CONV-1', response: 'Good evening.' });
const answer =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nKeep-Alive: timeout=60\r\n' +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

async function startServer(habit: Habit) {
  const received = new Map<string, number>();
  const sockets = new Set<Socket>();
  const deaf = new WeakSet<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (!text.includes('\r\n\r\n') || rest.join('').length < length) return;
      const [mark = ''] = /call-\d+/.exec(text) ?? [];
      text = '';
      received.set(mark, (received.get(mark) ?? 0) + 1);
      if (deaf.has(socket)) return;
      socket.write(answer, () => habit(socket, received.size));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    /** From now on those that are open answer no more, and say nothing of it. */
    sleep: () => sockets.forEach((socket) => deaf.add(socket)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function createCalls(transport: Transport, origin: string) {
  const client = createHttpChatClient({ transport });
  const place: ChatTarget = { ...target, origin: origin as ChatTarget['origin'] };
  return async (number: number, timeoutSeconds = 20): Promise<ChatError | undefined> => {
    try {
      await client.create(place, { initialMessage: `call-${number}` }, { timeoutSeconds });
      return undefined;
    } catch (error) {
      if (error instanceof ChatError) return error;
      throw error;
    }
  };
}

const habits: Readonly<Record<string, Habit>> = {
  'ends it at once': (socket) => void socket.end(),
  'resets it at once': (socket) => void socket.resetAndDestroy(),
  'ends it in a moment': (socket, answered) => void setTimeout(() => socket.end(), answered % 5),
  'resets it in a moment': (socket, answered) =>
    void setTimeout(() => socket.resetAndDestroy(), answered % 5),
  'ends it as the next request arrives': (socket) =>
    void socket.prependOnceListener('data', () => socket.destroy()),
  'resets it as the next request arrives': (socket) =>
    void socket.prependOnceListener('data', () => socket.resetAndDestroy()),
};

const calls = 24;

export const staleConnectionCases: readonly {
  readonly name: string;
  run(context: { readonly transport: Transport }): Promise<void>;
}[] = [
  ...Object.entries(habits).map(([name, habit]) => ({
    name: `nothing is sent twice, and what is told is true, on a kept connection whose server ${name}`,
    async run({ transport }: { readonly transport: Transport }) {
      await using server = await startServer(habit);
      const call = createCalls(transport, server.origin);
      let answered = 0;
      /* oxlint-disable no-await-in-loop -- one call after the other */
      for (let number = 0; number < calls; number++) {
        const error = await call(number);
        const received = server.received.get(`call-${number}`) ?? 0;
        assert.ok(received <= 1, `call ${number} was received ${received} times`);
        if (error === undefined) assert.equal(received, 1);
        else if (error.outcome !== 'unknown') assert.equal(received, 0, `${error.outcome}: ${error.message}`);
        if (error === undefined) answered++;
        await delay(number % 4);
      }
      /* oxlint-enable no-await-in-loop */
      // The try after a failed one has a connection of its own.
      assert.ok(answered >= calls / 3, `${answered} of ${calls} were answered`);
    },
  })),
  {
    name: 'kept connections that are silent after a sleep cost a timeout each at most, and then all is well',
    async run({ transport }) {
      await using server = await startServer(() => undefined);
      const call = createCalls(transport, server.origin);
      await Promise.all([call(0), call(1)]);
      server.sleep();
      const told: unknown[] = [];
      for (const number of [10, 11, 12, 13]) {
        // oxlint-disable-next-line no-await-in-loop -- a person tries again
        const error = await call(number, 0.3);
        assert.equal(server.received.get(`call-${number}`), 1);
        told.push(error === undefined ? 'answered' : `${error.reason}, ${error.outcome}`);
      }
      assert.equal(told[0], 'timeout, unknown');
      assert.ok(told.filter((one) => one === 'answered').length >= 2, told.join('; '));
      assert.equal(told.at(-1), 'answered');
    },
  },
];
