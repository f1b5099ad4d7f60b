import path from 'node:path';
import * as vscode from 'vscode';
import type { DisposableStore } from '../../../core/common/disposable.ts';
import type { ConnectionStore } from '../../../core/connection/connectionStore.ts';
import type { KnownSecrets } from '../../../core/connection/knownSecrets.ts';
import type { Agents } from '../../../core/conversation/agents.ts';
import { findConnectionOr } from '../../../core/conversation/connectionOf.ts';
import type { ConversationService } from '../../../core/conversation/conversationService.ts';
import { explainTurnError } from '../../../core/conversation/turnText.ts';
import type { History } from '../../../core/history/history.ts';
import type { DraftSeal } from '../../../panels/draftSeal.ts';
import { runCommand } from '../../commands/commands.ts';
import type { TypingWatch } from '../../asking/typingWatch.ts';
import type { Editor } from '../../common/editor.ts';
import { sendQuestion } from '../../../core/connection/liveGuard.ts';
import { toFailureAction } from '../failureActions.ts';
import { studioUrl } from '../openInStudio.ts';
import { createComposerDrafts } from '../../../panels/conversation/composerDrafts.ts';
import { type ConversationPanels, createConversationPanels } from './conversationPanels.ts';

/** What the panels show and speak for. */
export interface PanelConversations {
  readonly store: Pick<ConnectionStore, 'onDidChange'>;
  readonly service: ConversationService;
  readonly history: History;
  readonly agents: Agents;
  readonly draftSeal: DraftSeal;
  readonly knownSecrets: KnownSecrets;
  readonly typing: Pick<TypingWatch, 'noteTyping'>;
}

/** The conversation panels with everything they need around them. */
export function createPanels(
  { recordMessages, profileDirectory, extensionUri, onError }: Editor,
  conversations: PanelConversations,
  parts: DisposableStore,
): ConversationPanels {
  const { store, service, history, agents, draftSeal, knownSecrets, typing } = conversations;
  const { connectionOf, resolveTarget, liveGuard, timeoutSeconds } = agents;
  const keepsDrafts = () => recordMessages.value;
  const drafts = parts.add(
    createComposerDrafts({
      path: path.join(profileDirectory, 'composer.json'),
      keepsDrafts,
      toKept: (edited) => knownSecrets.maskWhenKnown(edited),
      onNotice: onError,
    }),
  );
  // Best effort: what the disk refuses now is tried again when the next window opens.
  drafts.removeAbandoned((ids) => history.stillKept(ids)).catch(() => undefined);
  return createConversationPanels(extensionUri, {
    service,
    history,
    drafts,
    keepsDrafts,
    draftSeal,
    noteTyping: typing.noteTyping,
    environmentOf: (connection) => findConnectionOr(connectionOf, connection, connection).environment,
    onDidChangeConnections: store.onDidChange,
    resolveTarget: async (connection) => resolveTarget(connectionOf(connection)),
    confirmLive: async (connection) => {
      const today = connectionOf(connection);
      return liveGuard.confirm(today, sendQuestion(today));
    },
    timeoutSeconds,
    explain: (error, { connection }, kind) => explainTurnError(error, kind, connection),
    runFailureAction: (action, conversation) => toFailureAction(action, conversation, 'respond').run(),
    fork: ({ id }, turnIndex) => runCommand('polyai.forkConversation', id, turnIndex),
    createAgain: ({ id }, { replay }) =>
      runCommand(replay ? 'polyai.createAgainAndReplay' : 'polyai.rerunConversation', id),
    startFresh: ({ connection }) => runCommand('polyai.createChatWithParameters', connection.connectionId),
    openConversation: (id) => runCommand('polyai.openConversation', id),
    openAsText: ({ id }) => runCommand('polyai.openAsText', id),
    saveAsChatTest: ({ id }) => runCommand('polyai.saveAsChatTest', id),
    studioUrl,
    l10nContents: vscode.l10n.bundle,
    showError: onError,
  });
}
