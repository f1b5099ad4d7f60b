import * as l10n from '@vscode/l10n';
import { isStandIn } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import type { ConnectionArgument } from '../common/commands.ts';
import { askInDialog } from '../common/notifications.ts';
import { pickOne } from './pickOne.ts';

export interface RemoveConnectionDeps {
  readonly store: ConnectionStore;
  readonly vault: Pick<SecretVault, 'remove'>;
}

/** Removes a connection and its secrets, after asking: secrets cannot be brought back. */
export async function removeConnection(
  { store, vault }: RemoveConnectionDeps,
  argument: ConnectionArgument,
): Promise<void> {
  const connection = await pickOne(store, argument, {
    title: l10n.t('Remove Connection'),
    placeholder: l10n.t('Which connection would you like to remove?'),
  });
  if (connection === undefined) return;
  const remove = l10n.t('Remove');
  const detail = isStandIn(connection)
    ? l10n.t('Its conversations stay in the history. You can use the stand-in agent again at any time.')
    : l10n.t(
        'Its API key and connector token are removed too, and cannot be brought back. Its conversations stay in the history.',
      );
  const message = l10n.t('Remove the connection {0}?', connection.name);
  const answer = await askInDialog({ message, detail }, remove);
  if (answer !== remove) return;
  // The secrets first: should that fail, the connection is still there to try again with.
  await vault.remove(connection.id);
  await store.remove(connection.id);
}
