import * as vscode from 'vscode';
import { isRowsFile } from '../../core/chatTest/rowsFileName.ts';

/** Which rows each test was read with, so that a change of a rows file is a change of its tests. */
export interface RowsWatch extends vscode.Disposable {
  /** `rowsFile` beside the test, as it names it; undefined for a test without one, or that has gone. */
  note(test: vscode.Uri, rowsFile: string | undefined): void;
  readonly testsOf: (rows: vscode.Uri) => readonly vscode.Uri[];
}

export function createRowsWatch(onDidChangeRows: (test: vscode.Uri) => void): RowsWatch {
  const rowsOf = new Map<string, { readonly test: vscode.Uri; readonly rows: string }>();
  const watchers = new Map<string, vscode.Disposable>();

  const testsOf = (file: vscode.Uri) =>
    [...rowsOf.values()].flatMap(({ test, rows }) => (rows === file.toString() ? test : []));
  const changed = (file: vscode.Uri) => testsOf(file).forEach(onDidChangeRows);
  /** A folder is watched once, whatever its files are called: a name may look like a pattern. */
  const watch = (folder: vscode.Uri) => {
    if (watchers.has(folder.toString())) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(changed);
    watchers.set(folder.toString(), watcher);
  };

  return {
    note(test, rowsFile) {
      if (rowsFile === undefined || !isRowsFile(rowsFile) || test.scheme === 'untitled') {
        rowsOf.delete(test.toString());
        return;
      }
      const rows = vscode.Uri.joinPath(test, '..', ...rowsFile.split(/[/\\]/));
      rowsOf.set(test.toString(), { test, rows: rows.toString() });
      watch(vscode.Uri.joinPath(rows, '..'));
    },
    testsOf,
    dispose: () => watchers.forEach((watcher) => void watcher.dispose()),
  };
}
