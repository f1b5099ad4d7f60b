import * as vscode from 'vscode';

/** The kinds of tabs with a webview; users' open tabs are remembered by these names. */
export const viewTypes = {
  newChat: 'polyai.newChat',
  conversation: 'polyai.conversation',
  broadcast: 'polyai.broadcast',
} as const;

/** What takes back a tab with a webview; `state` is what the webview itself has kept. */
export interface WebviewRestorer {
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

/** Brings the tabs of one kind back after a reload of the window; what draws them is loaded for that. */
export function registerWebviewRestorer(
  viewType: string,
  load: () => Promise<WebviewRestorer>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restore(panel, state),
  });
}
