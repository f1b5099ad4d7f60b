import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/disposable.ts';

/** Knows when the person last typed or clicked in a text editor: whoever is at work there keeps the keyboard. */
export interface TypingWatch extends Disposable {
  /** Milliseconds since 1970. */
  hasTypedSince(atMs: number): boolean;
}

export function createTypingWatch(): TypingWatch {
  let lastAtMs = -Infinity;
  const subscription = vscode.window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
    // Lines that come in by themselves move a cursor too, and the output is an editor.
    const isPerson =
      kind === vscode.TextEditorSelectionChangeKind.Keyboard ||
      kind === vscode.TextEditorSelectionChangeKind.Mouse;
    if (isPerson && textEditor.document.uri.scheme !== 'output') lastAtMs = Date.now();
  });
  return {
    hasTypedSince: (atMs) => lastAtMs > atMs,
    dispose: () => subscription.dispose(),
  };
}
