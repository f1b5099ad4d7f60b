import { randomUUID } from 'node:crypto';
import { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
import type { DisposableStore } from '../core/common/disposable.ts';
import { createConversationService } from '../core/conversation/conversationService.ts';
import type { History } from '../core/history/history.ts';
import { hostFetch } from './common/hostSurroundings.ts';
import { createLiveGuard } from './connection/liveGuard.ts';
import { createTargetResolver } from './connection/resolveTarget.ts';
import { createChatCloser } from './conversation/closeChat.ts';
import { createConversationPlaces } from './conversation/conversationPlace.ts';
import { createChatCreator } from './conversation/createChat.ts';
import type { Stores } from './createStores.ts';
import type { Surroundings } from './createSurroundings.ts';
import { createStandInHost } from './standIn/standInHost.ts';

/** What does the work, in dependency order; nothing here is seen. */
export function createServices(
  surroundings: Surroundings,
  stores: Stores & { readonly history: History },
  parts: DisposableStore,
) {
  const { now, onError, requestTimeout, recordMessages } = surroundings;
  const { connections, vault, history, conversationEvents } = stores;
  const timeoutSeconds = () => requestTimeout.value;

  const startStandIn = async () => {
    const { startStandInAgent } = await import('../standInAgent/standInAgent.ts');
    return startStandInAgent();
  };
  const standIn = parts.add(createStandInHost(startStandIn));
  const resolveTarget = createTargetResolver({ vault, startStandIn: () => standIn.ensureRunning() });
  const placeOf = createConversationPlaces({
    connections,
    standInOrigin: () => standIn.running?.origin,
  });
  const liveGuard = parts.add(createLiveGuard(vault));

  const service = createConversationService({
    client: createHttpChatClient({ fetch: hostFetch, now }),
    record: history,
    now,
    newId: randomUUID,
    processId: process.pid,
    recordMessages: () => recordMessages.value,
    onRecordError: onError,
  });
  // Before the history is disposed, which came first.
  parts.add({ dispose: () => service.saveNow() });
  parts.add(service.onDidChangeConversation((event) => conversationEvents.fire(event)));
  const createChat = createChatCreator({
    service,
    resolveTarget,
    confirmLive: (connection) => liveGuard.confirm(connection),
    timeoutSeconds,
  });
  const closeChat = createChatCloser({ service, placeOf, resolveTarget, timeoutSeconds });

  return {
    ...stores,
    standIn,
    resolveTarget,
    placeOf,
    liveGuard,
    service,
    createChat,
    closeChat,
    timeoutSeconds,
    /** The conversations whose parameters were taken over from the chat before. */
    asLastTime: new Set<string>(),
    /** As on the screen, with what is not recorded. */
    findConversation: (id: string) => service.get(id),
  };
}

export type Services = ReturnType<typeof createServices>;
