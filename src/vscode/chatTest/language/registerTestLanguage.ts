import * as vscode from 'vscode';
import type { Event } from '../../../core/common/event.ts';
import type { ConnectionStore } from '../../../core/connection/connectionStore.ts';
import type { History } from '../../../core/history/history.ts';
import { isTestFile, testFileSelector } from '../testFileNames.ts';
import { showsYamlItself } from '../otherYamlHelp.ts';

export interface TestLanguageDeps {
  readonly connections: Pick<ConnectionStore, 'list' | 'active'> & { readonly onDidChange: Event<void> };
  readonly history: () => Promise<Pick<History, 'page' | 'get'>>;
}

const tokenLegend = new vscode.SemanticTokensLegend(['variable']);

/**
 * What a person sees while writing a test. The language stays YAML, so that formatters and settings go on working; the
 * work is done by a part of the bundle that is loaded when the editor first asks.
 */
export function registerTestLanguage(deps: TestLanguageDeps): vscode.Disposable {
  const load = async () => (await import('./testLanguage.ts')).createTestLanguage(deps);
  let loading: ReturnType<typeof load> | undefined;
  /** Other versions of a file, as a diff shows them, are only looked at. */
  const language = async (document: vscode.TextDocument) =>
    isTestFile(document.uri) ? (loading ??= load()) : undefined;
  const { languages } = vscode;

  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(
      testFileSelector,
      {
        provideCompletionItems: async (document, position, _token, context) =>
          (await language(document))?.completions(document, position, context.triggerCharacter),
      },
      ' ',
      '{',
      '$',
    ),
    languages.registerHoverProvider(testFileSelector, {
      provideHover: async (document, position) => (await language(document))?.hover(document, position),
    }),
    languages.registerDefinitionProvider(testFileSelector, {
      provideDefinition: async (document, position) =>
        (await language(document))?.definitions(document, position),
    }),
    languages.registerReferenceProvider(testFileSelector, {
      provideReferences: async (document, position, { includeDeclaration }) =>
        (await language(document))?.references(document, position, includeDeclaration),
    }),
    languages.registerRenameProvider(testFileSelector, {
      prepareRename: async (document, position) =>
        (await language(document))?.prepareRename(document, position),
      provideRenameEdits: async (document, position, newName) =>
        (await language(document))?.rename(document, position, newName),
    }),
    languages.registerDocumentSymbolProvider(testFileSelector, {
      provideDocumentSymbols: async (document) =>
        (await showsYamlItself(document)) ? undefined : (await language(document))?.symbols(document),
    }),
    languages.registerDocumentLinkProvider(testFileSelector, {
      provideDocumentLinks: async (document) => (await language(document))?.links(document),
    }),
    languages.registerDocumentSemanticTokensProvider(
      testFileSelector,
      {
        provideDocumentSemanticTokens: async (document) =>
          (await language(document))?.tokens(document, tokenLegend),
      },
      tokenLegend,
    ),
  );
}
