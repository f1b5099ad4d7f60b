import * as vscode from 'vscode';
import { keepLanguage, type PlainLanguage } from './plainDocuments.ts';

/** One scheme has one provider. The manifest starts us for each. */
export const documentSchemes = {
  transcript: 'polyai-conversation',
  raw: 'polyai-raw',
  comparison: 'polyai-comparison',
} as const;

export type DocumentScheme = (typeof documentSchemes)[keyof typeof documentSchemes];

export interface PlainFiles extends vscode.Disposable {
  /** What they say may have changed: those that are open are read again. */
  refresh(): void;
}

/**
 * The documents of a scheme as read-only files: an editor of a file comes back with its window, one of a text that is
 * only provided does not. Their language is that of all documents of ours (`plainDocuments.ts`).
 */
export function registerPlainFiles(
  scheme: string,
  language: PlainLanguage,
  read: (uri: vscode.Uri) => Promise<string>,
): PlainFiles {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let changedAtMs = Date.now();
  // The mark says that it is UTF-8, whatever encoding is set for files.
  const readBytes = async (uri: vscode.Uri) => new TextEncoder().encode(`\ufeff${await read(uri)}`);
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => ({ dispose: () => undefined }),
    stat: async (uri) => ({
      type: vscode.FileType.File,
      ctime: changedAtMs,
      mtime: changedAtMs,
      size: (await readBytes(uri)).length,
    }),
    readFile: readBytes,
    readDirectory: refuse,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const registration = vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(scheme, files, { isReadonly: true, isCaseSensitive: true }),
    keepLanguage(scheme, language),
  );
  return {
    refresh() {
      changedAtMs = Math.max(changedAtMs + 1, Date.now());
      const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
      if (open.length > 0)
        changed.fire(open.map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
    },
    dispose: () => registration.dispose(),
  };
}
