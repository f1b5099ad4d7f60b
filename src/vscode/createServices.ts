import { randomUUID } from 'node:crypto';
import { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
import type { DisposableStore } from '../core/common/disposable.ts';
import type { Conversation } from '../core/conversation/conversation.ts';
import { createMemoryRecord } from '../core/conversation/memoryRecord.ts';
import { createConversationService } from '../core/conversation/conversationService.ts';
import type { History } from '../core/history/history.ts';
import { createDraftSeal } from '../panels/draftSeal.ts';
import { hostFetch } from './common/hostSurroundings.ts';
import { agreesInDialog } from './asking/notifications.ts';
import { withSlowProgress } from './asking/progress.ts';
import { createLiveGuard } from '../core/connection/liveGuard.ts';
import { createTargetResolver } from '../core/connection/resolveTarget.ts';
import { createChatCloser } from './conversation/closeChat.ts';
import { createConversationPlaces } from '../core/conversation/conversationPlace.ts';
import { createChatCreator } from '../core/conversation/createChat.ts';
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
  const { connections, vault, knownSecrets, history, conversationEvents } = stores;
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
  const liveGuard = parts.add(createLiveGuard(vault, agreesInDialog));

  const client = createHttpChatClient({ fetch: hostFetch, now });
  const service = createConversationService({
    client,
    record: history,
    now,
    newId: randomUUID,
    processId: process.pid,
    recordMessages: () => recordMessages.value,
    knownSecrets,
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
    withProgress: withSlowProgress,
  });
  // What a test of a connection says to an agent is no conversation of the person's.
  const testRecord = createMemoryRecord();
  const testService = createConversationService({
    client,
    record: testRecord,
    now,
    newId: randomUUID,
    processId: process.pid,
    recordMessages: () => recordMessages.value,
    knownSecrets,
    onRecordError: onError,
  });
  /** One that a test could not close is counted and can be closed, as any other. */
  const keepOpen = ({ id }: Conversation) => {
    const recorded = testRecord.read(id);
    if (recorded) history.save(recorded.conversation);
  };
  const closeChat = createChatCloser({ service, placeOf, resolveTarget, timeoutSeconds });

  return {
    ...stores,
    draftSeal: createDraftSeal(surroundings.context.secrets),
    standIn,
    resolveTarget,
    placeOf,
    liveGuard,
    service,
    testService,
    keepOpen,
    createChat,
    closeChat,
    timeoutSeconds,
    holdsSecret: async (text: string) => (await knownSecrets.mask(text)).value !== text,
    /** As on the screen, with what is not recorded. */
    findConversation: (id: string) => service.get(id),
  };
}

export type Services = ReturnType<typeof createServices>;
