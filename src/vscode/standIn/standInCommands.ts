import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Connection, standInConnectionId } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { standInAccountId, standInProjectId } from '../../standInAgent/standInIdentity.ts';
import type { CommandHandlers } from '../common/commands.ts';
import type { StandInHost } from './standInHost.ts';

/** The stand-in agent's connection, added to the saved ones the first time it is wanted. */
export async function ensureStandInConnection(connections: ConnectionStore): Promise<Connection> {
  const known = connections.get(standInConnectionId);
  if (known !== undefined) return known;
  const connection: Connection = {
    id: standInConnectionId,
    name: l10n.t('Stand-in agent'),
    region: 'stand-in',
    accountId: standInAccountId,
    projectId: standInProjectId,
    environment: 'other',
  };
  await connections.add(connection);
  return connection;
}

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
