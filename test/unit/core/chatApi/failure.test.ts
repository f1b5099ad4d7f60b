import type { Origin } from '../../../../src/core/chatApi/region.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fetch as undiciFetch, ProxyAgent } from 'undici';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { meaningOfStatus, parseRetryAfter } from '../../../../src/core/chatApi/statusMeaning.ts';
import { toTransportFailure } from '../../../../src/core/chatApi/transportFailure.ts';
import {
  answerJson,
  failureOf,
  greeting,
  newTarget,
  patient,
  startHttpServer,
  startNetServer,
  transports,
} from './rawServer.ts';

describe('what a status means', () => {
  const table: readonly (readonly [number, string | undefined, string, string])[] = [
    [400, undefined, 'badRequest', 'refused'],
    [400, 'CHAT_DRAFT_NOT_EXIST', 'draftMissing', 'refused'],
    [400, 'CHAT_TIMEOUT', 'conversationTimedOut', 'refused'],
    [400, 'CHAT_CONVERSATION_ENDED', 'conversationEnded', 'refused'],
    [400, 'constructor', 'badRequest', 'refused'],
    [401, undefined, 'unauthorized', 'refused'],
    [403, undefined, 'forbidden', 'refused'],
    [404, 'CONVERSATIONS_NOT_FOUND', 'notFound', 'refused'],
    [405, undefined, 'badRequest', 'refused'],
    [407, undefined, 'unreachable', 'refused'],
    [408, undefined, 'timeout', 'unknown'],
    [409, undefined, 'badRequest', 'refused'],
    [410, undefined, 'conversationEnded', 'refused'],
    [410, 'ChatConversationEnded', 'conversationEnded', 'refused'],
    [415, undefined, 'badRequest', 'refused'],
    [422, undefined, 'badRequest', 'refused'],
    [429, undefined, 'rateLimited', 'refused'],
    [500, undefined, 'serverError', 'refused'],
    [500, 'CHAT_DRAFT_DEPLOYMENT_FAILED', 'serverError', 'refused'],
    [501, undefined, 'serverError', 'refused'],
    [502, undefined, 'serverError', 'unknown'],
    [503, undefined, 'serverError', 'refused'],
    [504, undefined, 'serverError', 'unknown'],
    [524, undefined, 'serverError', 'unknown'],
  ];
  for (const [status, code, reason, outcome] of table) {
    it(`${status} ${code ?? ''}`, () => assert.deepEqual(meaningOfStatus(status, code), { reason, outcome }));
  }
});

describe('Retry-After', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  const table: readonly (readonly [string | null, number | undefined])[] = [
    ['2', 2],
    [' 120 ', 120],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:30 GMT', 30],
    ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ];
  for (const [header, seconds] of table)
    it(String(header), () => assert.equal(parseRetryAfter(header, now), seconds));
});

