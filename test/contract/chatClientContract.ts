import assert from 'node:assert/strict';
import type {
  CallOptions,
  ChatClient,
  ChatTarget,
  Exchange,
  JsonObjectText,
} from '../../src/core/chatApi/chatClient.ts';
import { ChatError, type ChatErrorReason } from '../../src/core/chatApi/chatError.ts';
import type { Transport } from '../../src/core/chatApi/fetch.ts';
import { createHttpChatClient } from '../../src/core/chatApi/httpChatClient.ts';
import {
  type StandInAgent,
  type StandInAgentOptions,
  startStandInAgent,
} from '../../src/standInAgent/standInAgent.ts';
import type { StandInScript } from '../../src/standInAgent/standInScript.ts';
import type { RecordedRequest } from '../../src/standInAgent/standInRequest.ts';
import { isSettledWithin } from '../support/timing.ts';
import { staleConnectionCases } from './staleConnections.ts';
import { until } from '../support/until.ts';

/**
 * What every ChatClient must do, whatever the transport below it: the same cases run with Node's own fetch, with
 * undici's, and with the one of a real extension host. They need no test runner, only node:assert.
 */
export interface ContractContext {
  readonly transport: Transport;
  /** Is shown every call that was answered, so that it can be held against the documents. */
  readonly observe?: ((request: RecordedRequest, exchange: Exchange) => void) | undefined;
}

export interface ContractCase {
  readonly name: string;
  run(context: ContractContext): Promise<void>;
}

interface Surroundings {
  readonly agent: StandInAgent;
  readonly client: ChatClient;
  readonly target: ChatTarget;
}

const options: CallOptions = { timeoutSeconds: 10 };

const script: StandInScript = {
  greeting: 'Good evening.',
  greetings: [
    { when: { variant: ['over'] }, reply: 'We are closed.', end: true },
    { when: { variant: ['slow'] }, reply: 'At last.', delayMs: 30_000 },
  ],
  rules: [
    {
      when: { contains: ['person'] },
      reply: 'One moment.',
      end: true,
      handoff: { destination: 'desk', reason: 'asked' },
    },
    { when: { contains: ['goodbye'] }, reply: 'Goodbye.', end: true },
    { when: { contains: ['check'] }, reply: 'Checking.', later: 'All is well.' },
  ],
  fallback: 'You said: {message}',
  silence: 'Are you still there?',
  initialMessage: 'answer',
  idleTimeoutSeconds: 600,
  faultWords: false,
};

