import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { readChatApiDocuments, type WireCall } from './chatApiDocuments.ts';

const documents = readChatApiDocuments();
const create = '/v1/acme/hotel/chat/create';
const respond = '/v1/acme/hotel/chat/respond';
const close = '/v1/acme/hotel/chat/close';

interface Line {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string;
  readonly status: number;
  readonly code?: string;
  readonly allow?: string;
}

const lines: readonly Line[] = [
  { name: 'no body', status: 200 },
  { name: 'an empty object', body: '{}', status: 200 },
  { name: 'every documented field', body: everyField(), status: 200 },
  { name: 'a field that no document names', body: '{"later":1}', status: 200 },
  {
    name: 'JSON with a charset',
    body: '{}',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    status: 200,
  },

  { name: 'half of a body', body: '{"channel":', status: 400, code: 'SCHEMA_VALIDATION_FAILED' },
  { name: 'a list', body: '[]', status: 400, code: 'SCHEMA_VALIDATION_FAILED' },
  { name: 'null', body: 'null', status: 400, code: 'SCHEMA_VALIDATION_FAILED' },
  {
    name: 'a number as the variant',
    body: '{"variant_id":1}',
    status: 400,
    code: 'SCHEMA_VALIDATION_FAILED',
  },
  {
    name: 'null as a language',
    body: '{"asr_lang_code":null}',
    status: 400,
    code: 'SCHEMA_VALIDATION_FAILED',
  },
  {
    name: 'a list of attributes',
    body: '{"integration_attributes":[]}',
    status: 400,
    code: 'SCHEMA_VALIDATION_FAILED',
  },
  { name: 'an unknown channel', body: '{"channel":"pigeon"}', status: 400, code: 'SCHEMA_VALIDATION_FAILED' },
  {
    name: 'respond without an id',
    path: respond,
    body: '{"message":"Hi"}',
    status: 400,
    code: 'SCHEMA_VALIDATION_FAILED',
  },
  { name: 'close without a body', path: close, method: 'PUT', status: 400, code: 'SCHEMA_VALIDATION_FAILED' },

  { name: 'no key', headers: { 'x-api-key': undefined }, status: 401, code: 'AUTH_USER_UNAUTHORISED' },
  { name: 'an empty key', headers: { 'x-api-key': ' ' }, status: 401, code: 'AUTH_USER_UNAUTHORISED' },
  { name: 'no token', headers: { 'x-token': undefined }, status: 401, code: 'AUTH_USER_UNAUTHORISED' },
  { name: 'a wrong key', headers: { 'x-api-key': 'no' }, status: 401, code: 'AUTH_USER_INVALID_TOKEN' },
  { name: 'a wrong token', headers: { 'x-token': 'no' }, status: 401, code: 'AUTH_USER_INVALID_TOKEN' },

  { name: 'a web page', headers: { origin: 'https://evil.example' }, status: 403, code: 'FORBIDDEN' },
  {
    name: 'an unknown conversation',
    path: respond,
    body: '{"conversation_id":"x"}',
    status: 404,
    code: 'CONVERSATIONS_NOT_FOUND',
  },
  {
    name: 'closing an unknown one',
    path: close,
    method: 'PUT',
    body: '{"conversation_id":"x"}',
    status: 404,
    code: 'CONVERSATIONS_NOT_FOUND',
  },
  { name: 'another path', path: '/', status: 404, code: 'NOT_FOUND' },
  { name: 'another version', path: '/v2/acme/hotel/chat/create', status: 404, code: 'NOT_FOUND' },
  {
    name: 'a path out of the folder',
    path: '/../../etc/passwd',
    method: 'GET',
    status: 404,
    code: 'NOT_FOUND',
  },
  { name: 'a broken escape', path: '/v1/%E0%A4%A/hotel/chat/create', status: 404, code: 'NOT_FOUND' },
  { name: 'GET create', method: 'GET', status: 405, code: 'METHOD_NOT_ALLOWED', allow: 'POST' },
  { name: 'OPTIONS create', method: 'OPTIONS', status: 405, code: 'METHOD_NOT_ALLOWED', allow: 'POST' },
  { name: 'POST close', path: close, status: 405, code: 'METHOD_NOT_ALLOWED', allow: 'PUT' },
  {
    name: 'a body over 1 MiB',
    body: `{"variant_id":"${'a'.repeat(1_100_000)}"}`,
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
  },
  {
    name: 'a body that is not called JSON',
    body: '{}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  { name: 'another host', headers: { host: 'evil.example' }, status: 421, code: 'MISDIRECTED_REQUEST' },
  {
    name: 'the right host, another port',
    headers: { host: '127.0.0.1:1' },
    status: 421,
    code: 'MISDIRECTED_REQUEST',
  },
];

describe('The stand-in agent keeps to the documents', () => {
  let agent: StandInAgent;
  before(async () => {
    agent = await startStandInAgent();
  });
  after(() => agent.close());

  for (const line of lines) {
    it(`${line.name}: ${line.status}`, async () => {
      const call = await send(agent, line);
      assert.equal(call.status, line.status, call.responseBody);
      const body = JSON.parse(call.responseBody) as Record<string, unknown>;
      if (line.code !== undefined) {
        assert.equal(body['error_code'], line.code);
        assert.equal(body['error_id'], call.responseHeaders['x-polyai-correlation-id']);
      }
      assert.equal(call.responseHeaders['allow'], line.allow);
      for (const document of documents) {
        document.checkResponse(call);
        if (document.describes(call.method, call.path)) {
          if (line.status === 200) document.checkRequest(call);
          // The other way round as well: what the documents refuse, the stand-in agent refuses.
          if (line.status === 400 && isJson(call.requestBody)) {
            assert.throws(() => document.checkRequest(call));
          }
        }
      }
    });
  }

  it('localhost is the same server', async () => {
    const host = new URL(agent.origin).host.replace('127.0.0.1', 'LocalHost');
    assert.equal((await send(agent, { name: '', headers: { host }, status: 200 })).status, 200);
  });

  it('a conversation belongs to the project that created it', async () => {
    const created = await send(agent, { name: '', status: 200 });
    const id = (JSON.parse(created.responseBody) as { conversation_id: string }).conversation_id;
    const body = JSON.stringify({ conversation_id: id });
    const other = await send(agent, { name: '', path: respond.replace('hotel', 'other'), body, status: 404 });
    assert.equal(other.status, 404);
  });

  it("the client's own correlation id comes back", async () => {
    const headers = { 'x-polyai-correlation-id': 'adk-1' };
    const call = await send(agent, { name: '', headers, status: 200 });
    assert.equal(call.responseHeaders['x-polyai-correlation-id'], 'adk-1');
  });
});

/** node:http, because a fetch refuses to send some of these. */
function send(agent: StandInAgent, line: Line): Promise<WireCall> {
  const { method = 'POST', path = create, body = '' } = line;
  const given: Record<string, string | undefined> = {
    'x-api-key': agent.apiKey,
    'x-token': agent.token,
    ...(body === ''
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...line.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(agent.origin);
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      let responseBody = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (responseBody += chunk));
      response.on('end', () => {
        resolve({
          method,
          path,
          requestHeaders: headers,
          requestBody: body,
          status: response.statusCode ?? 0,
          responseHeaders: response.headers as Record<string, string>,
          responseBody,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function everyField(): string {
  return JSON.stringify({
    integration_attributes: { customer_id: '12345', nested: { vip: true } },
    variant_id: 'VARIANT-xxxxxxxx',
    channel: 'webchat',
    asr_lang_code: 'en-US',
    tts_lang_code: 'en-US',
    initial_message: 'Hello, I need help',
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === '';
  }
}
