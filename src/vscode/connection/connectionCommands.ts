import * as l10n from '@vscode/l10n';
import { createDoctorNetwork } from '../../core/doctor/doctorNetwork.ts';
import { isStandIn } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import type { CloseOpen } from '../../core/history/closeOpen.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { askInDialog, noteInStatusBar } from '../asking/notifications.ts';
import {
  type CommandHandlers,
  type ConnectionArgument,
  connectionIdOf,
  runCommand,
} from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { hostFetch, readVersions } from '../common/host.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { addConnection } from './addConnection.ts';
import { editConnection } from './editConnection.ts';
import { readOpenAdkProjects } from './openAdkProjects.ts';
import { pickOne } from './pickOne.ts';
import type { Connections } from './registerConnections.ts';
import { switchConnection } from './switchConnection.ts';
import { testConnection, type TestConnectionDeps } from './testConnection.ts';

export type ConnectionCommands = Pick<
  CommandHandlers,
  | 'polyai.addConnection'
  | 'polyai.editConnection'
  | 'polyai.removeConnection'
  | 'polyai.switchConnection'
  | 'polyai.testConnection'
  | 'polyai.copyConnectionReport'
>;

/** The commands about connections; testing one talks to its agent. */
export function createConnectionCommands(
  { output, showError, version }: Editor,
  { store, vault, focused, reports }: Connections,
  { agents, testService, listOpen, closeOpen }: Conversations,
): ConnectionCommands {
  const testing: TestConnectionDeps = {
    ...agents,
    service: testService,
    store,
    vault,
    network: createDoctorNetwork(),
    fetch: hostFetch,
    versions: readVersions(version),
    showError,
    showReport: (connection, report) => reports.show(connection, report),
    report: (sentence) => output.appendLine(sentence),
  };

  return {
    'polyai.addConnection': () =>
      addConnection({
        store,
        vault,
        readAdkProjects: readOpenAdkProjects,
        createChat: (id) => runCommand('polyai.createChat', id),
        testConnection: async (id) => {
          const connection = store.get(id);
          if (connection !== undefined) await testConnection(testing, connection, { hasConsent: true });
        },
      }),
    'polyai.editConnection': async (argument, first) => {
      const isKey = typeof argument === 'object' && 'useFocus' in argument;
      const id = isKey ? await focused() : connectionIdOf(argument);
      if (isKey && id === undefined) {
        noteInStatusBar(l10n.t('Move to a connection with the arrow keys first.'));
      } else {
        await editConnection({ store, vault }, id, first);
      }
    },
    'polyai.removeConnection': (argument) =>
      removeConnection({ store, vault, listOpen, closeOpen }, argument),
    'polyai.switchConnection': (argument) => switchConnection(store, argument),
    'polyai.testConnection': async (argument) => {
      const connection = await pickOne(store, argument, {
        title: l10n.t('Test Connection'),
        placeholder: l10n.t('Which connection would you like to test?'),
      });
      if (connection !== undefined) await testConnection(testing, connection, { hasConsent: false });
    },
    'polyai.copyConnectionReport': () => reports.copy(),
  };
}

export interface RemoveConnectionDeps {
  readonly store: ConnectionStore;
  readonly vault: Pick<SecretVault, 'remove'>;
  /** The conversations that are open, of all connections. */
  readonly listOpen: () => readonly ConversationSummary[];
  readonly closeOpen: CloseOpen;
}

/** Its open conversations can be closed as long as it is there. */
function toOpenText(count: number): string {
  return count === 1
    ? l10n.t('One of its conversations is still open. Without the connection it cannot be closed from here.')
    : l10n.t(
        '{0} of its conversations are still open. Without the connection they cannot be closed from here.',
        count,
      );
}

/** Removes a connection and its secrets, after asking: secrets cannot be brought back. */
export async function removeConnection(
  { store, vault, listOpen, closeOpen }: RemoveConnectionDeps,
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
  const openOnes = () => listOpen().filter((open) => open.connection.connectionId === connection.id);
  const open = openOnes();
  const closeFirst = l10n.t('Close and Remove');
  const answer =
    open.length === 0
      ? await askInDialog({ message, detail }, remove)
      : await askInDialog(
          { message, detail: [toOpenText(open.length), detail].join('\n\n') },
          closeFirst,
          remove,
        );
  if (answer === closeFirst) {
    await closeOpen(open);
    // What could not be closed was said: without its connection it never could be.
    if (openOnes().length > 0) return;
  } else if (answer !== remove) return;
  // The secrets first: should that fail, the connection is still there to try again with.
  await vault.remove(connection.id);
  await store.remove(connection.id);
}