export const contractCases: readonly ContractCase[] = [
  ...staleConnectionCases,
  contractCase('create with nothing set sends no body and brings the greeting', {}, async (c) => {
    const reply = await c.client.create(c.target, {}, options);
    assert.equal(reply.response, 'Good evening.');
    assert.equal(reply.endConversation, false);
    assert.equal(reply.handoff, undefined);
    assert.notEqual(reply.conversationId, '');
    assert.equal(onlyRequest(c.agent).body, '');
    assert.equal(reply.exchange.status, 200);
    assert.equal(reply.exchange.method, 'POST');
  }),
  contractCase('create sends every field under its documented name, types kept', {}, async (c) => {
    const attributes =
      '{"customer_id":"12345","vip":true,"none":null,"big":12345678901234567890,"price":1.10,"nested":{"list":[1,"é"]}}';
    await c.client.create(
      c.target,
      {
        variantId: 'VARIANT-1',
        channel: 'sms',
        asrLangCode: 'en-GB',
        ttsLangCode: 'yue-Hant-HK',
        initialMessage: 'Hello “you” 🙂',
        integrationAttributes: attributes as JsonObjectText,
      },
      options,
    );
    const { body } = onlyRequest(c.agent);
    assert.ok(body.includes(`"integration_attributes":${attributes}`), body);
    assert.deepEqual(JSON.parse(body), {
      variant_id: 'VARIANT-1',
      channel: 'sms',
      asr_lang_code: 'en-GB',
      tts_lang_code: 'yue-Hant-HK',
      initial_message: 'Hello “you” 🙂',
      integration_attributes: JSON.parse(attributes) as unknown,
    });
  }),
  contractCase('empty fields are left out', {}, async (c) => {
    await c.client.create(c.target, { variantId: '', channel: 'api', initialMessage: '' }, options);
    assert.deepEqual(JSON.parse(onlyRequest(c.agent).body), { channel: 'api' });
  }),
  contractCase('the secrets travel in their headers and nowhere else', {}, async (c) => {
    const { exchange } = await c.client.create(c.target, { channel: 'webchat' }, options);
    const { headers, path, body } = onlyRequest(c.agent);
    assert.equal(headers['x-api-key'], c.target.apiKey);
    assert.equal(headers['x-token'], c.target.token);
    for (const text of [path, body, JSON.stringify(exchange)]) {
      assert.ok(!text.includes(c.target.apiKey) && !text.includes(c.target.token));
    }
  }),
  contractCase('ids are encoded in the path and arrive as they are', {}, async (c) => {
    const target = { ...c.target, accountId: 'a b/ü?', projectId: '50%#' };
    await c.client.create(target, {}, options);
    assert.equal(onlyRequest(c.agent).path, '/v1/a%20b%2F%C3%BC%3F/50%25%23/chat/create');
  }),
  contractCase('initial_message is answered where the server knows it', {}, async (c) => {
    const reply = await c.client.create(c.target, { initialMessage: 'A room' }, options);
    assert.equal(reply.response, 'You said: A room');
  }),
  contractCase('a conversation goes on, hands off and is over', {}, async (c) => {
    const { conversationId } = await c.client.create(c.target, {}, options);
    const first = await c.client.respond(c.target, { conversationId, message: 'Hi' }, options);
    assert.equal(first.response, 'You said: Hi');
    assert.equal(first.endConversation, false);
    const second = await c.client.respond(c.target, { conversationId, message: 'A person' }, options);
    assert.equal(second.endConversation, true);
    assert.deepEqual(second.handoff, { destination: 'desk', reason: 'asked' });
    const third = c.client.respond(c.target, { conversationId, message: 'Hi' }, options);
    await rejects(third, 'conversationEnded', 410);
  }),
  contractCase('respond without a message fetches the delayed reply', {}, async (c) => {
    const { conversationId } = await c.client.create(c.target, {}, options);
    await c.client.respond(c.target, { conversationId, message: 'Please check' }, options);
    const later = await c.client.respond(c.target, { conversationId }, options);
    assert.equal(later.response, 'All is well.');
    assert.deepEqual(JSON.parse(c.agent.requests.at(-1)?.body ?? ''), { conversation_id: conversationId });
  }),
  contractCase('create may end the conversation at once', {}, async (c) => {
    const reply = await c.client.create(c.target, { variantId: 'over' }, options);
    assert.equal(reply.endConversation, true);
  }),
  contractCase('close is a PUT and ends the conversation', {}, async (c) => {
    const { conversationId } = await c.client.create(c.target, {}, options);
    const { success, exchange } = await c.client.close(c.target, conversationId, options);
    assert.equal(success, true);
    assert.equal(exchange.method, 'PUT');
    await rejects(
      c.client.respond(c.target, { conversationId, message: 'Hi' }, options),
      'conversationEnded',
      410,
    );
  }),
  contractCase('an unknown conversation is not found', {}, async (c) => {
    await rejects(
      c.client.respond(c.target, { conversationId: 'CONV-none', message: 'Hi' }, options),
      'notFound',
      404,
    );
    await rejects(c.client.close(c.target, 'CONV-none', options), 'notFound', 404);
  }),
  contractCase('a wrong key is refused, and so is a wrong token', {}, async (c) => {
    await rejects(c.client.create({ ...c.target, apiKey: 'another-key' }, {}, options), 'unauthorized', 401);
    await rejects(c.client.create({ ...c.target, token: 'another-token' }, {}, options), 'unauthorized', 401);
  }),
  contractCase('a value that the documents forbid is refused with a reason', {}, async (c) => {
    const error = await rejects(c.client.create(c.target, { channel: 'pigeon' }, options), 'badRequest', 400);
    assert.equal(error.details.code, 'SCHEMA_VALIDATION_FAILED');
    assert.match(error.details.serverMessage ?? '', /channel must be one of/);
  }),
  contractCase('the one-field error body is understood as well', { errorBody: 'short' }, async (c) => {
    const error = await rejects(c.client.create(c.target, { channel: 'pigeon' }, options), 'badRequest', 400);
    assert.match(error.details.serverMessage ?? '', /channel must be one of/);
  }),
  contractCase('the correlation id is kept, in success and in failure', {}, async (c) => {
    const { exchange } = await c.client.create(c.target, {}, options);
    assert.match(exchange.correlationId ?? '', /^[\da-f-]{36}$/);
    const error = await rejects(c.client.close(c.target, 'CONV-none', options), 'notFound', 404);
    assert.match(error.details.exchange.correlationId ?? '', /^[\da-f-]{36}$/);
  }),
  contractCase('a request that the server does not take (421) is not sent once more', {}, async (c) => {
    c.agent.setFault('misdirected');
    for (const call of [
      () => c.client.create(c.target, {}, options),
      () => c.client.create(c.target, { channel: 'api' }, options),
      () => c.client.respond(c.target, { conversationId: 'CONV-1', message: 'Hi' }, options),
      () => c.client.close(c.target, 'CONV-1', options),
    ]) {
      const before = c.agent.requests.length;
      // oxlint-disable-next-line no-await-in-loop -- each is counted by itself
      const error = await rejects(call(), 'badRequest', 421);
      assert.equal(error.outcome, 'refused');
      assert.equal(c.agent.requests.length - before, 1);
    }
  }),
  contractCase('cancelling ends the wait within 100 ms', {}, async (c) => {
    const cancel = new AbortController();
    const waiting = c.client.create(c.target, { variantId: 'slow' }, { ...options, signal: cancel.signal });
    const settled = waiting.then(
      () => undefined,
      (error: unknown) => error,
    );
    await until('the request', () => c.agent.requests.length === 1, { everyMs: 1 });
    cancel.abort();
    assert.ok(await isSettledWithin(settled, 100));
    const error = await settled;
    assert.ok(error instanceof ChatError);
    assert.equal(error.reason, 'cancelled');
    assert.equal(error.outcome, 'unknown');
  }),
  contractCase('what is cancelled before it begins is not sent', {}, async (c) => {
    const call = c.client.create(c.target, {}, { ...options, signal: AbortSignal.abort() });
    const error = await rejects(call, 'cancelled');
    assert.equal(error.outcome, 'notSent');
    assert.equal(c.agent.requests.length, 0);
  }),
  contractCase('the deadline is for the whole call', {}, async (c) => {
    const call = c.client.create(c.target, { variantId: 'slow' }, { timeoutSeconds: 0.3 });
    const error = await rejects(call, 'timeout');
    assert.equal(error.outcome, 'unknown');
    assert.equal(c.agent.requests.length, 1);
  }),
  contractCase('a server that is not there is unreachable, and nothing was sent', {}, async (c) => {
    await c.agent.close();
    const error = await rejects(c.client.create(c.target, {}, options), 'unreachable');
    assert.equal(error.outcome, 'notSent');
  }),
];

