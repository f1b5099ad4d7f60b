import * as vscode from 'vscode';

/** Chosen by name, whatever the language: people's formatters and settings for YAML go on working. */
export const testFileSelector: vscode.DocumentSelector = [{ pattern: '**/*.polyai.{yaml,yml}' }];

/** Where a person edits: what the editor shows of other versions (git, a diff) is no test. */
const editedSchemes = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs']);

export function isTestFile({ scheme, path }: vscode.Uri): boolean {
  return editedSchemes.has(scheme) && /\.polyai\.ya?ml$/i.test(path);
}

/** Tests of the Agent Development Kit, in its project. */
export const adkTestFiles = '**/test_suite/*.{yaml,yml}';
