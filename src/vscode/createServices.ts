import { randomUUID } from 'node:crypto';
import type { DisposableStore } from '../core/common/disposable.ts';
import { createConnectionStore } from '../core/connection/connectionStore.ts';
import { createSecretVault } from '../core/connection/secretVault.ts';
import { createConversationService } from '../core/conversation/conversationService.ts';
import { openSqliteHistory } from '../core/history/sqliteHistory.ts';
import { hostFetch, isProcessAlive } from './common/hostSurroundings.ts';
import { createLazyChatClient } from './common/lazyChatClient.ts';
import { createLiveGuard } from './connection/liveGuard.ts';
import { createTargetResolver } from './connection/resolveTarget.ts';
import { createChatCloser } from './conversation/closeChat.ts';
import { createConversationPlaces } from './conversation/conversationPlace.ts';
import { createChatCreator } from './conversation/createChat.ts';
import type { Surroundings } from './createSurroundings.ts';
import { createStandInHost } from './standIn/standInHost.ts';

/** What holds the truth and what does the work, in dependency order; nothing here is seen. */
export function createServices(surroundings: Surroundings, parts: DisposableStore) {
  const { context, directory, now, onError, requestTimeout, recordMessages } = surroundings;
  const timeoutSeconds = () => requestTimeout.value;

  const connections = parts.add(createConnectionStore({ directory, onNotice: onError }));
  const vault = parts.add(createSecretVault(context.secrets));
  const startStandIn = async () => {
    const { startStandInAgent } = await import('../standInAgent/standInAgent.ts');
    return startStandInAgent();
  };
  const standIn = parts.add(createStandInHost(startStandIn));
  const resolveTarget = createTargetResolver({ vault, startStandIn: () => standIn.ensureRunning() });
  const placeOf = createConversationPlaces(connections);
  const liveGuard = createLiveGuard();

  const history = parts.add(openSqliteHistory({ directory, now, isProcessAlive, onProblem: onError }));
  const loadClient = async () => {
    const { createHttpChatClient } = await import('./later.ts');
    return createHttpChatClient({ fetch: hostFetch, now });
  };
  const service = createConversationService({
    client: createLazyChatClient(loadClient),
    history,
    now,
    newId: randomUUID,
    processId: process.pid,
    recordMessages: () => recordMessages.value,
    onHistoryError: onError,
  });
  const createChat = createChatCreator({
    service,
    resolveTarget,
    confirmLive: (connection) => liveGuard.confirm(connection),
    timeoutSeconds,
  });
  const closeChat = createChatCloser({ service, placeOf, resolveTarget, timeoutSeconds });

  return {
    connections,
    vault,
    standIn,
    resolveTarget,
    placeOf,
    liveGuard,
    history,
    service,
    createChat,
    closeChat,
    timeoutSeconds,
    /** As on the screen, with what is not recorded. */
    findConversation: (id: string) => service.get(id),
  };
}

export type Services = ReturnType<typeof createServices>;
