import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from './core/common/disposable.ts';
import { registerCommands } from './vscode/common/commands.ts';
import { isDemo } from './vscode/common/hostSurroundings.ts';
import { createServices } from './vscode/createServices.ts';
import { createSurroundings } from './vscode/createSurroundings.ts';
import { createViews } from './vscode/createViews.ts';
import { createLeaving } from './vscode/openConversations/leaving.ts';
import { ensureStandInConnection } from './vscode/standIn/standInCommands.ts';

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
  const services = createServices(surroundings, parts);
  const { service, placeOf, resolveTarget, connections } = services;
  const leaving = parts.add(
    createLeaving({
      onLeave: surroundings.onLeave,
      service,
      resolveTarget: async (connection) => resolveTarget(placeOf(connection)),
    }),
  );
  leave = () => leaving.leave();

  const views = createViews(surroundings, services, parts);
  const loadCommands = async () => {
    const { createCommandHandlers } = await import('./vscode/later.ts');
    return createCommandHandlers(surroundings, services, views);
  };
  parts.add(registerCommands(loadCommands, surroundings.onError));
  if (isDemo()) void ensureStandInConnection(connections).catch(surroundings.onError);
}