describe('what a transport throws', () => {
  const thrown = (code: string, more: object = {}) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }, more) });
  const connecting = { syscall: 'connect' };
  const electron = (code: string) => new Error(`net::${code}`);
  const table: readonly (readonly [string, unknown, string, string])[] = [
    ['refused', thrown('ECONNREFUSED', connecting), 'unreachable', 'notSent'],
    ['no such name', thrown('ENOTFOUND'), 'unreachable', 'notSent'],
    ['no name server', thrown('EAI_AGAIN'), 'unreachable', 'notSent'],
    ['connect timeout', thrown('UND_ERR_CONNECT_TIMEOUT'), 'unreachable', 'notSent'],
    ['no route when connecting', thrown('EHOSTUNREACH', connecting), 'unreachable', 'notSent'],
    ['no route later', thrown('EHOSTUNREACH', { syscall: 'read' }), 'connectionLost', 'unknown'],
    ['timed out when connecting', thrown('ETIMEDOUT', connecting), 'unreachable', 'notSent'],
    ['timed out later', thrown('ETIMEDOUT', { syscall: 'read' }), 'connectionLost', 'unknown'],
    [
      'every address refused',
      new TypeError('fetch failed', { cause: new AggregateError([thrown('ECONNREFUSED').cause], '') }),
      'unreachable',
      'notSent',
    ],
    ['expired certificate', thrown('CERT_HAS_EXPIRED'), 'insecure', 'notSent'],
    ['self-signed', thrown('DEPTH_ZERO_SELF_SIGNED_CERT'), 'insecure', 'notSent'],
    ['self-signed in the chain', thrown('SELF_SIGNED_CERT_IN_CHAIN'), 'insecure', 'notSent'],
    ['unknown issuer', thrown('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'insecure', 'notSent'],
    ['another host', thrown('ERR_TLS_CERT_ALTNAME_INVALID'), 'insecure', 'notSent'],
    ['not TLS', thrown('ERR_SSL_WRONG_VERSION_NUMBER'), 'insecure', 'notSent'],
    ['handshake refused', thrown('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'), 'insecure', 'notSent'],
    ['client certificate wanted', thrown('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'insecure', 'unknown'],
    ['reset', thrown('ECONNRESET', { syscall: 'read' }), 'connectionLost', 'unknown'],
    [
      'closed during the handshake',
      new TypeError('fetch failed', {
        cause: Object.assign(
          new Error('Client network socket disconnected before secure TLS connection was established'),
          { code: 'ECONNRESET' },
        ),
      }),
      'insecure',
      'notSent',
    ],
    ['broken pipe', thrown('EPIPE', { syscall: 'write' }), 'connectionLost', 'unknown'],
    ['closed', thrown('UND_ERR_SOCKET'), 'connectionLost', 'unknown'],
    ['no headers', thrown('UND_ERR_HEADERS_TIMEOUT'), 'timeout', 'unknown'],
    ['not HTTP', thrown('HPE_INVALID_CONSTANT'), 'badReply', 'unknown'],
    ['bad gzip', thrown('Z_DATA_ERROR'), 'badReply', 'unknown'],
    [
      'bad port',
      new TypeError('fetch failed', { cause: new Error('bad port') }),
      'invalidRequest',
      'notSent',
    ],
    [
      'proxy wants a login',
      new TypeError('fetch failed', { cause: new Error('Proxy response (407) !== 200 when HTTP Tunneling') }),
      'unreachable',
      'notSent',
    ],
    [
      '407 as the answer',
      new TypeError('fetch failed', { cause: new Error('proxy authentication required') }),
      'unreachable',
      'refused',
    ],
    [
      'a redirect refused below',
      new TypeError('fetch failed', { cause: new Error('unexpected redirect') }),
      'redirected',
      'refused',
    ],
    ['Electron, redirect', new Error('Redirect was cancelled'), 'redirected', 'refused'],
    ['Electron, refused', electron('ERR_CONNECTION_REFUSED'), 'unreachable', 'notSent'],
    ['Electron, name', electron('ERR_NAME_NOT_RESOLVED'), 'unreachable', 'notSent'],
    ['Electron, offline', electron('ERR_INTERNET_DISCONNECTED'), 'unreachable', 'notSent'],
    ['Electron, proxy', electron('ERR_PROXY_AUTH_UNSUPPORTED'), 'unreachable', 'notSent'],
    ['Electron, certificate', electron('ERR_CERT_AUTHORITY_INVALID'), 'insecure', 'notSent'],
    ['Electron, reset', electron('ERR_CONNECTION_RESET'), 'connectionLost', 'unknown'],
    ['Electron, nothing', electron('ERR_EMPTY_RESPONSE'), 'connectionLost', 'unknown'],
    ['Electron, timed out', electron('ERR_TIMED_OUT'), 'timeout', 'unknown'],
    ['something new', new Error('what?'), 'connectionLost', 'unknown'],
    ['not even an error', 'text', 'connectionLost', 'unknown'],
    ['nothing', undefined, 'connectionLost', 'unknown'],
  ];
  for (const [name, error, reason, outcome] of table) {
    it(name, () => {
      const failure = toTransportFailure(error);
      assert.deepEqual([failure.reason, failure.outcome], [reason, outcome]);
    });
  }

  it('a circle of causes ends', () => {
    const error: Error & { cause?: unknown } = new Error('a');
    error.cause = error;
    assert.equal(toTransportFailure(error).reason, 'connectionLost');
  });
});

for (const [name, transport] of transports) {
  describe(`failures through ${name}`, () => {
    const client = createHttpChatClient({ transport });
    const failOf = async (origin: Origin) => {
      const error = await failureOf(client.create(newTarget(origin), { channel: 'api' }, patient));
      return { error, brief: [error.reason, error.outcome] };
    };

    it('an error body is understood and its correlation id kept', async () => {
      const body = {
        success: false,
        error: 'E',
        error_id: 'corr-9',
        error_code: 'CHAT_DRAFT_NOT_EXIST',
        error_message: 'No draft',
        data: null,
      };
      await using server = await startHttpServer(answerJson(body, 400));
      const { error, brief } = await failOf(server.origin);
      assert.deepEqual(brief, ['draftMissing', 'refused']);
      assert.equal(error.details.code, 'CHAT_DRAFT_NOT_EXIST');
      assert.equal(error.details.serverMessage, 'No draft');
      assert.equal(error.details.exchange.correlationId, 'corr-9');
      assert.equal(error.details.exchange.status, 400);
      assert.equal(error.details.exchange.responseBody, JSON.stringify(body));
      assert.equal(server.requests.length, 1);
    });

    it('429 says how long to wait and is not repeated', async () => {
      await using server = await startHttpServer(
        answerJson({ error_message: 'Slow down' }, 429, { 'retry-after': '2' }),
      );
      const { error, brief } = await failOf(server.origin);
      assert.deepEqual(brief, ['rateLimited', 'refused']);
      assert.equal(error.details.retryAfterSeconds, 2);
      assert.equal(server.requests.length, 1);
    });

    it('421, or any other status that refuses, is sent once: 120 calls, 120 requests', async () => {
      await using server = await startHttpServer((response, { url }) => {
        const status = Number(url.split('/')[2]);
        const headers = status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {};
        response.writeHead(status, headers).end();
      });
      const statuses = [
        400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 417, 418, 421, 422, 423, 425,
        426, 428, 429, 431, 500, 501, 502, 503, 504, 524,
      ];
      const outcomes: Record<number, string> = {};
      /* oxlint-disable no-await-in-loop -- one after the other, so that each is counted by itself */
      for (const status of statuses) {
        const target = newTarget(server.origin, { accountId: String(status) });
        const calls = [
          () => client.create(target, {}, patient),
          () => client.create(target, { channel: 'api' }, patient),
          () => client.respond(target, { conversationId: 'CONV-1', message: 'Hi' }, patient),
          () => client.close(target, 'CONV-1', patient),
        ];
        for (const call of calls) {
          const before = server.requests.length;
          const error = await failureOf(call());
          assert.equal(error.details.exchange.status, status);
          outcomes[status] = error.outcome;
          assert.equal(server.requests.length - before, 1, `${status} was answered more than once`);
        }
      }
      /* oxlint-enable no-await-in-loop */
      assert.equal(server.requests.length, 120);
      assert.equal(outcomes[421], 'refused');
    });

    for (const status of [301, 302, 303, 304, 307, 308]) {
      it(`${status} is refused, and the other origin gets nothing`, async () => {
        await using other = await startHttpServer(answerJson(greeting));
        await using server = await startHttpServer((response) =>
          response.writeHead(status, { location: `${other.origin}/login?next=x` }).end(),
        );
        const { error, brief } = await failOf(server.origin);
        assert.deepEqual(brief, ['redirected', 'refused']);
        assert.equal(error.details.detail, other.origin);
        assert.equal(server.requests.length, 1);
        assert.equal(other.connectionCount, 0);
      });
    }

    it('nobody listens', async () => {
      const server = await startHttpServer(() => undefined);
      await server[Symbol.asyncDispose]();
      const { error, brief } = await failOf(server.origin);
      assert.deepEqual(brief, ['unreachable', 'notSent']);
      assert.equal(error.details.detail, 'ECONNREFUSED');
    });

    it('no such name', async () => {
      assert.deepEqual((await failOf('https://nowhere.invalid')).brief, ['unreachable', 'notSent']);
    });

    it('a reset after the request reaches the server once', async () => {
      await using server = await startNetServer((socket) => socket.resetAndDestroy());
      assert.deepEqual((await failOf(server.origin)).brief, ['connectionLost', 'unknown']);
      assert.equal(server.requests.length, 1);
    });

    it('a reset on a connection kept alive is not repeated either', async () => {
      const body = JSON.stringify(greeting);
      await using server = await startNetServer((socket, count) => {
        if (count > 1) socket.resetAndDestroy();
        else socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      });
      const target = newTarget(server.origin);
      await client.create(target, { channel: 'api' }, patient);
      assert.deepEqual((await failOf(server.origin)).brief, ['connectionLost', 'unknown']);
      assert.equal(server.requests.length, 2);
    });

    it('a body that breaks off', async () => {
      await using server = await startNetServer((socket) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"conversation_id"'),
      );
      const { error, brief } = await failOf(server.origin);
      assert.deepEqual(brief, ['connectionLost', 'unknown']);
      assert.equal(error.details.exchange.status, 200);
    });

    it('an error whose body breaks off', async () => {
      await using server = await startNetServer((socket) =>
        socket.end('HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{"e'),
      );
      assert.deepEqual((await failOf(server.origin)).brief, ['unauthorized', 'unknown']);
    });

    it('what is not HTTP', async () => {
      await using server = await startNetServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
      assert.deepEqual((await failOf(server.origin)).brief, ['badReply', 'unknown']);
    });

    it('a status that is none', async () => {
      await using server = await startNetServer((socket) =>
        socket.end('HTTP/1.1 000 No\r\ncontent-length: 2\r\n\r\n{}'),
      );
      const { reason, outcome } = await failureOf(client.create(newTarget(server.origin), {}, patient));
      assert.equal(outcome, 'unknown');
      // The editor's fetch calls it a connection lost.
      if (name === 'command line') assert.equal(reason, 'badReply');
    });

    it('what only says that it is compressed', async () => {
      await using server = await startHttpServer((response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"conversation_id":"CONV-1"}'),
      );
      assert.deepEqual((await failOf(server.origin)).brief, ['badReply', 'unknown']);
    });
  });
}

it('a server without TLS gets nothing', async () => {
  await using server = await startHttpServer(answerJson(greeting));
  const client = createHttpChatClient({ fetch: (url, request) => fetch(url, request) });
  const error = await failureOf(
    client.create(newTarget(server.origin.replace('http:', 'https:') as Origin), {}, patient),
  );
  assert.deepEqual([error.reason, error.outcome], ['insecure', 'notSent']);
  assert.equal(server.requests.length, 0);
});

for (const status of [407, 502]) {
  it(`a proxy that answers ${status} has passed nothing on`, async () => {
    await using proxy = await startNetServer((socket) =>
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`),
    );
    const dispatcher = new ProxyAgent(proxy.origin);
    const client = createHttpChatClient({
      fetch: (url, request) => undiciFetch(url, { ...request, dispatcher }),
    });
    const target = newTarget('https://chat.example.com');
    const error = await failureOf(client.create(target, {}, patient));
    await dispatcher.close();
    assert.deepEqual([error.reason, error.outcome], ['unreachable', 'notSent']);
    assert.equal(error.details.detail, `PROXY_${status}`);
    assert.ok(
      !proxy.requests.some(({ body }) => body.includes(target.apiKey) || body.includes(target.token)),
    );
  });
}

it("a proxy that is not there is blamed under the editor's fetch too, which names nothing but the place", async () => {
  const gone = await startNetServer(() => undefined);
  await gone[Symbol.asyncDispose]();
  for (const [proxy, code] of [
    [gone.origin, /^PROXY_ECONNREFUSED$/],
    ['http://proxy.invalid:8080', /^PROXY_(?:ENOTFOUND|EAI_AGAIN)$/],
  ] as const) {
    const dispatcher = new ProxyAgent(proxy);
    const client = createHttpChatClient({
      fetch: (url, request) => undiciFetch(url, { ...request, dispatcher }),
    });
    // oxlint-disable-next-line no-await-in-loop -- two proxies, one after the other
    const error = await failureOf(client.create(newTarget('https://chat.example.com'), {}, patient));
    // oxlint-disable-next-line no-await-in-loop
    await dispatcher.destroy();
    assert.deepEqual([error.reason, error.outcome], ['unreachable', 'notSent']);
    assert.match(error.details.detail ?? '', code);
  }
});

it('a transport that follows a redirect against our wish is found out', async () => {
  await using other = await startHttpServer(answerJson(greeting));
  await using server = await startHttpServer((response) =>
    response.writeHead(303, { location: other.origin }).end(),
  );
  const client = createHttpChatClient({
    fetch: (url, request) => fetch(url, { ...request, redirect: 'follow' }),
  });
  const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
  assert.deepEqual([error.reason, error.outcome], ['redirected', 'unknown']);
  assert.equal(error.details.detail, other.origin);
});
