import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import { ensureStandInConnection } from '../../core/connection/standInConnection.ts';
import type { StandInHost } from './standInHost.ts';

export function createStandInCommands(
  host: StandInHost,
  connections: ConnectionStore,
): Pick<CommandHandlers, 'polyai.startStandInAgent' | 'polyai.stopStandInAgent'> {
  return {
    'polyai.startStandInAgent': async () => {
      await host.ensureRunning();
      await ensureStandInConnection(connections);
    },
    'polyai.stopStandInAgent': () => host.stop(),
  };
}

/** Writes the stand-in agent's coming and going into the output, and tells the menus. */
export function registerStandInNotices(host: StandInHost, output: vscode.OutputChannel): vscode.Disposable {
  return host.onDidChangeRunning((agent) => {
    void vscode.commands.executeCommand('setContext', 'polyai.standInRunning', agent !== undefined);
    output.appendLine(
      agent === undefined
        ? l10n.t('The stand-in agent has stopped.')
        : l10n.t('The stand-in agent listens on {0}.', agent.origin),
    );
  });
}
