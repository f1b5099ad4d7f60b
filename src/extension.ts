import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from './core/common/disposable.ts';
import { registerChatTests } from './vscode/chatTest/registerChatTests.ts';
import { registerCommands } from './vscode/commands/commands.ts';
import { isDemo } from './vscode/common/hostSurroundings.ts';
import { type LoadedOnce, loadOnce } from './core/common/loadOnce.ts';
import { registerOpenProjectOffer } from './vscode/connection/openProjectOffer.ts';
import type { ShownHistory } from './vscode/createHistory.ts';
import { createStores } from './vscode/createStores.ts';
import { createSurroundings } from './vscode/createSurroundings.ts';
import { createViews, type Views } from './vscode/createViews.ts';
import { ensureStandInConnection } from './core/connection/standInConnection.ts';

let leave = (): Promise<void> => Promise.resolve();

/** The editor waits a few seconds for what we still have to do. */
export function deactivate(): Promise<void> {
  return leave();
}

/** The door: builds every part in dependency order and hands it to the editor. */
export function activate(context: vscode.ExtensionContext): void {
  config({ contents: vscode.l10n.bundle ?? {} });
  const parts = new DisposableStore();
  // The editor does not wait for `deactivate` before it disposes: what is closed then is still to be recorded.
  context.subscriptions.push({ dispose: () => void leave().finally(() => parts.dispose()) });

  const surroundings = createSurroundings(context, parts);
  const stores = createStores(surroundings, parts);
  const history: LoadedOnce<ShownHistory> = loadOnce(async () => {
    const { createHistory } = await import('./vscode/createHistory.ts');
    return createHistory(surroundings, stores, later, parts);
  });
  const later = loadOnce(async () => {
    const [{ createLater }, shownHistory] = await Promise.all([import('./vscode/later.ts'), history.get()]);
    return createLater(surroundings, stores, { ...views, ...shownHistory }, parts);
  });
  leave = () => later.loaded?.leave() ?? Promise.resolve();

  const views: Views = createViews(stores, later, parts);
  parts.add(registerOpenProjectOffer(stores.connections, surroundings.onError));
  parts.add(registerCommands(async () => (await later.get()).handlers, surroundings.onError));
  const services = async () => (await later.get()).chatTests;
  const recorder = async () => (await history.get()).caseRecorder;
  parts.add(registerChatTests({ ...surroundings, connections: stores.connections, services, recorder }));
  // A moment later: the editor waits for what `activate` itself begins.
  setImmediate(() => void history.get().catch(surroundings.onError));
  if (isDemo()) void ensureStandInConnection(stores.connections).catch(surroundings.onError);
}
