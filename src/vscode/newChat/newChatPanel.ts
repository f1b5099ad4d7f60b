import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { type NewChatDraft, toNewChatDraft } from '../../core/newChat/newChatDraft.ts';
import type { ToNewChat } from '../../protocol/newChat.ts';
import { createWebviewHost } from '../webview/webviewHost.ts';
import type { NewChatSession } from '../../panels/newChat/newChatSession.ts';

export interface OpenNewChat {
  /** Put into the form as it is. */
  readonly draft?: NewChatDraft | undefined;
  /** Chosen in the form; the rest stays as it was typed. */
  readonly connectionId?: string | undefined;
  /** With a connection: put into the form in place of what was typed, which Undo there brings back. */
  readonly parameters?: CreateChatParameters | undefined;
}

/** The form "New Chat" as an editor: at most one a window. */
export interface NewChatPanel extends vscode.Disposable {
  /** Opens it, or shows the one that is open. */
  open(what?: OpenNewChat): Promise<void>;
  /** Asks which preset, and opens the form with it. */
  openPreset(): Promise<void>;
  /** Takes the tab that a reload of the window brought back. */
  restore(restored: vscode.WebviewPanel): void;
}

export function createNewChatPanel(
  extensionUri: vscode.Uri,
  session: NewChatSession,
): Omit<NewChatPanel, 'openPreset'> {
  const host = createWebviewHost<ToNewChat>('newChat', extensionUri);
  let panel: vscode.WebviewPanel | undefined;

  const adopt = (adopted: vscode.WebviewPanel): void => {
    panel = adopted;
    const attached = session.attach(host.connect(adopted));
    adopted.onDidDispose(() => {
      if (panel === adopted) panel = undefined;
      attached.dispose();
    });
    host.load(adopted);
  };

  return {
    open: async ({ connectionId, parameters, draft } = {}) => {
      if (draft) await session.replaceDraft(draft);
      if (connectionId !== undefined) {
        if (parameters) await session.replaceDraft(toNewChatDraft(connectionId, parameters));
        else await session.selectConnection(connectionId);
      }
      if (panel) panel.reveal();
      else adopt(host.create(l10n.t('New Chat'), vscode.ViewColumn.Active));
    },
    restore: (restored) => {
      if (panel) restored.dispose();
      else adopt(restored);
    },
    dispose: () => panel?.dispose(),
  };
}
