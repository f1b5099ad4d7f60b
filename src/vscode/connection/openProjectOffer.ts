import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';

/**
 * Tells the empty view Connections whether an agent project of the ADK is open, so that it can offer to connect to it.
 * Folders are looked at only while there is no connection, after activation, and never in a restricted workspace.
 */
export function registerOpenProjectOffer(
  store: Pick<ConnectionStore, 'list' | 'onDidChange'>,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const look = async () => {
    if (store.list().length > 0) return;
    const { readOpenAdkProjects } = await import('./openAdkProjects.ts');
    // What Add Connection offers too: without an account id there is nothing to connect to.
    const isOpen = (await readOpenAdkProjects()).some(({ accountId }) => accountId !== undefined);
    await vscode.commands.executeCommand('setContext', 'polyai.hasOpenProject', isOpen);
  };
  const lookSoon = () => void look().catch(onError);
  const first = setImmediate(lookSoon);
  return vscode.Disposable.from(
    { dispose: () => clearImmediate(first) },
    vscode.workspace.onDidChangeWorkspaceFolders(lookSoon),
    vscode.workspace.onDidGrantWorkspaceTrust(lookSoon),
    store.onDidChange(lookSoon),
  );
}
