import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { parseChatReply, parseCloseReply } from '../../../../src/core/chatApi/wireReply.ts';
import {
  answerJson,
  failureOf,
  greeting,
  newTarget,
  patient,
  startHttpServer,
  transports,
} from './rawServer.ts';

describe('a reply', () => {
  const end = {
    conversationId: 'CONV-1',
    response: 'Hi, how can I help?',
    endConversation: false,
    handoff: undefined,
  };
  const table: readonly (readonly [string, unknown, unknown])[] = [
    ['as documented', greeting, end],
    ['with an empty text', { ...greeting, response: '' }, { ...end, response: '' }],
    ['with null for a text', { ...greeting, response: null }, { ...end, response: '' }],
    ['with unknown fields', { ...greeting, mood: 'sunny', __proto__x: 1 }, end],
    ['that ends at once', { ...greeting, end_conversation: true }, { ...end, endConversation: true }],
    ['with a null handoff', { ...greeting, handoff: null, end_conversation: null }, end],
    ['with a handoff of another type', { ...greeting, handoff: 'billing' }, end],
    [
      'with a handoff',
      { ...greeting, end_conversation: true, handoff: { destination: 'billing', reason: 7, x: 1 } },
      { ...end, endConversation: true, handoff: { destination: 'billing', reason: undefined } },
    ],
    [
      'with an empty handoff',
      { ...greeting, handoff: {} },
      { ...end, handoff: { destination: undefined, reason: undefined } },
    ],
  ];
  for (const [name, body, reply] of table) {
    it(name, () => assert.deepEqual(parseChatReply(JSON.stringify(body)), { reply }));
  }
});

describe('no reply', () => {
  const table: readonly (readonly [string, string, unknown])[] = [
    ['nothing', '', { fault: 'notJson' }],
    ['a web page', '<html><body>Sign in</body></html>', { fault: 'webPage' }],
    ['a web page with a comment', '<!-- x -->\n<!DOCTYPE html><title>Sign in</title>', { fault: 'webPage' }],
    [
      'cut off behind its id',
      '{"conversation_id":"CONV-1","resp',
      { fault: 'notJson', conversationId: 'CONV-1' },
    ],
    ['cut off in its id', '{"conversation_id":"CONV-', { fault: 'notJson' }],
    ['a list', '[]', { fault: 'noConversationId' }],
    ['null', 'null', { fault: 'noConversationId' }],
    ['without an id', '{"response":"Hi"}', { fault: 'noConversationId' }],
    ['with an empty id', '{"conversation_id":" ","response":"Hi"}', { fault: 'noConversationId' }],
    [
      'with a number as id',
      '{"conversation_id":12345678901234567890,"response":"Hi"}',
      { fault: 'noConversationId' },
    ],
    ['without a text', '{"conversation_id":"CONV-1"}', { fault: 'noResponse', conversationId: 'CONV-1' }],
  ];
  for (const [name, body, parsed] of table) it(name, () => assert.deepEqual(parseChatReply(body), parsed));
});

describe('the reply to close', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['{"success":true}', { reply: { success: true } }],
    ['{"success":false}', { reply: { success: false } }],
    ['{}', { reply: { success: true } }],
    ['', { reply: { success: true } }],
    ['{"success":"yes"}', { fault: 'noSuccess' }],
    ['<html>', { fault: 'webPage' }],
  ];
  for (const [body, parsed] of table)
    it(body || 'empty', () => assert.deepEqual(parseCloseReply(body), parsed));
});

for (const [name, transport] of transports) {
  describe(`replies through ${name}`, () => {
    const client = createHttpChatClient({ transport });

    for (const status of [200, 201, 202, 299]) {
      it(`${status} is accepted`, async () => {
        await using server = await startHttpServer(answerJson(greeting, status));
        const reply = await client.create(newTarget(server.origin), {}, patient);
        assert.equal(reply.conversationId, 'CONV-1');
        assert.equal(reply.exchange.status, status);
      });
    }

    it('204 is enough for close, not for create', async () => {
      await using server = await startHttpServer((response) => response.writeHead(204).end());
      assert.equal((await client.close(newTarget(server.origin), 'CONV-1', patient)).success, true);
      const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
      assert.deepEqual([error.reason, error.outcome], ['badReply', 'unknown']);
    });

    it('valid JSON counts, whatever it is called', async () => {
      await using server = await startHttpServer(answerJson(greeting, 200, { 'content-type': 'text/html' }));
      assert.equal((await client.create(newTarget(server.origin), {}, patient)).response, greeting.response);
    });

    it('the exchange keeps the call as it was', async () => {
      const body = '{"conversation_id":"CONV-1","response":"Hé 👋","n":1.10}';
      await using server = await startHttpServer(
        answerJson(body, 200, { 'X-PolyAI-Correlation-Id': 'corr-1' }),
      );
      const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
      const reply = await createHttpChatClient({ transport, now }).create(
        newTarget(server.origin),
        { channel: 'sms' },
        patient,
      );
      const { exchange } = reply;
      assert.equal(reply.response, 'Hé 👋');
      assert.equal(exchange.startedAt, '2026-01-02T03:04:05.000Z');
      assert.equal(exchange.method, 'POST');
      assert.equal(exchange.url, `${server.origin}/v1/acme-uk/acme-team-4/chat/create`);
      assert.equal(exchange.requestBody, '{"channel":"sms"}');
      assert.equal(exchange.responseBody, body);
      assert.equal(exchange.correlationId, 'corr-1');
      assert.equal(exchange.responseHeaders?.['content-type'], 'application/json');
      assert.ok(Number.isInteger(exchange.latencyMs) && exchange.latencyMs >= 0);
      assert.deepEqual(exchange.requestHeaders, {
        'X-API-KEY': '••••',
        'X-TOKEN': '••••',
        Accept: 'application/json',
        'Content-Type': 'application/json',
      });
    });

    it('a compressed reply is decoded', async () => {
      await using server = await startHttpServer((response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.from(JSON.stringify(greeting)))),
      );
      assert.equal((await client.create(newTarget(server.origin), {}, patient)).response, greeting.response);
    });

    it('a reply without a text still tells the id', async () => {
      await using server = await startHttpServer(answerJson({ conversation_id: 'CONV-7' }));
      const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
      assert.deepEqual([error.reason, error.outcome], ['badReply', 'unknown']);
      assert.equal(error.details.conversationId, 'CONV-7');
      assert.equal(error.details.exchange.responseBody, '{"conversation_id":"CONV-7"}');
    });
  });
}
