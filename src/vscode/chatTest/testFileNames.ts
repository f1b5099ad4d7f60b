import * as vscode from 'vscode';

/** Chosen by name, whatever the language: people's formatters and settings for YAML go on working. */
export const testFileSelector: vscode.DocumentSelector = [{ pattern: '**/*.polyai.{yaml,yml}' }];

/** As on the command line, what lies in there is written by others. */
const leftOut = '**/{node_modules,.git,.polyai}/**';

export function isLeftOut(path: string): boolean {
  return /\/(?:node_modules|\.git|\.polyai)(?:\/|$)/.test(path);
}

export function findTests(pattern: vscode.GlobPattern, most?: number): Thenable<vscode.Uri[]> {
  return vscode.workspace.findFiles(pattern, leftOut, most);
}

/** A pattern means what it means to a search: from each folder of the window, where a watcher takes it from the root. */
export function watchInFolders(pattern: string): readonly vscode.FileSystemWatcher[] {
  return (vscode.workspace.workspaceFolders ?? []).map((folder) =>
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern)),
  );
}

/** Where a person edits: what the editor shows of other versions (git, a diff) is no test. */
const editedSchemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs']);

export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  return editedSchemes.has(scheme) && /\.polyai\.ya?ml$/i.test(path);
}

/** Tests of the Agent Development Kit, in its project. */
export const adkTestFiles = '**/test_suite/*.{yaml,yml}';
