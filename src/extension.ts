import { config } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { createHttpChatClient } from './core/chatApi/httpChatClient.ts';
import { DisposableStore } from './core/common/disposable.ts';
import { createConnectionStore } from './core/connection/connectionStore.ts';
import { createDoctorNetwork } from './core/connection/doctorNetwork.ts';
import { createSecretVault } from './core/connection/secretVault.ts';
import { createConversationService } from './core/conversation/conversationService.ts';
import { readLeftOpen, readOpenConversations } from './core/conversation/openConversations.ts';
import { toOutputBlock } from './core/conversation/outputBlock.ts';
import { explainTurnError } from './core/conversation/turnText.ts';
import { openSqliteHistory } from './core/history/sqliteHistory.ts';
import { startStandInAgent } from './standInAgent/standInAgent.ts';
import { connectionIdOf, registerCommands } from './vscode/common/commands.ts';
import {
  findHostProxy,
  hostFetch,
  isDemo,
  isProcessAlive,
  readVersions,
} from './vscode/common/hostSurroundings.ts';
import { createSetting } from './vscode/common/settings.ts';
import { createErrorFunnel } from './vscode/common/showError.ts';
import { createConnectionCommands } from './vscode/connection/connectionCommands.ts';
import { registerConnectionReports } from './vscode/connection/connectionReport.ts';
import { registerConnectionsView } from './vscode/connection/connectionsView.ts';
import { createConversationActivity } from './vscode/connection/conversationActivity.ts';
import { hasCredentials } from './vscode/connection/hasCredentials.ts';
import { createLiveGuard } from './vscode/connection/liveGuard.ts';
import { readOpenAdkProjects } from './vscode/connection/openAdkProjects.ts';
import { describeConnection } from './vscode/connection/plainText.ts';
import { createTargetResolver, credentialsActions } from './vscode/connection/resolveTarget.ts';
import { registerStatusBar } from './vscode/connection/statusBar.ts';
import { createChatCloser } from './vscode/conversation/closeChat.ts';
import { createConversationCommands } from './vscode/conversation/conversationCommands.ts';
import { registerConversationOutput } from './vscode/conversation/conversationOutput.ts';
import { createConversationPlaces } from './vscode/conversation/conversationPlace.ts';
import { createChatCreator } from './vscode/conversation/createChat.ts';
import { createChatReplay } from './vscode/conversation/replayChat.ts';
import { createTalkCommands } from './vscode/conversation/talkCommands.ts';
import { createHistoryCommands } from './vscode/history/historyCommands.ts';
import { createHistoryView } from './vscode/history/historyView.ts';
import { registerRetention } from './vscode/history/registerRetention.ts';
import { activeTranscript, registerTranscriptDocuments } from './vscode/history/transcriptDocument.ts';
import { createNewChat } from './vscode/newChat/createNewChat.ts';
import { createCloseAllOpen, createCloseOpen } from './vscode/openConversations/closeOpen.ts';
import { createLeaving } from './vscode/openConversations/leaving.ts';
import { registerLeftOpenQuestion } from './vscode/openConversations/leftOpen.ts';
import { registerOpenCount } from './vscode/openConversations/openCount.ts';
import {
  createStandInCommands,
  ensureStandInConnection,
  registerStandInNotices,
} from './vscode/standIn/standInCommands.ts';
import { createStandInHost } from './vscode/standIn/standInHost.ts';

let leave = (): Promise<void> => Promise.resolve();

/** The editor waits a few seconds for what we still have to do. */
export function deactivate(): Promise<void> {
  return leave();
}

