import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { front, panelsShown } from '../editorDouble.ts';
import { anEditor } from '../anEditor.ts';
import type { CreateChatParameters } from '../../../../src/core/chatApi/chatClient.ts';
import { DisposableStore } from '../../../../src/core/common/disposable.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import { createKnownSecrets } from '../../../../src/core/connection/knownSecrets.ts';
import { createSecretVault } from '../../../../src/core/connection/secretVault.ts';
import { createChatCreator } from '../../../../src/core/conversation/createChat.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import type { StandInScript } from '../../../../src/standInAgent/standInScript.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { createBroadcasts } =
  await import('../../../../src/vscode/conversation/broadcast/createBroadcasts.ts');
const { createConversations } = await import('../../../../src/vscode/conversation/createConversations.ts');
const { createHistoryCommands } = await import('../../../../src/vscode/history/historyCommands.ts');
const { createLabelCommands } = await import('../../../../src/vscode/history/findCommands.ts');

export const secrets = { apiKey: 'canary-key-of-the-hotel', token: 'canary-token-of-the-hotel' };

/** Everything around the commands, real but for the editor: an agent over HTTP, a history, connections, a vault. */
export async function aTalk(script?: StandInScript) {
  const directory = mkdtempSync(path.join(tmpdir(), 'talk-'));
  const agent = await startStandInAgent({ ...secrets, script, recordRequests: true });
  const connections = createConnectionStore({ directory });
  const vault = createSecretVault(new MemorySecrets());
  const isProcessAlive = (processId: number) => processId === process.pid;
  const history = openSqliteHistory({
    directory,
    now: Date.now,
    isProcessAlive,
    onProblem: (problem) => {
      throw problem;
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
  const showError = (
    error: unknown,
    _source: string,
    actions: readonly { readonly title: string }[] = [],
  ) => {
    const text = error instanceof HumanError ? [error.message, error.remedy] : [String(error)];
    errors.push([...text, ...actions.map(({ title }) => `[${title}]`)].filter(Boolean).join(' '));
  };
  const parts = new DisposableStore();
  const editor = anEditor(directory, showError);
  const known = {
    store: connections,
    vault,
    knownSecrets: parts.add(createKnownSecrets(vault)),
    reports: { show: async () => undefined, copy: async () => undefined, dispose: () => undefined },
    focused: async () => undefined,
  };
  const conversations = createConversations(editor, known, history, parts.add(new Emitter()), parts);
  const { agents, service, listOpen, closeBeforeDelete, closeOpen } = conversations;
  const commands = {
    ...conversations.commands,
    ...createHistoryCommands({
      ...conversations,
      history,
      view: { focusAfter: () => undefined, showOlder: () => undefined },
      hasConnection: (id) => connections.get(id) !== undefined,
      onError: editor.onError,
    }),
    ...parts.add(createBroadcasts(editor, known, conversations, history)).commands,
    ...createLabelCommands({
      ...conversations,
      history,
      mask: (text) => known.knownSecrets.maskWhenKnown(text),
    }),
  };
  panelsShown.length = 0;
  front.transcript = undefined;
  // Without its question on a live one: that is asked by the command.
  const createChat = createChatCreator({
    ...agents,
    service,
    confirmLive: async () => true,
    withProgress: async (_title, call) => call(new AbortController().signal, () => undefined),
  });

  return {
    directory,
    agent,
    connections,
    vault,
    history,
    service,
    hotel,
    errors,
    shown: panelsShown,
    /** Puts the transcript of a conversation in front. */
    bringToFront: (id: string) => void (front.transcript = id),
    isProcessAlive,
    listOpen,
    closeBeforeDelete,
    commands,
    connectionOf: agents.connectionOf,
    resolveTarget: agents.resolveTarget,
    closeOpen,
    showError,
    /** A new conversation, the hotel's unless another connection is named. */
    create: async (connection: Connection = hotel, parameters: CreateChatParameters = {}) => {
      const conversation = await createChat(connection, parameters, { signal: new AbortController().signal });
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
      parts.dispose();
      history.dispose();
      connections.dispose();
      vault.dispose();
      await agent.close();
      rmSync(directory, { recursive: true });
    },
  };
}