/** A case on a stand-in agent of its own, which is gone when the case is over. */
function contractCase(
  name: string,
  agentOptions: StandInAgentOptions,
  run: (surroundings: Surroundings) => Promise<void>,
): ContractCase {
  return {
    name,
    async run({ transport, observe }) {
      const agent = await startStandInAgent({ script, recordRequests: true, ...agentOptions });
      const client = observing(createHttpChatClient({ transport }), (exchange) => {
        const request = agent.requests.at(-1);
        if (request !== undefined && exchange.status !== undefined) observe?.(request, exchange);
      });
      const { origin, accountId, projectId, apiKey, token } = agent;
      try {
        await run({ agent, client, target: { origin, accountId, projectId, apiKey, token } });
      } finally {
        await agent.close();
      }
    },
  };
}

/** The same client; `see` is given the exchange of every call, also of one that failed. */
function observing(client: ChatClient, see: (exchange: Exchange) => void): ChatClient {
  const watch = async <T extends { readonly exchange: Exchange }>(call: Promise<T>): Promise<T> => {
    try {
      const reply = await call;
      see(reply.exchange);
      return reply;
    } catch (error) {
      if (error instanceof ChatError) see(error.details.exchange);
      throw error;
    }
  };
  return {
    create: (...call) => watch(client.create(...call)),
    respond: (...call) => watch(client.respond(...call)),
    close: (...call) => watch(client.close(...call)),
  };
}

async function rejects(call: Promise<unknown>, reason: ChatErrorReason, status?: number): Promise<ChatError> {
  const error = await call.then(
    () => assert.fail(`expected ${reason}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ChatError, String(error));
  assert.equal(error.reason, reason);
  assert.equal(error.details.exchange.status, status);
  return error;
}

function onlyRequest(agent: StandInAgent): RecordedRequest {
  assert.equal(agent.requests.length, 1);
  return agent.requests[0] as RecordedRequest;
}
