import * as vscode from 'vscode';
import type { LoadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { toPlainSentence } from '../asking/notifications.ts';
import { toRange } from './ranges.ts';
import { isTestFile, testFileSelector } from './testFileNames.ts';

/** What is wrong with the tests that are open, on the exact range, and the changes that put it right. */
export interface TestDiagnostics extends vscode.Disposable {
  show(
    document: vscode.TextDocument,
    version: number,
    result: Pick<LoadChatTest, 'problems' | 'warnings' | 'lines'>,
  ): void;
}

interface Fix {
  readonly diagnostic: vscode.Diagnostic;
  readonly title: string;
  readonly range: vscode.Range;
  readonly text: string;
}

export function registerTestDiagnostics(): TestDiagnostics {
  const collection = vscode.languages.createDiagnosticCollection('polyai');
  const fixes = new Map<string, readonly Fix[]>();
  const forget = ({ uri }: vscode.TextDocument) => {
    collection.delete(uri);
    fixes.delete(uri.toString());
  };

  const registration = vscode.Disposable.from(
    collection,
    vscode.workspace.onDidCloseTextDocument(forget),
    vscode.languages.registerCodeActionsProvider(
      testFileSelector,
      {
        provideCodeActions: ({ uri }, range) =>
          (fixes.get(uri.toString()) ?? [])
            .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
            .map((fix) => toAction(uri, fix)),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );

  return {
    show(document, version, { problems, warnings, lines }) {
      const { uri } = document;
      if (document.isClosed || document.version !== version || !isTestFile(uri)) return;
      const found: Fix[] = [];
      const diagnostics = [...problems, ...warnings].map((problem, index) => {
        const { sentence, remedy } = problem;
        const diagnostic = new vscode.Diagnostic(
          toRange(lines, problem),
          toPlainSentence(`${sentence} ${remedy}`),
          index < problems.length ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
        );
        diagnostic.source = 'PolyAI';
        for (const { title, text, ...range } of problem.fixes ?? []) {
          found.push({ diagnostic, title: toPlainSentence(title), range: toRange(lines, range), text });
        }
        return diagnostic;
      });
      collection.set(uri, diagnostics);
      fixes.set(uri.toString(), found);
    },
    dispose: () => registration.dispose(),
  };
}

function toAction(uri: vscode.Uri, { diagnostic, title, range, text }: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(uri, range, text);
  return action;
}
