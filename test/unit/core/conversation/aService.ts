import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ChatClient, ChatReply } from '../../../../src/core/chatApi/chatClient.ts';
import type { Fetch } from '../../../../src/core/chatApi/fetch.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  type ConversationService,
  type ConversationServiceOptions,
  createConversationService,
} from '../../../../src/core/conversation/conversationService.ts';
import { createMemoryRecord } from '../../../../src/core/conversation/memoryRecord.ts';
import type { StandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { aCloseReply, aReply, grandHotel, noon, type Place, target } from '../history/fixtures.ts';

export const call = { target, timeoutSeconds: 60 };
export const createCall = { ...call, connection: grandHotel, parameters: {} };

/** A window: a service of its own on the history of the place. Its agent answers `echo` of what it heard. */
export function aWindow(
  place: Place,
  client: Partial<ChatClient> = {},
  options: Partial<ConversationServiceOptions> = {},
) {
  const errors: unknown[] = [];
  const history = place.open();
  const service: ConversationService = createConversationService({
    client: {
      create: client.create ?? (async (_, { initialMessage }) => aReply(`greeting of ${initialMessage}`)),
      respond: client.respond ?? (async (_, { message }) => aReply(`echo of ${message}`)),
      close: client.close ?? (async () => aCloseReply()),
    },
    record: history,
    now: () => noon,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => errors.push(error),
    ...options,
  });
  return { service, history, errors };
}

/** A service that remembers in memory what it says over HTTP. */
export function anHttpService(
  fetch: Fetch = (url, request) => globalThis.fetch(url, request),
  record: ConversationServiceOptions['record'] = createMemoryRecord(),
): ConversationService {
  return createConversationService({
    client: createHttpChatClient({ fetch }),
    record,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => assert.fail(String(error)),
  });
}

/** How a stand-in agent is reached, with its own secrets. */
export function standInTarget(agent: StandInAgent) {
  return { ...grandHotel, origin: agent.origin, apiKey: agent.apiKey, token: agent.token };
}

/** Every connection leads to the agent. */
export function agentsAt(agent: () => StandInAgent, connection: Connection) {
  return {
    connectionOf: () => connection,
    resolveTarget: async () => standInTarget(agent()),
    timeoutSeconds: () => 10,
  };
}

/** A reply that comes when the test says so. */
export function anAnswer() {
  let resolve: (reply: ChatReply) => void = () => undefined;
  const promise = new Promise<ChatReply>((resolved) => (resolve = resolved));
  return { promise, resolve: (reply: ChatReply) => resolve(reply) };
}

/** Everything in the directory: the database, its write-ahead log and its index. */
export function bytesOf(place: Pick<Place, 'directory'>): string {
  const names = readdirSync(place.directory);
  return names.map((name) => readFileSync(path.join(place.directory, name)).toString('latin1')).join('');
}
