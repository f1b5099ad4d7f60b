import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { connectionIdOf, runCommand, type ConnectionArgument } from '../common/commands.ts';
import { toConnectionChoice } from './pickOne.ts';
import { askChoice } from './questions.ts';

const addConnection = 'add connection';

/** Makes another connection the active one, or leads to adding one. */
export async function switchConnection(store: ConnectionStore, argument: ConnectionArgument): Promise<void> {
  const given = connectionIdOf(argument);
  if (given !== undefined) {
    await store.setActive(given);
    return;
  }
  const activeId = store.active?.id;
  const connections = store.list().map((connection) => toConnectionChoice(connection, activeId));
  const answer = await askChoice<string>({
    title: l10n.t('Switch Connection'),
    placeholder: l10n.t('Which agent would you like to talk to?'),
    choices: [
      ...connections,
      ...(connections.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
      { label: l10n.t('Add Connection…'), iconPath: new vscode.ThemeIcon('add'), value: addConnection },
    ],
    active: activeId,
  });
  if (answer.kind !== 'next') return;
  if (answer.value === addConnection) await runCommand('polyai.addConnection');
  else await store.setActive(answer.value);
}
