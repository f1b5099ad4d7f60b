import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/common/disposable.ts';
import { newId } from '../../../core/common/newId.ts';
import { isLive } from '../../../core/connection/connection.ts';
import { requireMasked } from '../../../core/connection/knownSecrets.ts';
import { broadcastQuestion, sendQuestion } from '../../../core/connection/liveGuard.ts';
import { type Broadcast, createBroadcast } from '../../../core/conversation/broadcast.ts';
import { normalisable } from '../../../core/conversation/normaliseText.ts';
import { explainTurnError } from '../../../core/conversation/turnText.ts';
import type { History } from '../../../core/history/history.ts';
import {
  type BroadcastPanelDeps,
  createBroadcastSession,
} from '../../../panels/broadcast/broadcastSession.ts';
import { createComposerDrafts } from '../../../panels/conversation/composerDrafts.ts';
import type { ToBroadcast } from '../../../protocol/broadcast.ts';
import { type CommandHandlers, connectionIdOf, runCommand } from '../../commands/commands.ts';
import type { Editor } from '../../common/editor.ts';
import type { Connections } from '../../connection/registerConnections.ts';
import type { Conversations } from '../createConversations.ts';
import { createWebviewHost } from '../../webview/webviewHost.ts';
import type { WebviewRestorer } from '../../webview/webviewRestorer.ts';
import { pickTargets } from './pickTargets.ts';

export interface Broadcasts extends WebviewRestorer, Disposable {
  readonly commands: Pick<CommandHandlers, 'polyai.broadcast'>;
}

/** The grids of this window, in which the same is said to several agents. */
export function createBroadcasts(
  { recordMessages, profileDirectory, extensionUri, onError }: Editor,
  { store, knownSecrets }: Connections,
  { agents, service, draftSeal, noteTyping, openPanel, closeOpen, listOpen, holdsSecret }: Conversations,
  history: History,
): Broadcasts {
  const owned = new DisposableStore();
  const keepsDrafts = () => recordMessages.value;
  const drafts = owned.add(
    createComposerDrafts({
      path: path.join(profileDirectory, 'broadcast.json'),
      keepsDrafts,
      toKept: (edited) => knownSecrets.maskWhenKnown(edited),
      onNotice: onError,
    }),
  );
  const host = createWebviewHost<ToBroadcast>('broadcast', extensionUri);
  const deps: BroadcastPanelDeps = {
    service,
    history,
    onDidChangeConnections: store.onDidChange,
    drafts,
    confirmLive: (connection) => agents.liveGuard.confirm(connection, sendQuestion(connection)),
    ignored: normalisable,
    explain: (error, { connection }, kind) => explainTurnError(error, kind, connection),
    openConversation: (id, turn) => openPanel(id, { turn }),
    closeAll: async (conversations) => {
      const ids = new Set(conversations.map(({ id }) => id));
      await closeOpen(listOpen().filter(({ id }) => ids.has(id)));
    },
    saveAsChatTest: async (conversations) => {
      const ids = conversations.map(({ id }) => id);
      await runCommand('polyai.saveAsChatTest', ids[0], { conversations: ids });
    },
    keepsDrafts,
    draftSeal,
    noteTyping,
    language: vscode.env.language,
    l10nContents: vscode.l10n.bundle,
    showError: onError,
  };

  const adopt = (panel: vscode.WebviewPanel, broadcast: Broadcast) => {
    const session = createBroadcastSession(broadcast, host.connect(panel), deps);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pause();
    });
    panel.onDidDispose(() => {
      session.forget();
      session.dispose();
      broadcast.dispose();
    });
    host.load(panel, broadcast.id);
  };
  const common = { service, agents, newId };

  return {
    commands: {
      'polyai.broadcast': async (argument, parameters) => {
        // A menu hands over the selected rows there.
        const base = Array.isArray(parameters) ? undefined : parameters;
        const picked = await pickTargets(store, connectionIdOf(argument), base, holdsSecret);
        if (picked === undefined) return;
        const shown = await requireMasked(
          knownSecrets,
          picked.map(({ parameters }) => parameters),
        );
        const targets = picked.map((target, at) => ({ ...target, shown: shown[at] }));
        for (const connection of new Set(targets.map((target) => target.connection))) {
          const count = targets.filter((target) => target.connection === connection).length;
          const question = broadcastQuestion(connection, count);
          // oxlint-disable-next-line no-await-in-loop -- one question after the other
          if (isLive(connection) && !(await agents.liveGuard.confirmBatch(connection, question))) return;
        }
        const panel = host.create(l10n.t('Broadcast'), vscode.ViewColumn.Active);
        adopt(panel, createBroadcast({ ...common, id: randomUUID(), targets }));
      },
    },
    restore: (panel, state) => {
      const { id, ids } = readState(state);
      const continued = ids.flatMap((one) => service.get(one) ?? []);
      // Nothing of it is left in the history: the tab would be empty.
      if (id === undefined || continued.length === 0) panel.dispose();
      else adopt(panel, createBroadcast({ ...common, id, continued }));
    },
    // The panels stay: a window that closes disposes us, and brings them back when it opens again.
    dispose: () => owned.dispose(),
  };
}

/** The state is the webview's own: checked like everything that comes from there. */
function readState(state: unknown): { readonly id: string | undefined; readonly ids: readonly string[] } {
  const { id, ids } = (typeof state === 'object' && state !== null ? state : {}) as {
    id?: unknown;
    ids?: unknown;
  };
  const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
  return {
    id: isId(id) ? id : undefined,
    ids: Array.isArray(ids) ? [...new Set(ids.filter(isId))].slice(0, 100) : [],
  };
}
