import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { runCommand } from '../commands/commands.ts';
import { askConnection } from '../connection/pickOne.ts';

const addConnection = 'add connection';
const useStandIn = 'use the stand-in agent';

/**
 * Asks which agent to create a chat with; with no connection yet, offers the ways to get one. Undefined when the person
 * turned to one of those or gave up.
 */
export async function pickConnection(
  store: Pick<ConnectionStore, 'list' | 'get' | 'active'>,
  title: string,
): Promise<Connection | undefined> {
  const all = store.list();
  const answer = await askConnection(all, store.active?.id, {
    title,
    placeholder:
      all.length === 0
        ? l10n.t('There is no connection yet. What would you like to talk to?')
        : l10n.t('Which agent would you like to talk to?'),
    others: all.length === 0 ? waysToGetOne() : [],
  });
  if (answer.kind !== 'next') return undefined;
  if (answer.value === addConnection) await runCommand('polyai.addConnection');
  if (answer.value === useStandIn) await runCommand('polyai.useStandInAgent');
  return store.get(answer.value);
}

function waysToGetOne() {
  return [
    {
      label: l10n.t('Add Connection…'),
      iconPath: new vscode.ThemeIcon('add'),
      detail: l10n.t('Talk to your own agent with its API key and connector token.'),
      value: addConnection,
    },
    {
      label: l10n.t('Use the stand-in agent'),
      iconPath: new vscode.ThemeIcon('comment-discussion'),
      detail: l10n.t('A small agent on this machine that needs no credentials.'),
      value: useStandIn,
    },
  ];
}
