import { randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { type NewChatDraft, toNewChatDraft } from '../../core/newChat/newChatDraft.ts';
import { viewTypes } from '../webview/viewTypes.ts';
import { toWebviewHtml } from '../../panels/webviewHtml.ts';
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
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const options: vscode.WebviewOptions = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [folder],
  };
  // Drawings and not a ThemeIcon: the oldest editor we run in takes only files here.
  const icons = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
  const icon = {
    light: vscode.Uri.joinPath(icons, 'newChat-light.svg'),
    dark: vscode.Uri.joinPath(icons, 'newChat-dark.svg'),
  };
  let panel: vscode.WebviewPanel | undefined;

  const adopt = (adopted: vscode.WebviewPanel): void => {
    panel = adopted;
    const { webview } = adopted;
    adopted.iconPath = icon;
    webview.options = options;
    const attached = session.attach({
      // False when the tab is hidden: it asks for its whole state when it is shown again.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      post: (message) => void webview.postMessage(message),
      onMessage: (listener) => webview.onDidReceiveMessage(listener),
    });
    adopted.onDidDispose(() => {
      if (panel === adopted) panel = undefined;
      attached.dispose();
    });
    const fileUri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    webview.html = toWebviewHtml(
      {
        script: fileUri('newChat.js'),
        style: fileUri('newChat.css'),
        icons: fileUri('codicon.css'),
        cspSource: webview.cspSource,
      },
      { nonce: randomBytes(16).toString('base64url'), title: l10n.t('New Chat') },
    );
  };

  return {
    open: async ({ connectionId, parameters, draft } = {}) => {
      if (draft) await session.replaceDraft(draft);
      if (connectionId !== undefined) {
        if (parameters) await session.replaceDraft(toNewChatDraft(connectionId, parameters));
        else await session.selectConnection(connectionId);
      }
      if (panel) panel.reveal();
      else {
        adopt(
          vscode.window.createWebviewPanel(
            viewTypes.newChat,
            l10n.t('New Chat'),
            vscode.ViewColumn.Active,
            options,
          ),
        );
      }
    },
    restore: (restored) => {
      if (panel) restored.dispose();
      else adopt(restored);
    },
    dispose: () => panel?.dispose(),
  };
}
