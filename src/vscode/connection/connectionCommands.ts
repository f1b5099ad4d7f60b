import * as l10n from '@vscode/l10n';
import { connectionIdOf, runCommand, type CommandHandlers } from '../commands/commands.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { addConnection, type AddConnectionDeps } from './addConnection.ts';
import { editConnection } from './editConnection.ts';
import { pickOne } from './pickOne.ts';
import { removeConnection, type RemoveConnectionDeps } from './removeConnection.ts';
import { switchConnection } from './switchConnection.ts';
import { testConnection, type TestConnectionDeps } from './testConnection.ts';

export interface ConnectionCommandsDeps
  extends
    Omit<TestConnectionDeps, 'store' | 'vault'>,
    Pick<AddConnectionDeps, 'store' | 'vault' | 'readAdkProjects'>,
    Pick<RemoveConnectionDeps, 'listOpen' | 'closeOpen'> {
  /** The connection with the keyboard's focus in the view. */
  focused(): Promise<string | undefined>;
}

export type ConnectionCommands = Pick<
  CommandHandlers,
  | 'polyai.addConnection'
  | 'polyai.editConnection'
  | 'polyai.removeConnection'
  | 'polyai.switchConnection'
  | 'polyai.testConnection'
>;

/** The commands about connections, for the one map that is registered. */
export function createConnectionCommands(deps: ConnectionCommandsDeps): ConnectionCommands {
  const { store } = deps;

  return {
    'polyai.addConnection': () =>
      addConnection({
        ...deps,
        createChat: (id) => runCommand('polyai.createChat', id),
        testConnection: async (id) => {
          const connection = store.get(id);
          if (connection !== undefined) await testConnection(deps, connection, { hasConsent: true });
        },
      }),
    'polyai.editConnection': async (argument, first) => {
      const isKey = typeof argument === 'object' && 'useFocus' in argument;
      const id = isKey ? await deps.focused() : connectionIdOf(argument);
      if (isKey && id === undefined) {
        noteInStatusBar(l10n.t('Move to a connection with the arrow keys first.'));
      } else {
        await editConnection(deps, id, first);
      }
    },
    'polyai.removeConnection': (argument) => removeConnection(deps, argument),
    'polyai.switchConnection': (argument) => switchConnection(store, argument),
    'polyai.testConnection': async (argument) => {
      const connection = await pickOne(store, argument, {
        title: l10n.t('Test Connection'),
        placeholder: l10n.t('Which connection would you like to test?'),
      });
      if (connection !== undefined) await testConnection(deps, connection, { hasConsent: false });
    },
  };
}
