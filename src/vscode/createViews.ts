import type { DisposableStore } from '../core/common/disposable.ts';
import { readLeftOpen, readOpenConversations } from '../core/conversation/openConversations.ts';
import { isProcessAlive } from './common/hostSurroundings.ts';
import type { LoadedOnce } from './common/loadOnce.ts';
import { viewTypes } from './common/viewTypes.ts';
import { registerWebviewRestorer, type WebviewRestorer } from './common/webviewRestorer.ts';
import { registerConnectionReports } from './connection/connectionReport.ts';
import { registerConnectionsView } from './connection/connectionsView.ts';
import { createConversationActivity } from './connection/conversationActivity.ts';
import { registerStatusBar } from './connection/statusBar.ts';
import type { Stores } from './createStores.ts';
import type { Surroundings } from './createSurroundings.ts';
import { createHistoryView } from './history/historyView.ts';
import { registerRetention } from './history/registerRetention.ts';
import { registerTranscriptDocuments } from './history/transcriptDocument.ts';
import type { CloseOpen } from './openConversations/closeOpen.ts';
import { registerLeftOpenQuestion } from './openConversations/leftOpen.ts';
import { registerOpenCount } from './openConversations/openCount.ts';

/** What the views ask of the part that is loaded late (`later.ts`). */
export interface Later {
  readonly newChat: WebviewRestorer;
  readonly panels: WebviewRestorer;
  readonly closeOpen: CloseOpen;
  /** The conversation has a panel in this window. */
  isShown(id: string): boolean;
  /** The conversation as a text to read; undefined when there is none. */
  readTranscript(id: string): string | undefined;
}

/** What a window shows from its start; each redraws from the stores when they announce a change. */
export function createViews(
  surroundings: Surroundings,
  stores: Stores,
  later: LoadedOnce<Later>,
  parts: DisposableStore,
) {
  const { context, now, onError, onLeave, retentionDays } = surroundings;
  const { connections, vault, history, conversationEvents } = stores;

  parts.add(registerConnectionsView({ store: connections, vault }));
  const activity = parts.add(createConversationActivity(conversationEvents.event));
  parts.add(registerStatusBar({ store: connections, activity }));

  const historyView = parts.add(createHistoryView(history));
  parts.add(
    registerTranscriptDocuments({
      read: async (id) => (await later.get()).readTranscript(id),
      onDidChange: history.onDidChange,
    }),
  );
  parts.add(registerRetention(history, retentionDays, now, onError));
  parts.add(registerWebviewRestorer(viewTypes.newChat, async () => (await later.get()).newChat));
  parts.add(registerWebviewRestorer(viewTypes.conversation, async () => (await later.get()).panels));
  const reports = parts.add(registerConnectionReports());

  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  parts.add(registerOpenCount({ history, listOpen, show: (badge) => historyView.showBadge(badge), onError }));
  parts.add(
    registerLeftOpenQuestion({
      onLeave,
      listLeftOpen: () => readLeftOpen({ history, isProcessAlive }),
      isShown: (id) => later.loaded?.isShown(id) ?? false,
      state: context.globalState,
      closeOpen: async (conversations) => (await later.get()).closeOpen(conversations),
      onError,
    }),
  );

  return { historyView, reports, listOpen };
}

export type Views = ReturnType<typeof createViews>;
