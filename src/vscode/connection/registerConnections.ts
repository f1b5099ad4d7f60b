import type { DisposableStore } from '../../core/common/disposable.ts';
import { type LoadedOnce, loadOnce } from '../../core/common/loadOnce.ts';
import { createConnectionStore, type ConnectionStore } from '../../core/connection/connectionStore.ts';
import { createKnownSecrets, type KnownSecrets, requireMasked } from '../../core/connection/knownSecrets.ts';
import { createSecretVault, type SecretVault } from '../../core/connection/secretVault.ts';
import { ensureStandInConnection } from '../../core/connection/standInConnection.ts';
import { whenNeeded } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { isDemo } from '../common/host.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { type ConnectionReports, registerConnectionReports } from './connectionReport.ts';
import { registerConnectionsView } from './connectionsView.ts';
import { registerOpenProjectOffer } from './openProjectOffer.ts';

const activeConnectionKey = 'connections.active';

/** The connections and their secrets, with what shows them. Nothing here calls an agent. */
export interface Connections {
  readonly store: ConnectionStore;
  readonly vault: SecretVault;
  readonly knownSecrets: KnownSecrets;
  readonly reports: ConnectionReports;
  /** The id of the connection with the keyboard's focus in the view. */
  readonly focused: () => Promise<string | undefined>;
}

/** The door to connections: what is there when activation ends. */
export function registerConnections(editor: Editor, parts: DisposableStore): Connections {
  const { profileDirectory, secrets, workspaceState, recordMessages, onError } = editor;
  const vault = parts.add(createSecretVault(secrets));
  const knownSecrets = parts.add(createKnownSecrets(vault));
  const store = parts.add(
    createConnectionStore({
      directory: profileDirectory,
      onNotice: onError,
      withoutSecrets: (typed) => requireMasked(knownSecrets, typed),
      recordMessages: () => recordMessages.value,
      choice: {
        read: () => workspaceState.get(activeConnectionKey),
        write: (value) => workspaceState.update(activeConnectionKey, value),
      },
    }),
  );
  const view = parts.add(registerConnectionsView({ store, vault }));
  parts.add(registerOpenProjectOffer(store, onError));
  const reports = parts.add(registerConnectionReports());
  if (isDemo()) void ensureStandInConnection(store).catch(onError);
  return { store, vault, knownSecrets, reports, focused: () => view.focused() };
}

/** The commands about connections. */
export function connectionCommands(
  editor: Editor,
  connections: Connections,
  conversations: LoadedOnce<Conversations>,
) {
  const commands = loadOnce(async () => {
    const [{ createConnectionCommands }, loaded] = await Promise.all([
      import('./connectionCommands.ts'),
      conversations.get(),
    ]);
    return createConnectionCommands(editor, connections, loaded);
  });
  return whenNeeded(
    [
      'polyai.addConnection',
      'polyai.editConnection',
      'polyai.removeConnection',
      'polyai.switchConnection',
      'polyai.testConnection',
      'polyai.copyConnectionReport',
    ],
    () => commands.get(),
  );
}
