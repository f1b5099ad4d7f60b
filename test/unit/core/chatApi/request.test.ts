import type { Origin } from '../../../../src/core/chatApi/region.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CreateChatParameters, JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { chatUrl, toCreateBody, toRespondBody } from '../../../../src/core/chatApi/wire.ts';
import {
  answerJson,
  failureOf,
  greeting,
  newTarget,
  patient,
  startHttpServer,
  transports,
} from './rawServer.ts';

for (const [name, transport] of transports) {
  describe(`what is sent through ${name}`, () => {
    it('create is a POST with both headers', async () => {
      await using server = await startHttpServer(answerJson(greeting));
      const target = newTarget(server.origin);
      const client = createHttpChatClient({ transport, userAgent: 'polyai-chat/1' });
      await client.create(target, { channel: 'webchat' }, patient);
      const [request] = server.requests;
      assert.equal(request?.method, 'POST');
      assert.equal(request.url, '/v1/acme-uk/acme-team-4/chat/create');
      assert.equal(request.headers['x-api-key'], target.apiKey);
      assert.equal(request.headers['x-token'], target.token);
      assert.equal(request.headers['content-type'], 'application/json');
      assert.equal(request.headers['accept'], 'application/json');
      assert.equal(request.headers['user-agent'], 'polyai-chat/1');
      assert.equal(request.body, '{"channel":"webchat"}');
    });

    it('create without parameters has no body and no Content-Type', async () => {
      await using server = await startHttpServer(answerJson(greeting));
      const empty = { variantId: '', channel: '', integrationAttributes: undefined };
      await createHttpChatClient({ transport }).create(newTarget(server.origin), empty, patient);
      const [request] = server.requests;
      assert.equal(request?.body, '');
      assert.equal(request.headers['content-type'], undefined);
      assert.equal(request.headers['content-length'], '0');
    });

    it('respond is a POST, close is a PUT', async () => {
      await using server = await startHttpServer((response, { url }) =>
        answerJson(url.endsWith('close') ? { success: true } : { ...greeting, end_conversation: false })(
          response,
        ),
      );
      const client = createHttpChatClient({ transport });
      const target = newTarget(server.origin);
      await client.respond(target, { conversationId: 'CONV-1', message: 'Hello' }, patient);
      const closed = await client.close(target, 'CONV-1', patient);
      assert.equal(closed.success, true);
      assert.deepEqual(
        server.requests.map(({ method, url, body }) => [method, url, body]),
        [
          ['POST', '/v1/acme-uk/acme-team-4/chat/respond', '{"conversation_id":"CONV-1","message":"Hello"}'],
          ['PUT', '/v1/acme-uk/acme-team-4/chat/close', '{"conversation_id":"CONV-1"}'],
        ],
      );
    });

    it('connections are used again', async () => {
      await using server = await startHttpServer(answerJson(greeting));
      const client = createHttpChatClient({ transport });
      for (let call = 0; call < 6; call++) {
        // oxlint-disable-next-line no-await-in-loop
        await client.create(newTarget(server.origin), {}, patient);
      }
      // undici opens a second one when a call begins before it has tidied up after the last.
      assert.ok(server.connectionCount <= 2, `${server.connectionCount} connections`);
    });

    it('no cookie is sent back', async () => {
      await using server = await startHttpServer(answerJson(greeting, 200, { 'set-cookie': 'session=abc' }));
      const client = createHttpChatClient({ transport });
      const target = newTarget(server.origin);
      const { exchange } = await client.create(target, {}, patient);
      await client.create(target, {}, patient);
      assert.equal(server.requests[1]?.headers.cookie, undefined);
      assert.equal(exchange.responseHeaders?.['set-cookie'], '••••');
    });
  });
}

describe('the body of create', () => {
  const attributes =
    '{ "id": 12345678901234567890,\n "price": 1.10, "deep": {"a b": [1e400]} }' as JsonObjectText;
  const table: readonly (readonly [string, CreateChatParameters, string | undefined])[] = [
    ['nothing set', {}, undefined],
    ['empty texts', { channel: '', initialMessage: '', ttsLangCode: undefined }, undefined],
    ['empty attributes', { integrationAttributes: ' ' as JsonObjectText }, undefined],
    ['a variant', { variantId: 'VARIANT-1' }, '{"variant_id":"VARIANT-1"}'],
    [
      'languages',
      { asrLangCode: 'en-GB', ttsLangCode: 'es-ES' },
      '{"asr_lang_code":"en-GB","tts_lang_code":"es-ES"}',
    ],
    [
      'a first message',
      { initialMessage: 'He said "hi"\n' },
      String.raw`{"initial_message":"He said \"hi\"\n"}`,
    ],
    [
      'numbers to the letter',
      { channel: 'api', integrationAttributes: attributes },
      '{"channel":"api","integration_attributes":{"id":12345678901234567890,"price":1.10,"deep":{"a b":[1e400]}}}',
    ],
  ];
  for (const [name, parameters, body] of table) {
    it(name, () => assert.equal(toCreateBody(parameters), body));
  }
});

