import type * as vscode from 'vscode';

let given: vscode.ExtensionContext | undefined;

/**
 * What the editor keeps for this extension, and where. There is one for as long as this process lives, as there is one
 * `vscode`: what needs it asks here, and it is handed down nowhere. `activate` keeps it before all else.
 */
export function keepExtensionContext(context: vscode.ExtensionContext): void {
  given = context;
}

export function extensionContext(): vscode.ExtensionContext {
  if (given === undefined) throw new Error('The extension has no context before it is activated.');
  return given;
}

/** The folder of files that all windows of this profile share. */
export function profileDirectory(): string {
  return extensionContext().globalStorageUri.fsPath;
}

/** The folder of files of this workspace, and of the profile in a window that has none open. */
export function workspaceDirectory(): string {
  const { storageUri, globalStorageUri } = extensionContext();
  return (storageUri ?? globalStorageUri).fsPath;
}

export function extensionVersion(): string {
  return (extensionContext().extension.packageJSON as { readonly version: string }).version;
}
