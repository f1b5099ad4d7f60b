import * as l10n from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposable.ts';
import { Emitter } from '../../core/common/event.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { findDefault } from '../../core/connection/activeConnection.ts';
import { documentedChannels, documentedLanguages } from '../../core/connection/documentedLanguages.ts';
import { createPresetStore } from '../../core/newChat/presetStore.ts';
import { requireMasked } from '../../core/connection/knownSecrets.ts';
import { explainTurnError } from '../../core/conversation/turnText.ts';
import { createDraftStore } from '../../core/newChat/draftStore.ts';
import { parseStoredDraft } from '../../core/newChat/newChatDraftSchema.ts';
import type { NewChatSuggestions } from '../../protocol/newChat.ts';
import type { Editor } from '../common/editor.ts';
import type { Connections } from '../connection/registerConnections.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { runCommand } from '../commands/commands.ts';
import { ensureStandInConnection } from '../../core/connection/standInConnection.ts';
import { readOpenAdkProjects } from '../connection/openAdkProjects.ts';
import { listNewChatConnections } from '../../panels/newChat/newChatConnections.ts';
import { type NewChatPanel, createNewChatPanel } from './newChatPanel.ts';
import { createNewChatSession } from '../../panels/newChat/newChatSession.ts';
import { askPresetName, confirmDeletePreset, pickPreset } from './presetPrompts.ts';

/** The form "New Chat" with everything it needs around it. */
export function createNewChat(
  { recordMessages, profileDirectory, workspaceDirectory, extensionUri, onError }: Editor,
  { store: connections, vault, knownSecrets }: Connections,
  { agents, standIn, service, createChat, draftSeal, holdsSecret }: Conversations,
): NewChatPanel {
  const keepsDrafts = () => recordMessages.value;
  const owned = new DisposableStore();
  const presetStore = owned.add(
    createPresetStore({
      path: path.join(profileDirectory, 'presets.json'),
      parseDraft: parseStoredDraft,
      withoutSecrets: (typed) => requireMasked(knownSecrets, typed),
      onNotice: onError,
    }),
  );
  const draftStore = owned.add(
    createDraftStore({
      // Two windows do not share one draft.
      path: path.join(workspaceDirectory, 'newChat.json'),
      onNotice: onError,
      keeps: keepsDrafts,
      toKept: (edited) => knownSecrets.maskWhenKnown(edited),
    }),
  );
  const connectionsChanged = owned.add(new Emitter<void>(onError));
  for (const event of [connections.onDidChange, vault.onDidChange, standIn.onDidChangeRunning]) {
    owned.add((event as vscode.Event<unknown>)(() => connectionsChanged.fire()));
  }
  const session = owned.add(
    createNewChatSession({
      connections: {
        list: () => listNewChatConnections(connections.list(), vault, standIn.running?.origin),
        onDidChange: connectionsChanged.event,
        // A live one is chosen in the form, by name.
        activeId: () => findDefault(connections.list(), connections.active?.id)?.id,
      },
      draftStore,
      keepsDrafts,
      draftSeal,
      presetStore,
      suggestions: readSuggestions,
      createChat: async ({ connectionId, parameters, signal }) => {
        const connection = connections.get(connectionId);
        if (connection === undefined) throw new HumanError(l10n.t('This connection is no longer there.'));
        // A disk that does not take them is no reason not to talk.
        await connections.setLastParameters(connectionId, parameters).catch(onError);
        return createChat(connection, parameters, { signal });
      },
      sendFirstTurn: async ({ id, connection }, message, signal) => {
        const target = await agents.resolveTarget(agents.connectionOf(connection));
        return service.send({ id, target, message, signal, timeoutSeconds: agents.timeoutSeconds() });
      },
      explain: explainTurnError,
      copyText: (text) => vscode.env.clipboard.writeText(text),
      openConversation: (id) => runCommand('polyai.openConversation', id),
      addConnection: () => runCommand('polyai.addConnection'),
      editConnection: (id) => runCommand('polyai.editConnection', id),
      // Chosen, not talked to yet: the fields of the form are still to be filled in.
      useStandInAgent: () => ensureStandInConnection(connections),
      askPresetName: (taken) => askPresetName(taken, holdsSecret),
      confirmDeletePreset,
      language: vscode.env.language,
      l10nContents: vscode.l10n.bundle,
      onError,
    }),
  );
  const panel = owned.add(createNewChatPanel(extensionUri, session));
  return {
    open: (what) => panel.open(what),
    openPreset: async () => {
      const draft = await pickPreset(presetStore.list());
      if (draft) await panel.open({ draft });
    },
    restore: (restored) => panel.restore(restored),
    dispose: () => owned.dispose(),
  };
}

/** What the documentation names, with the languages and variants of the open ADK project first. */
async function readSuggestions(): Promise<NewChatSuggestions> {
  const projects = await readOpenAdkProjects();
  const languages = projects.flatMap((project) => project.languages);
  return {
    channels: documentedChannels,
    languages: [...new Set([...languages, ...documentedLanguages])],
    variants: [...new Set(projects.flatMap(({ variants }) => variants.map(({ name }) => name)))],
  };
}
