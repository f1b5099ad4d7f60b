import * as l10n from '@vscode/l10n';
import type { DisposableStore } from '../../core/common/disposable.ts';
import { type LoadedOnce, loadOnce } from '../../core/common/loadOnce.ts';
import { requireMasked } from '../../core/connection/knownSecrets.ts';
import type { History } from '../../core/history/history.ts';
import { whenNeeded } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { isProcessAlive } from '../common/host.ts';
import type { Connections } from '../connection/registerConnections.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { registerDocuments } from '../documents/registerDocuments.ts';

/** The record of every conversation, opened when it is first needed. */
export function openHistory(
  { now, onError, profileDirectory: directory }: Editor,
  parts: DisposableStore,
): LoadedOnce<History> {
  return loadOnce(async () => {
    const [{ openSqliteHistory }, { migrateLargeHistory }] = await Promise.all([
      import('../../core/history/sqliteHistory.ts'),
      import('../../core/history/migrateHistory.ts'),
    ]);
    const migration = migrateLargeHistory(directory);
    if (migration) {
      const { withStatusProgress } = await import('../asking/progress.ts');
      await withStatusProgress(l10n.t('Preparing the history for this version of PolyAI Chat'), migration);
    }
    return parts.add(openSqliteHistory({ directory, now, isProcessAlive, onProblem: onError }));
  });
}

/** The door to the history: what shows it comes as soon as the editor does not wait for us any more. */
export function registerHistory(
  editor: Editor,
  connections: Connections,
  history: LoadedOnce<History>,
  conversations: LoadedOnce<Conversations>,
  parts: DisposableStore,
) {
  const documents = parts.add(
    registerDocuments({
      find: async (id) => (await conversations.get()).find(id),
      state: editor.workspaceState,
    }),
  );
  const view = loadOnce(async () => {
    const [{ createHistory }, opened] = await Promise.all([import('./createHistory.ts'), history.get()]);
    return createHistory(editor, opened, conversations, documents, parts);
  });
  const first = setImmediate(() => void view.get().catch(editor.onError));
  parts.add({ dispose: () => clearImmediate(first) });

  const commands = loadOnce(async () => {
    const [{ createHistoryCommands }, opened, shown, loaded] = await Promise.all([
      import('./historyCommands.ts'),
      history.get(),
      view.get(),
      conversations.get(),
    ]);
    return createHistoryCommands({
      ...loaded,
      history: opened,
      view: shown,
      hasConnection: (id) => connections.store.get(id) !== undefined,
      onError: editor.onError,
    });
  });
  const lookCommands = loadOnce(async () => {
    const [{ createLookCommands }, opened, shown, loaded] = await Promise.all([
      import('./findCommands.ts'),
      history.get(),
      view.get(),
      conversations.get(),
    ]);
    return createLookCommands(editor, connections, { history: opened, view: shown, documents }, loaded);
  });
  const transferCommands = loadOnce(async () => {
    const [{ createTransferCommands }, opened, shown] = await Promise.all([
      import('./transferCommands.ts'),
      history.get(),
      view.get(),
    ]);
    return createTransferCommands({
      history: opened,
      view: shown,
      connections: connections.store,
      retentionDays: () => editor.retentionDays.value,
      mask: (value) => requireMasked(connections.knownSecrets, value),
    });
  });
  return {
    ...whenNeeded(['polyai.exportHistory', 'polyai.importHistory'], () => transferCommands.get()),
    ...whenNeeded(
      [
        'polyai.openConversation',
        'polyai.openAsText',
        'polyai.copyConversationId',
        'polyai.copyAsCurl',
        'polyai.rerunConversation',
        'polyai.deleteConversation',
        'polyai.undoDelete',
        'polyai.showOlderConversations',
      ],
      () => commands.get(),
    ),
    ...whenNeeded(
      [
        'polyai.searchHistory',
        'polyai.filterHistory',
        'polyai.clearHistoryFilter',
        'polyai.groupHistory',
        'polyai.clearHistory',
        'polyai.pinConversation',
        'polyai.renameConversation',
        'polyai.tagConversation',
        'polyai.noteConversation',
        'polyai.compareConversations',
        'polyai.ignoreInComparisons',
        'polyai.copyComparison',
      ],
      () => lookCommands.get(),
    ),
  };
}
