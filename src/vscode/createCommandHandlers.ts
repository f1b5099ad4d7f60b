import { createDoctorNetwork } from '../core/doctor/doctorNetwork.ts';
import { toNewChatDraft } from '../core/newChat/newChatDraft.ts';
import { isAsking } from './asking/quickInput.ts';
import { createChatTestCommands } from './chatTest/chatTestCommands.ts';
import { type CommandHandlers, connectionIdOf } from './commands/commands.ts';
import { findHostProxy } from './common/hostProxy.ts';
import { hostFetch, readVersions } from './common/hostSurroundings.ts';
import type { MadeOnce } from '../core/common/once.ts';
import type { TypingWatch } from './asking/typingWatch.ts';
import { createConnectionCommands } from './connection/connectionCommands.ts';
import { readOpenAdkProjects } from './connection/openAdkProjects.ts';
import type { Conversation } from '../core/conversation/conversation.ts';
import { createConversationChooser } from './conversation/chooseConversation.ts';
import { createConversationCommands } from './conversation/conversationCommands.ts';
import { createOutputOpener } from './conversation/conversationOutput.ts';
import type { ConversationPanels } from './conversation/panel/conversationPanels.ts';
import { createChatReplay } from './conversation/replayChat.ts';
import { createTalkCommands } from './conversation/talkCommands.ts';
import type { ShownHistory } from './createHistory.ts';
import type { Services } from './createServices.ts';
import type { Surroundings } from './createSurroundings.ts';
import type { Views } from './createViews.ts';
import { createHistoryCommands } from './history/historyCommands.ts';
import { activeTranscript } from './history/transcriptDocument.ts';
import type { NewChatPanel } from './newChat/newChatPanel.ts';
import { createCloseBeforeDelete } from './openConversations/closeBeforeDelete.ts';
import { type CloseOpen, createCloseAllOpen } from './openConversations/closeOpen.ts';
import { createStandInCommands } from './standIn/standInCommands.ts';
import { ensureStandInConnection } from '../core/connection/standInConnection.ts';

/** Where commands show what they do. */
export interface CommandPlaces extends Views, Omit<ShownHistory, 'history'> {
  readonly newChat: MadeOnce<NewChatPanel>;
  readonly panels: MadeOnce<ConversationPanels>;
  readonly closeOpen: CloseOpen;
  readonly typing: Pick<TypingWatch, 'hasTypedSince'>;
}

/** Every command, each from the room that it belongs to. */
export function createCommandHandlers(
  surroundings: Surroundings,
  services: Services,
  places: CommandPlaces,
): CommandHandlers {
  const { context, output, outputShow, log, showError, onError } = surroundings;
  const { connections, standIn, history, findConversation } = services;
  const { connectionsView, historyView, newChat, panels, reports, listOpen, closeOpen, typing } = places;
  const activeConversation = () => panels.made?.active ?? activeTranscript();
  const choose = createConversationChooser({
    history,
    get: findConversation,
    listOpen,
    activeConversation,
    showError,
  });

  const openOutput = createOutputOpener(output, outputShow);
  /** What was said from the palette is answered in the panel, which comes into view without the keyboard. */
  const showReply = ({ id }: Conversation) => {
    openOutput();
    if (!panels.get().isVisible(id)) panels.get().open(id, { preserveFocus: true });
  };
  /** A conversation that is there is talked to at once; one that failed is read about in the output. */
  const show = ({ id, conversationId, createdAt }: Conversation) => {
    openOutput();
    if (conversationId === undefined) return;
    // Agents take seconds. Whoever has gone on to something else must not go on typing into a chat.
    const beside = typing.hasTypedSince(Date.parse(createdAt));
    panels.get().open(id, { beside, preserveFocus: beside || isAsking(), isNew: true });
  };

  return {
    ...createConnectionCommands({
      ...services,
      service: services.testService,
      store: connections,
      focused: () => connectionsView.focused(),
      listOpen,
      closeOpen,
      readAdkProjects: readOpenAdkProjects,
      network: createDoctorNetwork(),
      fetch: hostFetch,
      findProxy: findHostProxy,
      versions: readVersions(context.extension),
      showError,
      showReport: (connection, report) => reports.show(connection, report),
      report: (sentence) => output.appendLine(sentence),
    }),
    ...createConversationCommands({
      ...services,
      output,
      log,
      showError,
      onError,
      useStandIn: () => ensureStandInConnection(connections),
      show,
    }),
    ...createTalkCommands({
      ...services,
      choose,
      get: findConversation,
      activeConversation,
      replayChat: createChatReplay({ ...services, showError, show }),
      openRaw: (conversation) => panels.get().openRaw(conversation),
      showError,
      showReply,
    }),
    ...createHistoryCommands({
      history,
      view: historyView,
      get: findConversation,
      hasConnection: (id) => connections.get(id) !== undefined,
      closeBeforeDelete: createCloseBeforeDelete({ listOpen, closeChat: services.closeChat }),
      openPanel: (id) => panels.get().open(id),
      choose,
      onError,
    }),
    ...createChatTestCommands({
      choose,
      services: {
        ...services,
        concurrency: () => surroundings.testConcurrency.value,
        now: surroundings.now,
      },
    }),
    ...createStandInCommands(standIn, connections),
    'polyai.createChatWithParameters': async (connection, parameters) => {
      const connectionId = connectionIdOf(connection);
      // A menu hands over the selected rows there.
      const isOurs = connectionId !== undefined && parameters !== undefined && !Array.isArray(parameters);
      await newChat
        .get()
        .open(isOurs ? { draft: toNewChatDraft(connectionId, parameters) } : { connectionId });
    },
    'polyai.createChatFromPreset': () => newChat.get().openPreset(),
    'polyai.toggleMarkdown': () => panels.made?.toggleMarkdown(),
    'polyai.closeAllOpen': createCloseAllOpen({ listOpen, closeOpen }),
    'polyai.copyConnectionReport': () => reports.copy(),
  };
}