it('respond without a message fetches a delayed reply', () => {
  assert.equal(toRespondBody({ conversationId: 'CONV-1', message: '' }), '{"conversation_id":"CONV-1"}');
});

it('respond sends what the page adds to the schema', () => {
  const json = '{"a":1.0}' as JsonObjectText;
  assert.equal(
    toRespondBody({
      conversationId: 'C',
      message: 'm',
      integrationAttributes: json,
      metadata: json,
      asrLangCode: 'a',
      ttsLangCode: 't',
    }),
    '{"conversation_id":"C","message":"m","integration_attributes":{"a":1.0},"metadata":{"a":1.0},"asr_lang_code":"a","tts_lang_code":"t"}',
  );
});

it('ids are encoded and never looked at', () => {
  const url = chatUrl({ origin: 'https://x.example', accountId: 'a/b ü', projectId: '?#%2e' }, 'create');
  assert.equal(url, 'https://x.example/v1/a%2Fb%20%C3%BC/%3F%23%252e/chat/create');
});

describe('what is refused before anything is sent', () => {
  const table: readonly (readonly [string, Parameters<typeof newTarget>[1], RegExp])[] = [
    ['a key with a line break', { apiKey: 'abc\r\nX-Evil: 1' }, /^The API key has a line break/],
    ['a key with a zero byte', { apiKey: 'abc\u0000def' }, /^The API key has a line break/],
    ['a key with typographic quotes', { apiKey: '“abcdef”' }, /^The API key has a line break/],
    ['an empty key', { apiKey: ' ' }, /^The API key is empty/],
    ['a token with a line break', { token: 'abc\nd' }, /^The connector token has a line break/],
    ['an empty token', { token: '' }, /^The connector token is empty/],
    ['an empty account', { accountId: '' }, /^The account id is empty/],
    ['an empty project', { projectId: ' ' }, /^The project id is empty/],
    ['an account that climbs', { accountId: '..' }, /^An id cannot be \.\./],
    ['a project that stays', { projectId: '.' }, /^An id cannot be \./],
    ['half a character', { accountId: '\uD800' }, /character that cannot be part of a URL/],
    ['plain http elsewhere', { origin: 'http://chat.example.com' }, /Use https/],
    ['a name in the origin', { origin: 'https://me:pw@chat.example.com' }, /user name and password/],
    ['a path in the origin', { origin: 'https://chat.example.com/v1' }, /without path/],
    ['a slash behind the origin', { origin: 'https://chat.example.com/' }, /https:\/\/chat\.example\.com/],
    ['a file', { origin: 'file:///etc/passwd' as Origin }, /https/],
    ['no origin', { origin: '' as Origin }, /origin/],
  ];
  for (const [name, change, sentence] of table) {
    it(name, async () => {
      let calls = 0;
      const client = createHttpChatClient({ fetch: () => Promise.reject(new Error(String(calls++))) });
      const target = newTarget('https://chat.example.com', change);
      const error = await failureOf(client.create(target, {}, patient));
      assert.equal(error.reason, 'invalidRequest');
      assert.equal(error.outcome, 'notSent');
      assert.match(error.details.detail ?? '', sentence);
      assert.equal(calls, 0);
    });
  }

  for (const timeoutSeconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`a timeout of ${timeoutSeconds}`, async () => {
      const client = createHttpChatClient({ fetch: () => Promise.reject(new Error('called')) });
      const error = await failureOf(
        client.create(newTarget('https://chat.example.com'), {}, { timeoutSeconds }),
      );
      assert.equal(error.reason, 'invalidRequest');
    });
  }

  it('attributes that are no JSON after all', async () => {
    const client = createHttpChatClient({ fetch: () => Promise.reject(new Error('called')) });
    const integrationAttributes = '{"a":1,\n"a":2}' as JsonObjectText;
    const error = await failureOf(
      client.create(newTarget('https://chat.example.com'), { integrationAttributes }, patient),
    );
    assert.equal(error.details.detail, 'Line 2 of the attributes: The key “a” is already used in line 1.');
  });

  it('a conversation without an id', async () => {
    const client = createHttpChatClient({ fetch: () => Promise.reject(new Error('called')) });
    const error = await failureOf(
      client.respond(newTarget('https://chat.example.com'), { conversationId: '' }, patient),
    );
    assert.equal(error.outcome, 'notSent');
  });

  it('a port that fetch does not connect to', async () => {
    const client = createHttpChatClient({ fetch: (url, request) => fetch(url, request) });
    const error = await failureOf(client.create(newTarget('http://127.0.0.1:6000'), {}, patient));
    assert.equal(error.reason, 'invalidRequest');
    assert.equal(error.outcome, 'notSent');
  });
});
