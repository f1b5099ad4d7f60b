import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/common/disposable.ts';
import { loadOnce } from '../../core/common/loadOnce.ts';
import type { ChatTestDeps } from './createChatTests.ts';
import { isTestFile } from './testFileNames.ts';

/**
 * The door to chat tests. Nothing of them is loaded before a test file is met: one that is opened, one that lies in the
 * folder, or one that is written there later.
 */
export function registerChatTests(deps: ChatTestDeps): Disposable {
  const { testInclude: include, onError } = deps;
  const parts = new DisposableStore();
  const waiting = parts.add(new DisposableStore());
  const chatTests = loadOnce(async () => {
    const { createChatTests } = await import('./createChatTests.ts');
    return parts.add(createChatTests(deps));
  });
  const meet = () => {
    waiting.dispose();
    chatTests.get().catch(onError);
  };

  const isMet = () => vscode.workspace.textDocuments.some(({ uri }) => isTestFile(uri));
  const look = async () => {
    if (isMet()) return meet();
    const [found] = await vscode.workspace.findFiles(include.value, undefined, 1);
    if (found !== undefined) meet();
  };
  waiting.add(
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (isTestFile(uri)) meet();
    }),
  );
  waiting.add(include.onDidChange(() => void look().catch(onError)));
  // A moment later: the editor waits for what `activate` itself begins.
  const later = setImmediate(() => {
    const watcher = waiting.add(vscode.workspace.createFileSystemWatcher(include.value, false, true, true));
    waiting.add(watcher.onDidCreate(meet));
    look().catch(onError);
  });
  waiting.add({ dispose: () => clearImmediate(later) });
  return parts;
}
