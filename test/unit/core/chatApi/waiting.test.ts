import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import {
  failureOf,
  greeting,
  newMoment,
  newTarget,
  patient,
  startHttpServer,
  startNetServer,
  transports,
} from './rawServer.ts';
import { isSettledWithin } from '../../../support/timing.ts';

/** Everything that would keep a process alive because of a call: timers, and sockets that are still open. */
function countTimers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

for (const [name, transport] of transports) {
  describe(`waiting through ${name}`, () => {
    const client = createHttpChatClient({ transport });

    it('no answer: the deadline passes', async () => {
      const { happened: received, happen } = newMoment();
      await using server = await startNetServer(() => happen());
      const timeoutSeconds = 2;
      const startedAt = performance.now();
      const call = failureOf(client.create(newTarget(server.origin), {}, { timeoutSeconds }));
      // On a busy machine the request itself may take longer than a short deadline.
      await received;
      const error = await call;
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs >= timeoutSeconds * 1000 - 50, `It gave up after ${tookMs} ms.`);
      assert.deepEqual([error.reason, error.outcome], ['timeout', 'unknown']);
      assert.equal(error.details.timeoutSeconds, timeoutSeconds);
      assert.equal(server.requests.length, 1);
      await server.idle();
    });

    it('a slow drip of headers or body does not extend the deadline', async () => {
      for (const head of ['HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n', 'HTTP/1.1 200 OK\r\nX-Slow: ']) {
        const drips: NodeJS.Timeout[] = [];
        // oxlint-disable-next-line no-await-in-loop
        await using server = await startNetServer((socket) => {
          socket.write(head);
          const drip = setInterval(() => socket.write('x'), 10);
          drips.push(drip);
          socket.on('close', () => clearInterval(drip));
        });
        const call = failureOf(client.create(newTarget(server.origin), {}, { timeoutSeconds: 0.2 }));
        // oxlint-disable-next-line no-await-in-loop
        assert.ok(await isSettledWithin(call, 600));
        // oxlint-disable-next-line no-await-in-loop
        const error = await call;
        assert.deepEqual([error.reason, error.outcome], ['timeout', 'unknown']);
        // oxlint-disable-next-line no-await-in-loop
        await server.idle();
      }
    });

    it('cancelled before it starts: nothing is sent', async () => {
      await using server = await startNetServer(() => undefined);
      const options = { ...patient, signal: AbortSignal.abort() };
      const error = await failureOf(client.create(newTarget(server.origin), {}, options));
      assert.deepEqual([error.reason, error.outcome], ['cancelled', 'notSent']);
      assert.equal(server.connectionCount, 0);
    });

    for (const [stage, head] of [
      ['before the headers', ''],
      ['in the middle of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"conver'],
      ['in the middle of an error', 'HTTP/1.1 500 Oh\r\nContent-Length: 500\r\n\r\n{"err'],
    ] as const) {
      it(`cancelled ${stage}: over within 100 ms, and nothing is left open`, async () => {
        const { happened: promise, happen: reached } = newMoment();
        await using server = await startNetServer((socket) => {
          if (head === '') reached();
          else socket.write(head, () => reached());
        });
        const timersBefore = countTimers();
        const controller = new AbortController();
        const call = failureOf(
          client.create(newTarget(server.origin), {}, { ...patient, signal: controller.signal }),
        );
        await promise;
        controller.abort();
        assert.ok(await isSettledWithin(call, 100));
        const error = await call;
        assert.deepEqual([error.reason, error.outcome], ['cancelled', 'unknown']);
        assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
        await server.idle();
        assert.ok(countTimers() <= timersBefore);
      });
    }

    it('after a reply nothing of the call is left', async () => {
      await using server = await startHttpServer((response) => response.end(JSON.stringify(greeting)));
      const controller = new AbortController();
      await client.create(newTarget(server.origin), {}, { timeoutSeconds: 9999, signal: controller.signal });
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    });

    it('the longest timeout does not fire at once', async () => {
      await using server = await startHttpServer((response) => response.end(JSON.stringify(greeting)));
      const reply = await client.create(newTarget(server.origin), {}, { timeoutSeconds: 1e9 });
      assert.equal(reply.conversationId, 'CONV-1');
    });

    it('a small body that unpacks to a huge one is cut off', async () => {
      const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024));
      await using server = await startHttpServer((response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      );
      const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
      assert.deepEqual([error.reason, error.outcome], ['replyTooLarge', 'unknown']);
      assert.equal(error.details.exchange.responseBody, undefined);
      assert.equal(error.details.exchange.status, 200);
    });

    it('a body without an end is cut off at the cap', async () => {
      await using server = await startHttpServer((response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(65_536, ' ');
        const write = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', write);
        write();
      });
      const small = createHttpChatClient({ transport, maxReplyBytes: 100_000 });
      const error = await failureOf(small.create(newTarget(server.origin), {}, patient));
      assert.equal(error.reason, 'replyTooLarge');
      await server.idle();
    });

    it('a redirect whose body never ends leaves nothing open', async () => {
      await using server = await startNetServer((socket) =>
        socket.write('HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 500\r\n\r\nx'),
      );
      const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
      assert.equal(error.reason, 'redirected');
      await server.idle();
    });

    it('a reply of exactly the cap is read', async () => {
      const body = JSON.stringify(greeting);
      await using server = await startHttpServer((response) => response.end(body));
      const exact = createHttpChatClient({ transport, maxReplyBytes: body.length });
      assert.equal((await exact.create(newTarget(server.origin), {}, patient)).exchange.responseBody, body);
    });

    it('an error with a huge body is still that error', async () => {
      await using server = await startHttpServer((response) =>
        response.writeHead(401).end(Buffer.alloc(200_000, 'x')),
      );
      const small = createHttpChatClient({ transport, maxReplyBytes: 100_000 });
      const error = await failureOf(small.create(newTarget(server.origin), {}, patient));
      assert.deepEqual([error.reason, error.outcome], ['unauthorized', 'refused']);
    });
  });
}

