import assert from 'node:assert/strict';
import type http from 'node:http';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { ChatTarget, JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { failureOf, newTarget, patient, startHttpServer, transports } from './rawServer.ts';

/** Ways in which somebody may write a secret. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    json,
    json.replaceAll('/', String.raw`\/`),
    Buffer.from(secret).toString('hex'),
    ...[0, 1, 2].map((offset) => Buffer.from(`${'u'.repeat(offset)}${secret}.`).toString('base64')),
  ];
}

/** Texts that would give a secret away; of base64 only the part that does not depend on what stands beside it. */
function traces(secret: string): string[] {
  return spellings(secret).map((spelling, index) => (index < 5 ? spelling : spelling.slice(4, -4)));
}

function assertNoSecret(value: unknown, target: ChatTarget): void {
  const everything = [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value),
    value instanceof Error ? `${value.stack} ${inspect(value.cause, { depth: 20, showHidden: true })}` : '',
  ].join('\n');
  for (const secret of [target.apiKey, target.token]) {
    for (const spelling of traces(secret)) {
      assert.ok(!everything.includes(spelling), `found a secret as ${spelling} in ${everything}`);
      assert.ok(!everything.toLowerCase().includes(spelling.toLowerCase()));
    }
  }
}

/** A server that says back all that it was told, in every way it can think of. */
function echo(status: number, more: object = {}) {
  return (response: http.ServerResponse, { headers }: { headers: http.IncomingHttpHeaders }): void => {
    const secrets = [String(headers['x-api-key']), String(headers['x-token'])];
    const said = secrets.flatMap(spellings).join(' ');
    const escaped = secrets.map((secret) =>
      secret.replaceAll(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    const json = JSON.stringify({
      conversation_id: `CONV-${said}`,
      response: `You sent ${said}`,
      handoff: { destination: said, reason: said },
      error_message: said,
      error_code: secrets[0],
      error_id: secrets[1],
      basic: Buffer.from(`user:${secrets.join(':')}`).toString('base64'),
      ...more,
    });
    const body = json.replace('You sent', `You sent ${escaped.join(' ')}`);
    response.writeHead(status, {
      'x-echo': secrets.map(encodeURIComponent).join(' '),
      'x-polyai-correlation-id': secrets.map(encodeURIComponent).join(' '),
      'set-cookie': `k=${encodeURIComponent(secrets.join())}`,
      location: `https://${secrets[1]?.toLowerCase()}.example/?key=${encodeURIComponent(secrets[0] ?? '')}`,
    });
    response.end(body);
  };
}

for (const [name, transport] of transports) {
  describe(`secrets through ${name}`, () => {
    const client = createHttpChatClient({ transport });

    it('a reply that echoes them is masked', async () => {
      await using server = await startHttpServer(echo(200));
      const target = newTarget(server.origin);
      const reply = await client.create(target, {}, patient);
      assert.equal(server.requests[0]?.headers['x-api-key'], target.apiKey);
      assert.match(reply.response, /^You sent ••••/);
      assertNoSecret(reply, target);
    });

    for (const status of [301, 400, 401, 429, 500, 502]) {
      it(`an answer of ${status} that echoes them is masked`, async () => {
        await using server = await startHttpServer(echo(status));
        const target = newTarget(server.origin);
        assertNoSecret(await failureOf(client.create(target, {}, patient)), target);
      });
    }

    it('a useless reply that echoes them is masked', async () => {
      await using server = await startHttpServer(echo(200, { response: 7 }));
      const target = newTarget(server.origin);
      const error = await failureOf(client.create(target, {}, patient));
      assert.equal(error.reason, 'badReply');
      assertNoSecret(error, target);
    });

    it('a secret typed into a message or an attribute is masked in the exchange, not on the wire', async () => {
      await using server = await startHttpServer(echo(200));
      const target = newTarget(server.origin);
      const integrationAttributes = JSON.stringify({ key: target.apiKey }) as JsonObjectText;
      const reply = await client.create(
        target,
        { integrationAttributes, initialMessage: target.token },
        patient,
      );
      assert.match(server.requests[0]?.body ?? '', new RegExp(target.token));
      assertNoSecret(reply, target);
    });

    it('a header that is named after one is masked', async () => {
      await using server = await startHttpServer((response, { headers }) => {
        response.setHeader(String(headers['x-api-key']), 'x');
        response.end('{"conversation_id":"CONV-1","response":"Hello"}');
      });
      const target = newTarget(server.origin, { apiKey: 'canary-key-01234', token: 'canary-token' });
      const reply = await client.create(target, {}, patient);
      assert.equal(reply.exchange.responseHeaders?.['••••'], 'x');
      assertNoSecret(reply, target);
    });

    it('an id that holds one is masked, and goes back to the server as it came', async () => {
      await using server = await startHttpServer((response) => {
        response.end('{"conversation_id":"string","response":"a string","success":true}');
      });
      const target = newTarget(server.origin, { apiKey: 'string', token: 'response' });
      const created = await client.create(target, {}, patient);
      assert.deepEqual([created.conversationId, created.response], ['••••', 'a ••••']);
      const { conversationId } = created;
      await client.respond(target, { conversationId, message: 'Hello' }, patient);
      await client.close(target, conversationId, patient);
      const sent = server.requests.slice(1).map(({ body }) => JSON.parse(body) as object);
      assert.deepEqual(sent, [
        { conversation_id: 'string', message: 'Hello' },
        { conversation_id: 'string' },
      ]);
    });

    it('an id that was masked in an earlier session is sent nowhere', async () => {
      await using server = await startHttpServer(echo(200));
      const sending = client.respond(
        newTarget(server.origin),
        { conversationId: '••••', message: 'a' },
        patient,
      );
      assert.equal((await failureOf(sending)).outcome, 'notSent');
      assert.equal(server.requests.length, 0);
    });

    it('a redirect sends them nowhere', async () => {
      await using other = await startHttpServer((response) => response.end('{}'));
      await using server = await startHttpServer((response) =>
        response.writeHead(307, { location: other.origin }).end(),
      );
      const target = newTarget(server.origin);
      assertNoSecret(await failureOf(client.create(target, {}, patient)), target);
      assert.equal(other.connectionCount, 0);
    });

    it('an invalid secret is not quoted', async () => {
      const target = newTarget('https://chat.example.com', {
        apiKey: 'canary-key-\n-canary',
        token: 'canary-token',
      });
      assertNoSecret(await failureOf(client.create(target, {}, patient)), target);
    });
  });
}

it('an error of the transport that holds the request is not kept', async () => {
  const client = createHttpChatClient({
    fetch: (url, request) => {
      const quoting = `cannot send ${JSON.stringify(request.headers)} to ${url}`;
      const cause = Object.assign(new Error(quoting), { code: 'ECONNREFUSED', request });
      return Promise.reject(
        Object.assign(new TypeError(quoting, { cause }), { request, headers: request.headers }),
      );
    },
  });
  const target = newTarget('https://chat.example.com');
  const error = await failureOf(client.create(target, {}, patient));
  assert.equal(error.reason, 'unreachable');
  assert.match(String(error.cause), /ECONNREFUSED: cannot send/);
  assertNoSecret(error, target);
});
