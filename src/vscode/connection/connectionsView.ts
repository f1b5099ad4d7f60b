import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Connection, isLive, isStandIn } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import { regionLabel } from '../../core/connection/validateConnection.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { readFocusedRow } from '../common/focusedRow.ts';
import { hasCredentials } from '../../core/connection/hasCredentials.ts';
import { describeConnection, environmentLabel } from '../../core/wording/plainText.ts';

/** A row, and what menus hand to commands. */
export interface ConnectionRow {
  readonly connectionId: string;
  readonly connection: Connection;
  readonly isActive: boolean;
  readonly hasCredentials: boolean;
}

export interface ConnectionsViewDeps {
  readonly store: Pick<ConnectionStore, 'list' | 'active' | 'onDidChange'>;
  readonly vault: Pick<SecretVault, 'has' | 'onDidChange'>;
}

export interface ConnectionsView extends vscode.Disposable {
  /** The id of the connection with the keyboard's focus. For a key that was pressed in the view. */
  focused(): Promise<string | undefined>;
}

/** The view "Connections". It reads the store anew for every drawing and holds nothing. */
export function registerConnectionsView({ store, vault }: ConnectionsViewDeps): ConnectionsView {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<ConnectionRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (row) => (row === undefined ? readRows({ store, vault }) : []),
    getTreeItem: toTreeItem,
  };
  const announce = () => {
    const connections = store.list();
    const hasStandIn = connections.some(isStandIn);
    // The walkthrough's first two steps, whichever way they were done.
    void vscode.commands.executeCommand('setContext', 'polyai.hasStandInAgent', hasStandIn);
    void vscode.commands.executeCommand(
      'setContext',
      'polyai.hasOwnAgent',
      connections.length > (hasStandIn ? 1 : 0),
    );
    void vscode.commands.executeCommand('setContext', 'polyai.hasConnections', connections.length > 0);
    changed.fire();
  };
  announce();
  const tree = vscode.window.createTreeView('polyai.connections', { treeDataProvider: provider });
  const parts = vscode.Disposable.from(
    changed,
    tree,
    store.onDidChange(announce),
    vault.onDidChange(() => changed.fire()),
  );
  return {
    focused: async () => (await readFocusedRow(tree, (row) => row.connectionId))?.connectionId,
    dispose: () => parts.dispose(),
  };
}

function readRows({ store, vault }: ConnectionsViewDeps): Promise<ConnectionRow[]> {
  const activeId = store.active?.id;
  return Promise.all(
    store.list().map(async (connection) => ({
      connectionId: connection.id,
      connection,
      isActive: connection.id === activeId,
      hasCredentials: await hasCredentials(vault, connection),
    })),
  );
}

function toTreeItem({ connection, isActive, hasCredentials }: ConnectionRow): vscode.TreeItem {
  const live = isLive(connection);
  const name = toVisibleLine(connection.name, 120);
  const description = [
    describeConnection(connection),
    hasCredentials ? undefined : l10n.t('credentials missing'),
  ].filter((part) => part !== undefined);

  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = connection.id;
  item.description = description.join(' · ');
  item.tooltip = tooltipOf(connection, isActive, hasCredentials);
  item.iconPath = new vscode.ThemeIcon(
    isActive ? 'circle-filled' : 'circle-outline',
    colourOf(live, isActive),
  );
  item.contextValue = [
    'connection',
    ...(isStandIn(connection) ? ['standIn'] : live ? ['live'] : []),
    ...(isActive ? ['active'] : []),
  ].join('.');
  item.accessibilityInformation = {
    label: [name, ...description, ...(isActive ? [l10n.t('active')] : [])].join(', '),
  };
  item.command = {
    command: 'polyai.switchConnection',
    title: l10n.t('Switch Connection'),
    arguments: [connection.id],
  };
  return item;
}

function colourOf(live: boolean, isActive: boolean): vscode.ThemeColor | undefined {
  if (live) return new vscode.ThemeColor('list.warningForeground');
  return isActive ? new vscode.ThemeColor('charts.green') : undefined;
}

/** Plain text: a tooltip given as a string is never read as Markdown. */
function tooltipOf(connection: Connection, isActive: boolean, hasCredentials: boolean): string {
  const facts: readonly (readonly [string, string])[] = isStandIn(connection)
    ? [[l10n.t('Where'), l10n.t('On this machine, without credentials')]]
    : [
        [l10n.t('Environment'), environmentLabel(connection.environment)],
        [l10n.t('Region'), regionLabel(connection.region)],
        [l10n.t('Account'), connection.accountId],
        [l10n.t('Project'), connection.projectId],
      ];
  return [
    toVisibleLine(connection.name, 120),
    ...facts.map(([label, value]) => `${label}: ${toVisibleLine(value, 300)}`),
    ...(isActive ? [l10n.t('This is the active connection.')] : []),
    ...(hasCredentials
      ? []
      : [l10n.t('The API key and the connector token are missing: edit the connection.')]),
  ].join('\n');
}
