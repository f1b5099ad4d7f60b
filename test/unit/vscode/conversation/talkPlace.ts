import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '../connection/editorDouble.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import { createKnownSecrets } from '../../../../src/core/connection/knownSecrets.ts';
import { createSecretVault } from '../../../../src/core/connection/secretVault.ts';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { readOpenConversations } from '../../../../src/core/history/openConversations.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { createLiveGuard } = await import('../../../../src/core/connection/liveGuard.ts');
const { withSlowProgress } = await import('../../../../src/vscode/asking/progress.ts');
const { agreesInDialog } = await import('../../../../src/vscode/asking/notifications.ts');
const { createTargetResolver } = await import('../../../../src/core/connection/resolveTarget.ts');
const { createConversationPlaces } = await import('../../../../src/core/conversation/conversationPlace.ts');
const { createConversationChooser } =
  await import('../../../../src/vscode/conversation/chooseConversation.ts');
const { createChatCloser } = await import('../../../../src/vscode/conversation/closeChat.ts');
const { createChatCreator } = await import('../../../../src/core/conversation/createChat.ts');
const { createChatReplay } = await import('../../../../src/vscode/conversation/replayChat.ts');
const { createHistoryCommands } = await import('../../../../src/vscode/history/historyCommands.ts');
const { createTalkCommands } = await import('../../../../src/vscode/conversation/talkCommands.ts');
const { createCloseOpen, createCloseAllOpen } =
  await import('../../../../src/vscode/openConversations/closeOpen.ts');

export const secrets = { apiKey: 'canary-key-of-the-hotel', token: 'canary-token-of-the-hotel' };

/** Everything around the commands, real but for the editor: an agent over HTTP, a history, connections, a vault. */
export async function aTalk() {
  const directory = mkdtempSync(path.join(tmpdir(), 'talk-'));
  const agent = await startStandInAgent({ ...secrets, recordRequests: true });
  const connections = createConnectionStore({ directory });
  const vault = createSecretVault(new MemorySecrets());
  const knownSecrets = createKnownSecrets(vault);
  const isProcessAlive = (processId: number) => processId === process.pid;
  const history = openSqliteHistory({
    directory,
    now: Date.now,
    isProcessAlive,
    onProblem: (problem) => {
      throw problem;
    },
  });
  const service = createConversationService({
    client: createHttpChatClient({ fetch: (url, request) => globalThis.fetch(url, request) }),
    record: history,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => {
      throw error;
    },
  });
  const hotel: Connection = {
    id: 'hotel',
    name: 'Grand Hotel',
    region: agent.origin,
    accountId: 'acme',
    projectId: 'hotel',
    environment: 'sandbox',
  };
  await connections.add(hotel);
  await vault.write(hotel.id, agent.origin, secrets);

  /** Errors as a person reads them: the sentences, then the buttons. */
  const errors: string[] = [];
  const shown: string[] = [];
  const front: { id?: string } = {};
  const showError = (
    error: unknown,
    _source: string,
    actions: readonly { readonly title: string }[] = [],
  ) => {
    const text = error instanceof HumanError ? [error.message, error.remedy] : [String(error)];
    errors.push([...text, ...actions.map(({ title }) => `[${title}]`)].filter(Boolean).join(' '));
  };
  const timeoutSeconds = () => 5;
  const placeOf = createConversationPlaces({ connections, standInOrigin: () => agent.origin });
  const resolveTarget = createTargetResolver({ vault, startStandIn: async () => agent });
  const liveGuard = createLiveGuard(vault, agreesInDialog);
  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  const closeChat = createChatCloser({ service, placeOf, resolveTarget, timeoutSeconds });
  const closeOpen = createCloseOpen({ closeChat, showError });
  const common = { service, placeOf, liveGuard, resolveTarget, timeoutSeconds, showError };
  const around = {
    ...common,
    history,
    get: (id: string) => service.get(id),
    activeConversation: () => front.id,
  };
  const choose = createConversationChooser({ ...around, listOpen });
  const commands = {
    ...createHistoryCommands({
      ...around,
      choose,
      view: { focused: async () => [], focusAfter: () => undefined, showOlder: () => undefined },
      closeBeforeDelete: async () => true,
      hasConnection: (id) => connections.get(id) !== undefined,
      openPanel: (id) => shown.push(id),
      onError: (error) => {
        throw error;
      },
    }),
    ...createTalkCommands({
      ...around,
      choose,
      connections,
      closeChat,
      replayChat: createChatReplay({ ...common, show: ({ id }) => shown.push(id) }),
      openRaw: async () => undefined,
      showReply: ({ id }) => shown.push(id),
      holdsSecret: async (text) => (await knownSecrets.mask(text)).value !== text,
    }),
    'polyai.closeAllOpen': createCloseAllOpen({ listOpen, closeOpen }),
  };
  const createChat = createChatCreator({
    service,
    resolveTarget,
    confirmLive: async () => true,
    timeoutSeconds,
    withProgress: withSlowProgress,
  });

  return {
    agent,
    connections,
    vault,
    history,
    service,
    hotel,
    errors,
    shown,
    front,
    isProcessAlive,
    listOpen,
    closeChat,
    commands,
    placeOf,
    resolveTarget,
    closeOpen,
    showError,
    /** A new conversation, the hotel's unless another connection is named. */
    create: async (connection: Connection = hotel) => {
      const conversation = await createChat(connection, {}, { signal: new AbortController().signal });
      if (!conversation) throw new Error('declined');
      return conversation;
    },
    /** The calls that reached the agent, as `respond Hello`. */
    calls: () =>
      agent.requests.map(({ path: called, body }) => {
        const { message } = JSON.parse(body || '{}') as { message?: string };
        return [called.split('/').at(-1), message].filter(Boolean).join(' ');
      }),
    async [Symbol.asyncDispose]() {
      knownSecrets.dispose();
      history.dispose();
      connections.dispose();
      vault.dispose();
      await agent.close();
      rmSync(directory, { recursive: true });
    },
  };
}
