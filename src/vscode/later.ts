import * as vscode from 'vscode';
import type { DisposableStore } from '../core/common/disposable.ts';
import { toOutputBlock } from '../core/wording/outputBlock.ts';
import { toTranscript } from '../core/wording/transcript.ts';
import { toRecordedBlock } from '../core/conversation/recordedPart.ts';
import { explainTurnError } from '../core/conversation/turnText.ts';
import { hostEnvironment } from './common/hostSurroundings.ts';
import { once } from '../core/common/once.ts';
import { createTypingWatch } from './asking/typingWatch.ts';
import { registerAnswerLog, registerConversationOutput } from './conversation/conversationOutput.ts';
import { createPanels } from './conversation/panel/createPanels.ts';
import { createCommandHandlers } from './createCommandHandlers.ts';
import { createServices } from './createServices.ts';
import type { ShownHistory } from './createHistory.ts';
import type { Stores } from './createStores.ts';
import type { Surroundings } from './createSurroundings.ts';
import type { Later, Views } from './createViews.ts';
import { createNewChat } from './newChat/createNewChat.ts';
import { createCloseOpen } from './openConversations/closeOpen.ts';
import { createLeaving } from '../core/conversation/leaving.ts';
import { registerStandInNotices } from './standIn/standInCommands.ts';
import { registerStandInEnds } from '../core/history/standInEnds.ts';

/**
 * All that talks to an agent and all that a command does. Loaded with the first command, panel or form, so that a
 * window that only shows the side bar does not wait for it; in one part of the bundle, because the editor takes a
 * moment for each file.
 */
export function createLater(
  surroundings: Surroundings,
  stores: Stores,
  places: Views & ShownHistory,
  parts: DisposableStore,
) {
  const { context, log, output, showError, onError, onLeave, recordMessages } = surroundings;
  const services = createServices(surroundings, { ...stores, history: places.history }, parts);
  const { service, standIn, closeChat, placeOf, resolveTarget, findConversation } = services;

  parts.add(
    registerConversationOutput(output, service, (conversation, turn) =>
      toOutputBlock(toRecordedBlock(conversation, turn), turn, explainTurnError),
    ),
  );
  parts.add(places.history.onDidChange(() => places.activity.lookAgain(findConversation)));
  parts.add(registerAnswerLog(log, service));
  parts.add(registerStandInNotices(standIn, output));
  const standInEnds = parts.add(
    registerStandInEnds({ standIn, history: places.history, now: surroundings.now, onError }),
  );
  const leaving = parts.add(
    createLeaving({
      onLeave,
      service,
      processId: process.pid,
      resolveTarget: async (connection) => resolveTarget(placeOf(connection)),
    }),
  );
  const closeOpen = createCloseOpen({ closeChat, showError });
  const typing = parts.add(createTypingWatch());
  const newChat = once(() =>
    parts.add(createNewChat({ ...services, context, keepsDrafts: () => recordMessages.value, onError })),
  );
  const panels = once(() => createPanels(surroundings, services, typing, parts));

  return {
    handlers: createCommandHandlers(surroundings, services, {
      ...places,
      newChat,
      panels,
      closeOpen,
      typing,
    }),
    leave: async () => {
      await leaving.leave();
      standInEnds.leave();
      service.saveNow();
    },
    newChat: { restore: (panel) => newChat.get().restore(panel) },
    panels: { restore: (panel, state) => panels.get().restore(panel, state) },
    closeOpen,
    chatTests: {
      ...services,
      concurrency: () => surroundings.testConcurrency.value,
      allowedVariables: () => surroundings.testVariables.value,
      env: hostEnvironment,
      now: surroundings.now,
      recorder: places.caseRecorder,
    },
    isShown: (id) => panels.made?.opened.includes(id) ?? false,
    readTranscript(id) {
      const conversation = findConversation(id);
      return conversation && toTranscript(conversation, { locale: vscode.env.language });
    },
  } satisfies Later & Record<string, unknown>;
}