/** The door: builds every part in dependency order and hands it to the editor. */
export function activate(context: vscode.ExtensionContext): void {
  config({ contents: vscode.l10n.bundle ?? {} });
  const parts = new DisposableStore();
  // The editor does not wait for `deactivate` before it disposes: what is closed then is still to be recorded.
  context.subscriptions.push({ dispose: () => void leave().finally(() => parts.dispose()) });
  const directory = context.globalStorageUri.fsPath;
  const now = Date.now;

  const output = parts.add(vscode.window.createOutputChannel('PolyAI'));
  const log = parts.add(vscode.window.createOutputChannel('PolyAI Log', { log: true }));
  const showError = createErrorFunnel(log);
  const onError = (error: unknown, source = 'background') =>
    showError(error, source, credentialsActions(error));
  const timeout = createSetting('requestTimeoutSeconds', parts);
  const recordMessages = createSetting('history.recordMessages', parts);
  const retentionDays = createSetting('history.retentionDays', parts);
  const onLeave = createSetting('openConversations.onLeave', parts);
  const timeoutSeconds = () => timeout.value;

  const connections = parts.add(createConnectionStore({ directory, onNotice: onError }));
  const vault = parts.add(createSecretVault(context.secrets));
  const standIn = parts.add(createStandInHost(startStandInAgent));
  const resolveTarget = createTargetResolver({ vault, startStandIn: () => standIn.ensureRunning() });
  const liveGuard = createLiveGuard();

  const history = parts.add(openSqliteHistory({ directory, now, isProcessAlive, onProblem: onError }));
  const service = createConversationService({
    client: createHttpChatClient({ fetch: hostFetch, now }),
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
  const placeOf = createConversationPlaces(connections);
  const closeChat = createChatCloser({ service, placeOf, resolveTarget, timeoutSeconds });
  const closeOpen = createCloseOpen({ closeChat, showError });
  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  const leaving = parts.add(
    createLeaving({
      onLeave,
      service,
      resolveTarget: async (connection) => resolveTarget(placeOf(connection)),
    }),
  );
  leave = () => leaving.leave();
  const newChat = parts.add(createNewChat({ context, connections, vault, standIn, createChat, onError }));

  const activity = parts.add(createConversationActivity(service.onDidChangeConversation));
  parts.add(
    registerConversationOutput(output, service, (conversation, turn) =>
      toOutputBlock(conversation, turn, explainTurnError),
    ),
  );
  parts.add(registerStandInNotices(standIn, output));
  parts.add(registerConnectionsView({ store: connections, vault }));
  parts.add(registerStatusBar({ store: connections, activity }));
  const findConversation = (id: string) => service.get(id);
  const historyView = parts.add(createHistoryView(history));
  const reports = parts.add(registerConnectionReports());
  parts.add(registerOpenCount({ history, listOpen, show: (badge) => historyView.showBadge(badge), onError }));
  parts.add(
    registerLeftOpenQuestion({
      onLeave,
      listLeftOpen: () => readLeftOpen({ history, isProcessAlive }),
      isShown: () => false,
      state: context.globalState,
      closeOpen,
      onError,
    }),
  );
  parts.add(registerTranscriptDocuments({ get: findConversation, onDidChange: history.onDidChange }));
  parts.add(registerRetention(history, retentionDays, now, onError));

  parts.add(
    registerCommands(
      {
        ...createConnectionCommands({
          store: connections,
          vault,
          readAdkProjects: readOpenAdkProjects,
          liveGuard,
          createChat,
          service,
          resolveTarget,
          network: createDoctorNetwork(),
          fetch: hostFetch,
          findProxy: findHostProxy,
          versions: readVersions(context.extension),
          timeoutSeconds,
          showError,
          showReport: (connection, report) => reports.show(connection, report),
          report: (sentence) => output.appendLine(sentence),
        }),
        ...createConversationCommands({
          connections,
          createChat,
          output,
          log,
          showError,
          hasCredentials: (connection) => hasCredentials(vault, connection),
          describe: describeConnection,
          useStandIn: () => ensureStandInConnection(connections),
          show: () => output.show(true),
        }),
        ...createTalkCommands({
          service,
          history,
          connections,
          listOpen,
          get: findConversation,
          activeConversation: activeTranscript,
          placeOf,
          liveGuard,
          resolveTarget,
          closeChat,
          replayChat: createChatReplay({
            service,
            placeOf,
            liveGuard,
            resolveTarget,
            timeoutSeconds,
            showError,
            show: () => output.show(true),
          }),
          timeoutSeconds,
          showError,
          showReply: () => output.show(true),
        }),
        'polyai.closeAllOpen': createCloseAllOpen({ listOpen, closeOpen }),
        'polyai.copyConnectionReport': () => reports.copy(),
        ...createStandInCommands(standIn, connections),
        'polyai.createChatWithParameters': (connection) =>
          newChat.open({ connectionId: connectionIdOf(connection) }),
        ...createHistoryCommands({ history, view: historyView, get: findConversation, onError }),
      },
      onError,
    ),
  );
  if (isDemo()) void ensureStandInConnection(connections).catch(onError);
}
