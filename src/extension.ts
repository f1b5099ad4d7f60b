import type * as vscode from 'vscode';
import { DisposableStore } from './core/common/disposable.ts';
import { registerChatTests } from './vscode/chatTest/registerChatTests.ts';
import { registerCommands } from './vscode/commands/commands.ts';
import { createEditor } from './vscode/common/editor.ts';
import { connectionCommands, registerConnections } from './vscode/connection/registerConnections.ts';
import { registerConversations } from './vscode/conversation/registerConversations.ts';
import { openHistory, registerHistory } from './vscode/history/registerHistory.ts';
import { registerNewChat } from './vscode/newChat/registerNewChat.ts';

let leave = (): Promise<void> => Promise.resolve();

/** The editor waits a few seconds for what we still have to do. */
export function deactivate(): Promise<void> {
  return leave();
}

/** Each room registers what is there at once, and is handed those that it builds on. */
export function activate(context: vscode.ExtensionContext): void {
  const parts = new DisposableStore();
  // The editor does not wait for `deactivate` before it disposes: what is closed then is still to be recorded.
  context.subscriptions.push({ dispose: () => void leave().finally(() => parts.dispose()) });

  const editor = createEditor(context, parts);
  const connections = registerConnections(editor, parts);
  const history = openHistory(editor, parts);
  const { conversations, commands } = registerConversations(editor, connections, history, parts);
  leave = () => conversations.loaded?.leave() ?? Promise.resolve();
  const historyCommands = registerHistory(editor, connections, history, conversations, parts);
  const handlers = {
    ...commands,
    ...connectionCommands(editor, connections, conversations),
    ...historyCommands,
    ...registerNewChat(editor, connections, conversations, parts),
    ...registerChatTests(editor, connections, history, conversations, historyCommands, parts),
  };
  parts.add(registerCommands(handlers, editor.onError));
}
