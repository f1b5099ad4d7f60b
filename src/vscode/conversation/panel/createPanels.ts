import path from 'node:path';
import * as vscode from 'vscode';
import type { DisposableStore } from '../../../core/common/disposable.ts';
import { explainTurnError } from '../../../core/conversation/turnText.ts';
import { runCommand } from '../../commands/commands.ts';
import type { TypingWatch } from '../../asking/typingWatch.ts';
import type { Services } from '../../createServices.ts';
import type { Surroundings } from '../../createSurroundings.ts';
import { sendQuestion } from '../../../core/connection/liveGuard.ts';
import { toFailureAction } from '../failureActions.ts';
import { studioUrl } from '../openInStudio.ts';
import { createComposerDrafts } from '../../../panels/conversation/composerDrafts.ts';
import { type ConversationPanels, createConversationPanels } from './conversationPanels.ts';

/** The conversation panels with everything they need around them. */
export function createPanels(
  surroundings: Surroundings,
  services: Services,
  typing: Pick<TypingWatch, 'noteTyping'>,
  parts: DisposableStore,
): ConversationPanels {
  const { context, directory, recordMessages, onError } = surroundings;
  const { service, history, placeOf, resolveTarget, liveGuard, timeoutSeconds, knownSecrets } = services;
  const icons = vscode.Uri.joinPath(context.extensionUri, 'media', 'icons');
  const keepsDrafts = () => recordMessages.value;
  const drafts = parts.add(
    createComposerDrafts({
      path: path.join(directory, 'composer.json'),
      keepsDrafts,
      toKept: (edited) => knownSecrets.maskWhenKnown(edited),
      onNotice: onError,
    }),
  );
  // Best effort: what the disk refuses now is tried again when the next window opens.
  drafts.removeAbandoned((ids) => history.stillKept(ids)).catch(() => undefined);
  return parts.add(
    createConversationPanels({
      extensionUri: context.extensionUri,
      icon: {
        light: vscode.Uri.joinPath(icons, 'conversation-light.svg'),
        dark: vscode.Uri.joinPath(icons, 'conversation-dark.svg'),
      },
      service,
      history,
      drafts,
      keepsDrafts,
      draftSeal: services.draftSeal,
      noteTyping: typing.noteTyping,
      resolveTarget: async (connection) => resolveTarget(placeOf(connection)),
      confirmLive: async (connection) => {
        const place = placeOf(connection);
        return liveGuard.confirm(place, sendQuestion(place));
      },
      timeoutSeconds,
      explain: (error, { connection }, kind) => explainTurnError(error, kind, connection),
      runFailureAction: (action, conversation) => toFailureAction(action, conversation, 'respond').run(),
      createAgain: ({ id }, { replay }) =>
        runCommand(replay ? 'polyai.createAgainAndReplay' : 'polyai.rerunConversation', id),
      startFresh: ({ connection }) => runCommand('polyai.createChatWithParameters', connection.connectionId),
      openConversation: (id) => runCommand('polyai.openConversation', id),
      openAsText: ({ id }) => runCommand('polyai.openAsText', id),
      saveAsChatTest: ({ id }) => runCommand('polyai.saveAsChatTest', id),
      studioUrl,
      l10nContents: vscode.l10n.bundle,
      showError: onError,
    }),
  );
}
