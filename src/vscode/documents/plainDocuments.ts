import * as vscode from 'vscode';

export type PlainLanguage = 'polyai-text' | 'polyai-json';

/**
 * Registers what provides the read-only documents of a scheme. They hold text that is not ours, and the editor makes
 * links of every address in a text, which open with one click and without a question. Ours have a language of their
 * own, for which the manifest switches links off; lint refuses to provide documents beside this.
 */
export function registerPlainDocuments(
  scheme: string,
  language: PlainLanguage,
  provider: vscode.TextDocumentContentProvider,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    keepLanguage(scheme, language),
  );
}

/** For as long as it is not disposed. */
export function keepLanguage(scheme: string, language: PlainLanguage): vscode.Disposable {
  const setLanguage = (document: vscode.TextDocument) => {
    if (document.uri.scheme !== scheme || document.languageId === language) return;
    // It fails only for a document that has been closed meanwhile.
    vscode.languages.setTextDocumentLanguage(document, language).then(undefined, () => undefined);
  };
  vscode.workspace.textDocuments.forEach(setLanguage);
  return vscode.workspace.onDidOpenTextDocument(setLanguage);
}
