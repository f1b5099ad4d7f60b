import type { DisposableStore } from '../core/common/disposable.ts';
import type { LoadedOnce } from '../core/common/loadOnce.ts';
import { viewTypes } from './webview/viewTypes.ts';
import { registerWebviewRestorer, type WebviewRestorer } from './webview/webviewRestorer.ts';
import { registerConnectionReports } from './connection/connectionReport.ts';
import { registerConnectionsView } from './connection/connectionsView.ts';
import { createConversationActivity } from '../core/conversation/conversationActivity.ts';
import { registerStatusBar } from './connection/statusBar.ts';
import type { TestRunServices } from './chatTest/runRequest.ts';
import type { Stores } from './createStores.ts';
import type { CloseOpen } from './openConversations/closeOpen.ts';

/** What those that are there from the start ask of the part that is loaded late (`later.ts`). */
export interface Later {
  readonly newChat: WebviewRestorer;
  readonly panels: WebviewRestorer;
  readonly closeOpen: CloseOpen;
  readonly chatTests: TestRunServices;
  /** The conversation has a panel in this window. */
  isShown(id: string): boolean;
  /** The conversation as a text to read; undefined when there is none. */
  readTranscript(id: string): string | undefined;
}

/** What is there when activation ends; each redraws from the stores when they announce a change. */
export function createViews(
  { connections, vault, conversationEvents }: Stores,
  later: LoadedOnce<Later>,
  parts: DisposableStore,
) {
  const connectionsView = parts.add(registerConnectionsView({ store: connections, vault }));
  const activity = parts.add(createConversationActivity(conversationEvents.event));
  parts.add(registerStatusBar({ store: connections, activity }));
  parts.add(registerWebviewRestorer(viewTypes.newChat, async () => (await later.get()).newChat));
  parts.add(registerWebviewRestorer(viewTypes.conversation, async () => (await later.get()).panels));
  return { connectionsView, activity, reports: parts.add(registerConnectionReports()) };
}

export type Views = ReturnType<typeof createViews>;
