import type { DisposableStore } from '../core/common/disposable.ts';
import { readLeftOpen, readOpenConversations } from '../core/conversation/openConversations.ts';
import { toOutputBlock } from '../core/conversation/outputBlock.ts';
import { explainTurnError } from '../core/conversation/turnText.ts';
import { isProcessAlive } from './common/hostSurroundings.ts';
import { loadOnce } from './common/loadOnce.ts';
import { viewTypes } from './common/viewTypes.ts';
import { registerWebviewRestorer } from './common/webviewRestorer.ts';
import { registerConnectionReports } from './connection/connectionReport.ts';
import { registerConnectionsView } from './connection/connectionsView.ts';
import { createConversationActivity } from './connection/conversationActivity.ts';
import { registerStatusBar } from './connection/statusBar.ts';
import { registerConversationOutput } from './conversation/conversationOutput.ts';
import type { Services } from './createServices.ts';
import type { Surroundings } from './createSurroundings.ts';
import { createHistoryView } from './history/historyView.ts';
import { registerRetention } from './history/registerRetention.ts';
import { activeTranscript, registerTranscriptDocuments } from './history/transcriptDocument.ts';
import { createCloseOpen } from './openConversations/closeOpen.ts';
import { registerLeftOpenQuestion } from './openConversations/leftOpen.ts';
import { registerOpenCount } from './openConversations/openCount.ts';
import { registerStandInNotices } from './standIn/standInCommands.ts';

/** Everything a person sees; each redraws from the services when they announce a change. */
export function createViews(surroundings: Surroundings, services: Services, parts: DisposableStore) {
  const { context, output, now, onError, showError, onLeave, retentionDays } = surroundings;
  const { connections, vault, standIn, history, service, closeChat, findConversation } = services;

  parts.add(
    registerConversationOutput(output, service, (conversation, turn) =>
      toOutputBlock(conversation, turn, explainTurnError),
    ),
  );
  parts.add(registerStandInNotices(standIn, output));
  parts.add(registerConnectionsView({ store: connections, vault }));
  const activity = parts.add(createConversationActivity(service.onDidChangeConversation));
  parts.add(registerStatusBar({ store: connections, activity }));

  const historyView = parts.add(createHistoryView(history));
  parts.add(registerTranscriptDocuments({ get: findConversation, onDidChange: history.onDidChange }));
  parts.add(registerRetention(history, retentionDays, now, onError));
  const newChat = loadOnce(async () => {
    const { createNewChat } = await import('./later.ts');
    return parts.add(createNewChat({ ...services, context, onError }));
  });
  parts.add(registerWebviewRestorer(viewTypes.newChat, newChat));
  const panels = loadOnce(async () => {
    const { createPanels } = await import('./later.ts');
    return createPanels(surroundings, services, parts);
  });
  parts.add(registerWebviewRestorer(viewTypes.conversation, panels));
  const reports = parts.add(registerConnectionReports());

  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  const closeOpen = createCloseOpen({ closeChat, showError });
  parts.add(registerOpenCount({ history, listOpen, show: (badge) => historyView.showBadge(badge), onError }));
  parts.add(
    registerLeftOpenQuestion({
      onLeave,
      listLeftOpen: () => readLeftOpen({ history, isProcessAlive }),
      isShown: (id) => panels.loaded?.opened.includes(id) ?? false,
      state: context.globalState,
      closeOpen,
      onError,
    }),
  );

  return {
    historyView,
    newChat,
    panels,
    reports,
    listOpen,
    closeOpen,
    /** The conversation of the panel or the transcript in front. */
    activeConversation: () => panels.loaded?.active ?? activeTranscript(),
  };
}

export type Views = ReturnType<typeof createViews>;
