import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/disposable.ts';
import { leaveRows } from '../../core/conversation/rowsAtHand.ts';

/** Knows when the person last typed into a file or a message: the keyboard stays there. */
export interface TypingWatch extends Disposable {
  /** Milliseconds since 1970. */
  hasTypedSince(atMs: number): boolean;
  /** The person types now, where the editor does not see it: in a webview. */
  noteTyping(): void;
}

export function createTypingWatch(): TypingWatch {
  let lastAtMs = -Infinity;
  const noteTyping = () => {
    lastAtMs = Date.now();
    leaveRows();
  };
  const subscription = vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
    // Lines that come in by themselves move a cursor too, and the output is an editor.
    const isPerson =
      kind === vscode.TextEditorSelectionChangeKind.Keyboard ||
      kind === vscode.TextEditorSelectionChangeKind.Mouse;
    if (isPerson && textEditor.document.uri.scheme !== 'output') noteTyping();
  });
  return {
    hasTypedSince: (atMs) => lastAtMs > atMs,
    noteTyping,
    dispose: () => subscription.dispose(),
  };
}
