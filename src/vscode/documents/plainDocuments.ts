import * as vscode from 'vscode';

/**
 * Registers what provides the read-only documents of a scheme. They hold text that is not ours, and the editor makes
 * links of every address in a text, which open with one click and without a question. Ours have a language of their
 * own, for which the manifest switches links off; lint refuses to provide documents beside this.
 */
export function registerPlainDocuments(
  scheme: string,
  language: 'polyai-text' | 'polyai-json',
  provider: vscode.TextDocumentContentProvider,
): vscode.Disposable {
  const setLanguage = (document: vscode.TextDocument) => {
    if (document.uri.scheme !== scheme || document.languageId === language) return;
    // It fails only for a document that has been closed meanwhile.
    vscode.languages.setTextDocumentLanguage(document, language).then(undefined, () => undefined);
  };
  const registration = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.workspace.onDidOpenTextDocument(setLanguage),
  );
  vscode.workspace.textDocuments.forEach(setLanguage);
  return registration;
}
