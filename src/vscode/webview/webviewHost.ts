import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { stylesOf, toWebviewHtml } from '../../panels/webviewHtml.ts';
import { isHandedKeyboard, isHasKeyboard, type Port, type QuestionOpen } from '../../protocol/channel.ts';
import { isAsking, onDidChangeAsking, takeKeyboardBack, toQuestionOpen } from '../asking/ask.ts';
import { leaveRows } from '../../core/conversation/rowsAtHand.ts';
import { viewTypes } from './webviewRestorer.ts';

type WebviewName = keyof typeof viewTypes;

/**
 * The one host of our tabs with a webview: what they look like and may load, their messages, and what becomes of the
 * keyboard while a question is open.
 */
export interface WebviewHost<Out> {
  create(title: string, show: Parameters<typeof vscode.window.createWebviewPanel>[2]): vscode.WebviewPanel;
  /** Connects a tab that was created, or that a reload of the window brought back. */
  connect(panel: vscode.WebviewPanel): Port<Out, unknown>;
  /** Loads its page, which may know what it is about. */
  load(panel: vscode.WebviewPanel, subject?: string): void;
}

export function createWebviewHost<Out>(name: WebviewName, extensionUri: vscode.Uri): WebviewHost<Out> {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const options: vscode.WebviewOptions = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [folder],
  };
  // Drawings and not a ThemeIcon: the oldest editor we run in takes only files here.
  const icons = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
  const drawing = name === 'broadcast' ? 'conversation' : name;
  const icon = {
    light: vscode.Uri.joinPath(icons, `${drawing}-light.svg`),
    dark: vscode.Uri.joinPath(icons, `${drawing}-dark.svg`),
  };
  return {
    create: (title, show) =>
      vscode.window.createWebviewPanel(viewTypes[name], title, show, {
        ...options,
        enableFindWidget: name !== 'newChat',
      }),
    connect: (panel) => {
      const { webview } = panel;
      panel.iconPath = icon;
      webview.options = options;
      // False when the tab is hidden: it asks for its whole state when it is shown again.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      const post = (message: Out | QuestionOpen) => void webview.postMessage(message);
      const asking = onDidChangeAsking(() => post(toQuestionOpen()));
      panel.onDidDispose(() => asking.dispose());
      return {
        post,
        onMessage: (listener) => {
          webview.onDidReceiveMessage((message: unknown) => {
            if (isHandedKeyboard(message)) takeKeyboardBack(message);
            else if (isHasKeyboard(message)) leaveRows();
            else listener(message);
          });
          if (isAsking()) post(toQuestionOpen());
        },
      };
    },
    load: (panel, subject) => {
      const { webview } = panel;
      const fileUri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
      webview.html = toWebviewHtml(
        {
          script: fileUri(`${name}.js`),
          styles: stylesOf(name).map((style) => fileUri(`${style}.css`)),
          icons: fileUri('codicon.css'),
          controls: fileUri('controls.css'),
          cspSource: webview.cspSource,
        },
        { nonce: randomBytes(16).toString('base64url'), title: panel.title, subject },
      );
    },
  };
}
