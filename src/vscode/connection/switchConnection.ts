import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { connectionIdOf, runCommand, type ConnectionArgument } from '../commands/commands.ts';
import { askConnection } from './pickOne.ts';

const addConnection = 'add connection';

/** Makes another connection the active one, or leads to adding one. */
export async function switchConnection(store: ConnectionStore, argument: ConnectionArgument): Promise<void> {
  const given = connectionIdOf(argument);
  if (given !== undefined) {
    await store.setActive(given);
    return;
  }
  const answer = await askConnection(store.list(), store.active?.id, {
    title: l10n.t('Switch Connection'),
    placeholder: l10n.t('Which agent would you like to talk to?'),
    others: [
      { label: l10n.t('Add Connection…'), iconPath: new vscode.ThemeIcon('add'), value: addConnection },
    ],
  });
  if (answer.kind !== 'next') return;
  if (answer.value === addConnection) await runCommand('polyai.addConnection');
  else await store.setActive(answer.value);
}
