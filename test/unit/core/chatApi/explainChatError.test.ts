import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChatError, chatErrorReasons } from '../../../../src/core/chatApi/chatError.ts';
import type { ChatFailure, ChatFailureContext } from '../../../../src/core/chatApi/chatFailure.ts';
import { explainChatError } from '../../../../src/core/chatApi/explainChatError.ts';
import { toChatFailure } from '../../../../src/core/chatApi/toChatFailure.ts';

const context: ChatFailureContext = { regionLabel: 'uk-1', kind: 'create', environment: 'sandbox' };
const refused = { outcome: 'refused' } as const;
const notSent = { outcome: 'notSent' } as const;
const unknown = { outcome: 'unknown' } as const;

describe('what a person reads', () => {
  const table: readonly (readonly [ChatFailure, Partial<ChatFailureContext>, string, string?])[] = [
    [
      { reason: 'unauthorized', ...refused, status: 401 },
      {},
      'The key was refused (401). Check that the API key belongs to region uk-1.',
      'editConnection',
    ],
    [
      { reason: 'unauthorized', ...refused, status: 401 },
      { regionLabel: 'chat.example.com' },
      'The key was refused (401). Check that the API key belongs to chat.example.com.',
      'editConnection',
    ],
    [
      { reason: 'forbidden', ...refused, status: 403 },
      {},
      'The key may not use this agent (403). If the key was replaced, the old one no longer works: enter the new one.',
      'editConnection',
    ],
    [
      { reason: 'notFound', ...refused, status: 404 },
      {},
      'The agent was not found (404). Check the account id and the project id, and that the agent lives in region uk-1.',
      'editConnection',
    ],
    [
      { reason: 'notFound', ...refused, status: 404, code: 'CONVERSATIONS_NOT_FOUND' },
      { kind: 'respond' },
      'The agent does not know this conversation (404). Create it again to continue.',
      'createAgain',
    ],
    [
      { reason: 'conversationEnded', ...refused, status: 410 },
      { kind: 'respond' },
      'This conversation is over: it was closed, has ended or has expired. Create it again to continue.',
      'createAgain',
    ],
    [
      { reason: 'conversationTimedOut', ...refused, status: 400 },
      { kind: 'respond' },
      'This conversation has been idle for too long and is over. Create it again to continue.',
      'createAgain',
    ],
    [
      { reason: 'draftMissing', ...refused, status: 400, code: 'CHAT_DRAFT_NOT_EXIST' },
      {},
      'The draft of this agent does not exist (CHAT_DRAFT_NOT_EXIST). Publish the agent in Agent Studio to sandbox, or use the token of another environment.',
      'editConnection',
    ],
    [
      { reason: 'rateLimited', ...refused, status: 429, retryAfterSeconds: 2 },
      {},
      'The agent has had too many requests (429). Wait 2 seconds, then try again.',
      'tryAgain',
    ],
    [
      { reason: 'rateLimited', ...refused, status: 429 },
      {},
      'The agent has had too many requests (429). Wait a little, then try again.',
      'tryAgain',
    ],
    [
      { reason: 'badRequest', ...refused, status: 422, serverMessage: 'Bad {0} variant' },
      {},
      'The agent refused the request (422): “Bad {0} variant” Check the parameters and create the chat again.',
      'editParameters',
    ],
    [
      { reason: 'notFound', ...refused, status: 404 },
      { kind: 'respond' },
      'The conversation was not found (404). It may be over, or belong to another agent. Create it again to continue.',
      'createAgain',
    ],
    [
      { reason: 'notFound', ...refused, status: 404, code: 'PROJECT_NOT_FOUND' },
      { kind: 'respond' },
      'The project was not found (404). Check the project id, and that the project lives in uk-1.',
      'editConnection',
    ],
    [
      { reason: 'serverError', ...refused, status: 500, correlationId: 'corr-1' },
      {},
      'The agent failed (500). Try again later. If it stays like this, give PolyAI the correlation id.',
      'tryAgain',
    ],
    [
      { reason: 'serverError', ...refused, status: 500 },
      {},
      'The agent failed (500). Try again later. If it stays like this, tell PolyAI which agent it was and when.',
      'tryAgain',
    ],
    [
      { reason: 'unreachable', ...notSent, detail: 'ECONNREFUSED' },
      { regionLabel: '127.0.0.1:8080' },
      'Nothing listens at 127.0.0.1:8080 (ECONNREFUSED). Nothing was sent. Start the server, or correct the port.',
      'tryAgain',
    ],
    [
      { reason: 'unreachable', ...notSent, detail: 'ECONNREFUSED' },
      {},
      'The agent at uk-1 cannot be reached (ECONNREFUSED). Nothing was sent. Check your network connection and proxy.',
      'tryAgain',
    ],
    [
      { reason: 'serverError', ...unknown, status: 502 },
      { kind: 'respond' },
      'A gateway could not say what the agent did (502). Your message may have arrived. It was not sent again.',
      'tryAgain',
    ],
    [
      { reason: 'timeout', ...unknown, timeoutSeconds: 60 },
      { kind: 'respond' },
      'No complete reply came within 60 seconds. Your message may have arrived. It was not sent again. If the agent needs longer, raise the request timeout in the settings.',
      'increaseTimeout',
    ],
    [
      { reason: 'timeout', ...unknown, status: 408 },
      { kind: 'close' },
      'The server gave up waiting (408). The chat may have been closed. Nothing was sent again. If the agent needs longer, raise the request timeout in the settings.',
      'increaseTimeout',
    ],
    [
      { reason: 'connectionLost', ...unknown, detail: 'ECONNRESET' },
      {},
      'The connection was lost before the reply was complete. A conversation may have been created. Nothing was sent again.',
      'tryAgain',
    ],
    [
      { reason: 'cancelled', ...notSent },
      {},
      'The call was cancelled. Nothing was sent. Try again when you are ready.',
      'tryAgain',
    ],
    [
      { reason: 'cancelled', ...unknown },
      { kind: 'respond' },
      'The call was cancelled. Your message may have arrived. It was not sent again.',
      'tryAgain',
    ],
    [
      { reason: 'unreachable', ...notSent, detail: 'ENOTFOUND' },
      {},
      'The address of uk-1 was not found (ENOTFOUND). Nothing was sent. Check your network connection.',
      'tryAgain',
    ],
    [
      { reason: 'unreachable', ...notSent, detail: 'ECONNREFUSED' },
      { isStandIn: true },
      'The stand-in agent is not running. Start it and try again.',
      'startStandInAgent',
    ],
    [
      { reason: 'unreachable', ...refused, status: 407, detail: 'PROXY_407' },
      {},
      'Your proxy asks for a user name and a password (407). Nothing reached the agent. Check the proxy settings.',
      'openSettings',
    ],
    [
      { reason: 'insecure', ...notSent, detail: 'CERT_HAS_EXPIRED' },
      {},
      'No secure connection to uk-1 could be made (CERT_HAS_EXPIRED). Check the date of this computer, and that it trusts the certificates of your network.',
      'showLog',
    ],
    [
      { reason: 'redirected', ...refused, status: 302, detail: 'https://login.example.com' },
      {},
      'The server redirects to https://login.example.com. This was refused, because the key would go there. Check the region of the connection.',
      'editConnection',
    ],
    [
      { reason: 'badReply', ...unknown, status: 200, detail: 'The reply has no conversation id.' },
      {},
      'The reply cannot be used: The reply has no conversation id. A conversation may have been created. Nothing was sent again. Check that the connection leads to the Chat API.',
      'showLog',
    ],
    [
      { reason: 'invalidRequest', ...notSent, detail: 'The API key is empty.' },
      {},
      'The API key is empty. Nothing was sent. Correct it and try again.',
      'editConnection',
    ],
  ];
  for (const [failure, change, sentences, action] of table) {
    it(`${failure.reason} ${failure.status ?? failure.detail ?? ''}`, () => {
      const explained = explainChatError(failure, { ...context, ...change });
      assert.equal(`${explained.message} ${explained.remedy}`, sentences);
      assert.equal(explained.action, action);
    });
  }
});

describe('every reason', () => {
  for (const reason of chatErrorReasons) {
    for (const outcome of ['notSent', 'refused', 'unknown'] as const) {
      it(`${reason}, ${outcome}, has whole sentences and an action, with no details at all`, () => {
        const { message, remedy, action } = explainChatError({ reason, outcome }, { regionLabel: 'uk-1' });
        for (const text of [message, remedy]) {
          assert.match(text, /^[A-Z].*[.”]$/u);
          assert.doesNotMatch(text, /undefined|\{\d\}|!/);
        }
        assert.ok(action !== undefined);
      });
    }
  }
});

it('a ChatError is explained like the turn that keeps it', () => {
  const error = new ChatError({
    reason: 'unauthorized',
    outcome: 'refused',
    exchange: {
      method: 'POST',
      url: 'https://chat.example.com',
      requestHeaders: {},
      requestBody: undefined,
      startedAt: '2026-01-01T00:00:00.000Z',
      latencyMs: 1,
      status: 401,
    },
  });
  assert.equal(explainChatError(toChatFailure(error), context).message, 'The key was refused (401).');
});
