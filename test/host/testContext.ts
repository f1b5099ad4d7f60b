import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** The context of an extension that hands its own out (see packNeighbours). */
export async function readTestContext(): Promise<vscode.ExtensionContext> {
  const extension = vscode.extensions.getExtension<vscode.ExtensionContext>('polyai-chat.test-context');
  assert.ok(extension);
  return extension.activate();
}