describe('a transport that ignores its signal', () => {
  it('does not keep anybody waiting, and its late response is thrown away', async () => {
    const late = newMoment<Response>();
    const { happened: promise, happen: reached } = newMoment();
    const client = createHttpChatClient({
      fetch: () => {
        reached();
        return late.happened;
      },
    });
    const controller = new AbortController();
    const call = failureOf(
      client.create(newTarget('https://chat.example.com'), {}, { ...patient, signal: controller.signal }),
    );
    await promise;
    controller.abort();
    assert.equal((await call).reason, 'cancelled');

    const thrownAway = newMoment();
    late.happen(new Response(new ReadableStream({ cancel: () => thrownAway.happen() })));
    await thrownAway.happened;
  });

  it('nor one whose body never ends', async () => {
    const thrownAway = newMoment();
    const { happened: promise, happen: reached } = newMoment();
    const body = new ReadableStream<Uint8Array>(
      { pull: () => reached(), cancel: () => thrownAway.happen() },
      { highWaterMark: 0 },
    );
    const client = createHttpChatClient({ fetch: () => Promise.resolve(new Response(body)) });
    const controller = new AbortController();
    const call = failureOf(
      client.create(newTarget('https://chat.example.com'), {}, { ...patient, signal: controller.signal }),
    );
    await promise;
    controller.abort();
    assert.equal((await call).reason, 'cancelled');
    await thrownAway.happened;
  });

  it('nor one that throws at once', async () => {
    const client = createHttpChatClient({
      fetch: () => {
        throw new TypeError('no');
      },
    });
    const error = await failureOf(client.create(newTarget('https://chat.example.com'), {}, patient));
    assert.equal(error.outcome, 'unknown');
  });
});
