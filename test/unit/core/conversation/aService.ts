import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ChatClient, ChatReply } from '../../../../src/core/chatApi/chatClient.ts';
import {
  type ConversationService,
  type ConversationServiceOptions,
  createConversationService,
} from '../../../../src/core/conversation/conversationService.ts';
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
