import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Agent, fetch as undiciFetch } from 'undici';
import { sendOver } from '../../src/cli/sendOver.ts';
import type { ChatTarget } from '../../src/core/chatApi/chatClient.ts';
import { ChatError, type ChatErrorOutcome, type ChatErrorReason } from '../../src/core/chatApi/chatError.ts';
import { explainChatError } from '../../src/core/chatApi/explainChatError.ts';
import { type Transport as Send, transportOf } from '../../src/core/chatApi/fetch.ts';
import { createHttpChatClient } from '../../src/core/chatApi/httpChatClient.ts';
import { toChatFailure } from '../../src/core/chatApi/toChatFailure.ts';
import { type FaultName, faultNames } from '../../src/standInAgent/faults.ts';
import { type StandInAgent, startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { isSettledWithin } from '../support/timing.ts';
import { until } from '../support/until.ts';

interface Expected {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
  readonly status?: number;
  readonly code?: string;
  /** What the user reads; `ELSEWHERE` stands for the origin of the redirect. */
  readonly message: string;
  readonly remedy: string;
}

const mayExist = 'A conversation may have been created. Nothing was sent again.';
const notTheApi = `${mayExist} Check that the connection leads to the Chat API.`;
const tooSlow = `${mayExist} If the agent needs longer, raise the request timeout in the settings.`;

/** Complete by construction: a fault without a line does not compile. */
const expectations: Readonly<Record<FaultName, Expected>> = {
  'draft-missing': {
    reason: 'draftMissing',
    outcome: 'refused',
    status: 400,
    code: 'CHAT_DRAFT_NOT_EXIST',
    message: 'The draft of this agent does not exist (CHAT_DRAFT_NOT_EXIST).',
    remedy: 'Publish the agent in Agent Studio to the environment of this connector token.',
  },
  'chat-timeout': {
    reason: 'conversationTimedOut',
    outcome: 'refused',
    status: 400,
    code: 'CHAT_TIMEOUT',
    message: 'This conversation has been idle for too long and is over.',
    remedy: 'Create it again to continue.',
  },
  'old-error': {
    reason: 'badRequest',
    outcome: 'refused',
    status: 400,
    message: 'The agent refused the request (400): “Unknown variant.”',
    remedy: 'Check the parameters and create the chat again.',
  },
  'echoed-secrets': {
    reason: 'badRequest',
    outcome: 'refused',
    status: 400,
    code: 'TENANT_UNKNOWN',
    message: 'The agent refused the request (400): “No tenant for X-API-KEY=•••• and X-TOKEN=••••”',
    remedy: 'Check the parameters and create the chat again.',
  },
  unauthorized: {
    reason: 'unauthorized',
    outcome: 'refused',
    status: 401,
    code: 'AUTH_USER_INVALID_TOKEN',
    message: 'The key was refused (401).',
    remedy: 'Check that the API key belongs to region uk-1.',
  },
  'gateway-unauthorized': {
    reason: 'unauthorized',
    outcome: 'refused',
    status: 401,
    message: 'The key was refused (401).',
    remedy: 'Check that the API key belongs to region uk-1.',
  },
  forbidden: {
    reason: 'forbidden',
    outcome: 'refused',
    status: 403,
    code: 'USER_ACCESS_FORBIDDEN',
    message: 'The key may not use this agent (403).',
    remedy: 'If the key was replaced, the old one no longer works: enter the new one.',
  },
  'not-found': {
    reason: 'notFound',
    outcome: 'refused',
    status: 404,
    code: 'PROJECT_NOT_FOUND',
    message: 'The project was not found (404).',
    remedy: 'Check the project id, and that the project lives in uk-1.',
  },
  'conversation-ended': {
    reason: 'conversationEnded',
    outcome: 'refused',
    status: 410,
    code: 'CHAT_CONVERSATION_ENDED',
    message: 'This conversation is over: it was closed, has ended or has expired.',
    remedy: 'Create it again to continue.',
  },
  misdirected: {
    reason: 'badRequest',
    outcome: 'refused',
    status: 421,
    code: 'MISDIRECTED_REQUEST',
    message: 'The agent refused the request (421): “This host is not served here.”',
    remedy: 'Check the region of the connection.',
  },
  'rate-limited': {
    reason: 'rateLimited',
    outcome: 'refused',
    status: 429,
    code: 'RATE_LIMIT_EXCEEDED',
    message: 'The agent has had too many requests (429).',
    remedy: 'Wait 30 seconds, then try again.',
  },
  'server-error': {
    reason: 'serverError',
    outcome: 'refused',
    status: 500,
    code: 'INTERNAL_SERVER_ERROR',
    message: 'The agent failed (500): “Internal server error.”',
    remedy: 'Try again later. If it stays like this, give PolyAI the correlation id.',
  },
  'bad-gateway': {
    reason: 'serverError',
    outcome: 'unknown',
    status: 502,
    message: 'A gateway could not say what the agent did (502).',
    remedy: mayExist,
  },
  redirect: {
    reason: 'redirected',
    outcome: 'refused',
    status: 307,
    message: 'The server redirects to ELSEWHERE. This was refused, because the key would go there.',
    remedy: 'Check the region of the connection.',
  },
  'wrong-content-type': {
    reason: 'badReply',
    outcome: 'unknown',
    status: 200,
    message:
      'The reply cannot be used: This is a web page (“Sign in”), not the Chat API: a login or a proxy?',
    remedy: notTheApi,
  },
  'truncated-json': {
    reason: 'badReply',
    outcome: 'unknown',
    status: 200,
    message: 'The reply cannot be used: The reply is not complete JSON.',
    remedy: notTheApi,
  },
  'missing-conversation-id': {
    reason: 'badReply',
    outcome: 'unknown',
    status: 200,
    message: 'The reply cannot be used: The reply has no conversation id.',
    remedy: notTheApi,
  },
  'huge-body': {
    reason: 'replyTooLarge',
    outcome: 'unknown',
    status: 200,
    message: 'The reply is too large to be read.',
    remedy: notTheApi,
  },
  'gzip-bomb': {
    reason: 'replyTooLarge',
    outcome: 'unknown',
    status: 200,
    message: 'The reply is too large to be read.',
    remedy: notTheApi,
  },
  'slow-body': {
    reason: 'timeout',
    outcome: 'unknown',
    status: 200,
    message: 'No complete reply came within 1.5 seconds.',
    remedy: tooSlow,
  },
  'stalled-body': {
    reason: 'timeout',
    outcome: 'unknown',
    status: 200,
    message: 'No complete reply came within 1.5 seconds.',
    remedy: tooSlow,
  },
  'cut-off-body': {
    reason: 'connectionLost',
    outcome: 'unknown',
    status: 200,
    message: 'The connection was lost before the reply was complete.',
    remedy: mayExist,
  },
  reset: {
    reason: 'connectionLost',
    outcome: 'unknown',
    message: 'The connection was lost before the reply was complete.',
    remedy: mayExist,
  },
  'no-answer': {
    reason: 'timeout',
    outcome: 'unknown',
    message: 'No complete reply came within 1.5 seconds.',
    remedy: tooSlow,
  },
};

/** Faults that wait for our own deadline get a short one; the others have to fail by themselves. */
const waiting: ReadonlySet<FaultName> = new Set(['slow-body', 'stalled-body', 'no-answer']);
const shortSeconds = 1.5;
const longSeconds = 60;

interface Transport {
  readonly name: string;
  readonly send: Send;
  readonly close: () => Promise<void>;
}

const transports: readonly (() => Transport)[] = [
  () => ({
    name: 'fetch of Node',
    send: transportOf((url, request) => fetch(url, request)),
    close: async () => undefined,
  }),
  () => {
    const dispatcher = new Agent();
    return {
      name: 'fetch of undici',
      send: transportOf((url, request) => undiciFetch(url, { ...request, dispatcher })),
      // Waits for every request that is still going on: with one left over, the test runs into its time limit.
      close: () => dispatcher.close(),
    };
  },
  () => {
    const dispatcher = new Agent();
    return {
      name: 'transport of the command line',
      send: sendOver(dispatcher),
      close: () => dispatcher.close(),
    };
  },
];

const timersBefore = countResources('Timeout');
/** `until` itself keeps one timer while it waits. */
const ownTimers = 1;

for (const createTransport of transports) {
  const { name } = createTransport();
  describe(`When something goes wrong, the chat client with the ${name}`, { concurrency: true }, () => {
    let elsewhere: StandInAgent;
    before(async () => {
      elsewhere = await startStandInAgent({ recordRequests: true });
    });
    after(async () => {
      await elsewhere.close();
      assert.deepEqual(elsewhere.requests, [], 'no request follows a redirect');
    });

    for (const fault of faultNames) {
      it(`says what happened: ${fault}`, { timeout: 20_000 }, async () => {
        const expected = expectations[fault];
        const secrets = { apiKey: createCanary(), token: createCanary() };
        const agent = await startStandInAgent({
          ...secrets,
          recordRequests: true,
          redirectTo: elsewhere.origin,
        });
        agent.setFault(fault);
        const transport = createTransport();
        try {
          const error = await failToCreate(transport.send, agent, waiting.has(fault));
          const { exchange, code } = error.details;
          assert.deepEqual(
            { reason: error.reason, outcome: error.outcome, status: exchange.status, code },
            {
              reason: expected.reason,
              outcome: expected.outcome,
              status: expected.status,
              code: expected.code,
            },
          );
          const explanation = explainChatError(toChatFailure(error), { regionLabel: 'uk-1' });
          assert.equal(explanation.message, expected.message.replace('ELSEWHERE', elsewhere.origin));
          assert.equal(explanation.remedy, expected.remedy);
          // What support asks for is kept whenever headers came.
          assert.equal(exchange.correlationId !== undefined, expected.status !== undefined);

          for (const text of everythingSaid(error, explanation)) {
            for (const secret of Object.values(secrets)) assertNowhere(secret, text);
          }
          await until('every request to be over', () => agent.countOpenRequests() === 0, { everyMs: 10 });
          assert.equal(agent.requests.length, 1, 'the request was sent once');
          await transport.close();
        } finally {
          // Cuts what is left, so that a test that fails does not go on for ever.
          await agent.close();
        }
        assert.equal(agent.requests.length, 1, 'nothing was sent again later');
      });
    }
  });
}

describe('When everything has gone wrong', () => {
  it('no server, no busy socket and no timer is left', async () => {
    await until(
      'nothing to be left',
      () => {
        const left = process.getActiveResourcesInfo().join(', ');
        assert.equal(countResources('TCPServerWrap') + countResources('TCPSocketWrap'), 0, left);
        assert.ok(countResources('Timeout') <= timersBefore + ownTimers, left);
        return true;
      },
      { everyMs: 10 },
    );
  });
});

async function failToCreate(transport: Send, agent: StandInAgent, isWaiting: boolean): Promise<ChatError> {
  const { origin, accountId, projectId, apiKey, token } = agent;
  const target: ChatTarget = { origin, accountId, projectId, apiKey, token };
  const timeoutSeconds = isWaiting ? shortSeconds : longSeconds;
  const call = createHttpChatClient({ transport })
    .create(target, { channel: 'webchat' }, { timeoutSeconds })
    .then(
      () => assert.fail('the call should have failed'),
      (thrown: unknown) => thrown,
    );
  assert.ok(await isSettledWithin(call, timeoutSeconds * 1000 + 1000));
  const error: unknown = await call;
  assert.ok(error instanceof ChatError, String(error));
  return error;
}

/** Every text that could reach a log, a file or a screen. */
function everythingSaid(error: ChatError, explanation: object): string[] {
  const cause = error.cause instanceof Error ? [error.cause.message, error.cause.stack ?? ''] : [];
  return [
    String(error),
    error.stack ?? '',
    ...cause,
    JSON.stringify(error.details),
    JSON.stringify(toChatFailure(error)),
    JSON.stringify(explanation),
  ];
}

function createCanary(): string {
  return `canary+${randomBytes(12).toString('base64')}`;
}

function assertNowhere(secret: string, text: string): void {
  for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
    assert.ok(!text.includes(spelling), `a secret is in: ${text.slice(0, 300)}`);
  }
}

function countResources(kind: string): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === kind).length;
}
