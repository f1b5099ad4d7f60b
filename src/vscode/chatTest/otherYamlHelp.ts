import * as vscode from 'vscode';

/** Red Hat's YAML extension has syntax errors and an outline of its own for every file of that language. */
const redHat = 'redhat.vscode-yaml';

/** Whether another extension already says what is wrong with the YAML of a file, and shows its outline. */
export async function showsYamlItself({ languageId }: vscode.TextDocument): Promise<boolean> {
  if (languageId !== 'yaml') return false;
  const other = vscode.extensions.getExtension(redHat);
  if (other === undefined || other.isActive) return other !== undefined;
  try {
    // The editor starts it for this very file; one that cannot start shows nothing.
    await other.activate();
    return true;
  } catch {
    return false;
  }
}
