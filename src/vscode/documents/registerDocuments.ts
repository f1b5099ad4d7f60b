import * as vscode from 'vscode';
import type { DocumentTextDeps } from './documentTexts.ts';
import { type DocumentScheme, documentSchemes, registerPlainFiles } from './plainFiles.ts';

/** The read-only documents about conversations. */
export interface Documents extends vscode.Disposable {
  /** Of the transcripts, or of the comparisons, those that are open are read again. */
  refresh(scheme: DocumentScheme): void;
}

/**
 * Registered before the editor goes on: a document that was open comes back with its window only if what provides it is
 * there by then. What they say is made late.
 */
export function registerDocuments(deps: DocumentTextDeps): Documents {
  const read = async (uri: vscode.Uri) => (await import('./documentTexts.ts')).readDocument(uri, deps);
  const { transcript, raw, comparison } = documentSchemes;
  const ofScheme = {
    [transcript]: registerPlainFiles(transcript, 'polyai-text', read),
    [raw]: registerPlainFiles(raw, 'polyai-json', read),
    [comparison]: registerPlainFiles(comparison, 'polyai-text', read),
  };
  return {
    refresh: (scheme) => ofScheme[scheme].refresh(),
    dispose: () => vscode.Disposable.from(...Object.values(ofScheme)).dispose(),
  };
}
