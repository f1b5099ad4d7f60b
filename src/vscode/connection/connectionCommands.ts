import * as l10n from '@vscode/l10n';
import { createDoctorNetwork } from '../../core/doctor/doctorNetwork.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { connectionIdOf, runCommand, type CommandHandlers } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { findHostProxy } from '../common/hostProxy.ts';
import { hostFetch, readVersions } from '../common/host.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { addConnection } from './addConnection.ts';
import { editConnection } from './editConnection.ts';
import { readOpenAdkProjects } from './openAdkProjects.ts';
import { pickOne } from './pickOne.ts';
import type { Connections } from './registerConnections.ts';
import { removeConnection } from './removeConnection.ts';
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
  { output, showError }: Editor,
  { store, vault, focused, reports }: Connections,
  { agents, tests, listOpen, closeOpen }: Conversations,
): ConnectionCommands {
  const testing: TestConnectionDeps = {
    ...agents,
    ...tests,
    store,
    vault,
    network: createDoctorNetwork(),
    fetch: hostFetch,
    findProxy: findHostProxy,
    versions: readVersions(),
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
