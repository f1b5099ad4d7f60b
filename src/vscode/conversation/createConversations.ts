import * as l10n from '@vscode/l10n';
import { createHttpChatClient } from '../../core/chatApi/httpChatClient.ts';
import type { DisposableStore } from '../../core/common/disposable.ts';
import type { Emitter } from '../../core/common/event.ts';
import { newId } from '../../core/common/newId.ts';
import { once } from '../../core/common/once.ts';
import { createLiveGuard } from '../../core/connection/liveGuard.ts';
import { createTargetResolver } from '../../core/connection/resolveTarget.ts';
import { ensureStandInConnection } from '../../core/connection/standInConnection.ts';
import type { Agents } from '../../core/conversation/agents.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { createConnectionFinder } from '../../core/conversation/connectionOf.ts';
import type { ConversationRecord } from '../../core/conversation/conversationRecord.ts';
import {
  type ConversationEvent,
  type ConversationService,
  createConversationService,
} from '../../core/conversation/conversationService.ts';
import { createChatCloser } from '../../core/conversation/closeChat.ts';
import { createChatReplay } from '../../core/conversation/replayChat.ts';
import { createChatCreator, type CreateChat } from '../../core/conversation/createChat.ts';
import { createLeaving } from '../../core/conversation/leaving.ts';
import { toRecordedBlock } from '../../core/conversation/recordedPart.ts';
import { explainTurnError } from '../../core/conversation/turnText.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { type CloseBeforeDelete, createCloseBeforeDelete } from '../../core/history/closeBeforeDelete.ts';
import { type CloseOpen, createCloseOpen } from '../../core/history/closeOpen.ts';
import { readOpenConversations } from '../../core/history/openConversations.ts';
import { createTestRecord } from '../../core/history/testRecord.ts';
import { toOutputBlock } from '../../core/wording/outputBlock.ts';
import { createDraftSeal, type DraftSeal } from '../../panels/draftSeal.ts';
import { agreesInDialog } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { isAsking } from '../asking/ask.ts';
import { createTypingWatch } from '../asking/typingWatch.ts';
import { commandAction } from '../commands/showError.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { hostFetch, isProcessAlive } from '../common/host.ts';
import { rowsAtHand } from '../../core/conversation/rowsAtHand.ts';
import type { Connections } from '../connection/registerConnections.ts';
import { activeTranscript } from '../history/transcriptDocument.ts';
import { createStandIn, type StandIn } from '../standIn/createStandIn.ts';
import type { WebviewRestorer } from '../webview/webviewRestorer.ts';
import { type ConversationChooser, createConversationChooser } from './chooseConversation.ts';
import { createConversationCommands } from './conversationCommands.ts';
import { createOutputOpener, registerAnswerLog, registerConversationOutput } from './conversationOutput.ts';
import { createPanels } from './panel/createPanels.ts';
import { createTalkCommands } from './talkCommands.ts';

/** The conversations of this window: what talks to agents, and what is shown of it. */
export interface Conversations {
  readonly agents: Agents;
  readonly standIn: StandIn;
  readonly service: ConversationService;
  /** What a test of a connection says to an agent is no conversation of the person's. */
  readonly testService: ConversationService;
  readonly draftSeal: DraftSeal;
  readonly createChat: CreateChat;
  readonly closeOpen: CloseOpen;
  readonly closeBeforeDelete: CloseBeforeDelete;
  readonly choose: ConversationChooser;
  readonly panels: WebviewRestorer;
  readonly commands: ReturnType<typeof createConversationCommands> &
    ReturnType<typeof createTalkCommands> &
    StandIn['commands'] &
    Pick<CommandHandlers, 'polyai.toggleMarkdown'>;
  /** As on the screen, with what is not recorded. */
  readonly find: (id: string) => Conversation | undefined;
  /** Of this window and of others. */
  readonly listOpen: () => readonly ConversationSummary[];
  /** Shows a conversation in its panel, which gets the keyboard. */
  readonly openPanel: (id: string, options?: { readonly turn?: number | undefined }) => void;
  /** The conversation has a panel in this window. */
  readonly isShown: (id: string) => boolean;
  /** Whether a secret of any connection stands in what is typed. */
  readonly holdsSecret: (text: string) => Promise<boolean>;
  /** The person types in a webview, where the editor does not see it. */
  readonly noteTyping: () => void;
  /** Resolves when nothing is left to do for a window that goes. */
  readonly leave: () => Promise<void>;
}

export function createConversations(
  editor: Editor,
  { store, vault, knownSecrets }: Connections,
  history: History,
  changed: Emitter<ConversationEvent>,
  parts: DisposableStore,
): Conversations {
  const { now, output, outputShow, log, showError, onError, requestTimeout, recordMessages } = editor;
  const standIn = createStandIn(editor, store, history, parts);
  const agents: Agents = {
    connectionOf: createConnectionFinder({
      connections: store,
      standInOrigin: () => standIn.running?.origin,
    }),
    resolveTarget: createTargetResolver({
      vault,
      connections: store,
      startStandIn: () => standIn.ensureRunning(),
    }),
    liveGuard: parts.add(createLiveGuard(vault, agreesInDialog)),
    timeoutSeconds: () => requestTimeout.value,
  };

  const client = createHttpChatClient({ fetch: hostFetch, now });
  const createService = (record: ConversationRecord, announced?: Emitter<ConversationEvent>) =>
    createConversationService({
      client,
      record,
      changed: announced,
      now,
      newId,
      processId: process.pid,
      recordMessages: () => recordMessages.value,
      knownSecrets,
      onRecordError: onError,
    });
  const service = createService(history, changed);
  // Before the history is disposed, which came first.
  parts.add({ dispose: () => service.saveNow() });
  const find = (id: string) => service.get(id);
  parts.add(
    registerConversationOutput(output, service, (conversation, turn) =>
      toOutputBlock(toRecordedBlock(conversation, turn), turn, explainTurnError),
    ),
  );
  parts.add(registerAnswerLog(log, service));

  const createChat = createChatCreator({
    ...agents,
    service,
    confirmLive: (connection) => agents.liveGuard.confirm(connection),
    withProgress: withSlowProgress,
  });
  const closeChat = createChatCloser({ ...agents, service });
  const closing = { closeChat, withProgress: withSlowProgress };
  const closeOpen = createCloseOpen({
    ...closing,
    onNotClosed: (problem) =>
      showError(problem, 'polyai.closeAllOpen', [commandAction(l10n.t('Show Output'), 'polyai.showOutput')]),
  });
  const leaving = parts.add(
    createLeaving({
      onLeave: editor.onLeave,
      service,
      processId: process.pid,
      resolveTarget: async (connection) => agents.resolveTarget(agents.connectionOf(connection)),
    }),
  );

  const draftSeal = createDraftSeal(editor.secrets);
  const typing = parts.add(createTypingWatch());
  const panels = once(() =>
    createPanels(editor, { store, service, history, agents, draftSeal, knownSecrets, typing }, parts),
  );
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
    // Agents take seconds. A person who has gone on to something else must not go on typing into a chat.
    const beside = typing.hasTypedSince(Date.parse(createdAt));
    panels.get().open(id, { beside, preserveFocus: beside || isAsking(), isNew: true });
  };

  const activeConversation = () => panels.made?.active ?? activeTranscript();
  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  const choose = createConversationChooser({
    history,
    rows: rowsAtHand,
    get: find,
    listOpen,
    activeConversation,
    showError,
  });
  const holdsSecret = async (text: string) => (await knownSecrets.mask(text)).value !== text;

  return {
    agents,
    standIn,
    service,
    testService: createService(createTestRecord(history)),
    draftSeal,
    createChat,
    closeOpen,
    closeBeforeDelete: createCloseBeforeDelete({ ...closing, listOpen, agrees: agreesInDialog }),
    choose,
    panels: { restore: (panel, state) => panels.get().restore(panel, state) },
    commands: {
      ...createConversationCommands({
        connections: store,
        createChat,
        closeChat,
        closeOpen,
        choose: choose.open,
        listOpen,
        output,
        log,
        showError,
        onError,
        useStandIn: () => ensureStandInConnection(store),
        show,
      }),
      ...createTalkCommands({
        ...agents,
        service,
        connections: store,
        choose,
        get: find,
        replayChat: createChatReplay({
          ...agents,
          service,
          withProgress: withSlowProgress,
          show,
          recordRerun: (id, result) => history.recordRerun(id, result),
        }),
        openRaw: (conversation) => panels.get().openRaw(conversation),
        holdsSecret,
        showError,
        showReply,
      }),
      ...standIn.commands,
      'polyai.toggleMarkdown': () => panels.made?.toggleMarkdown(),
    },
    find,
    listOpen,
    openPanel: (id, options) => panels.get().open(id, options),
    isShown: (id) => panels.made?.opened.includes(id) ?? false,
    holdsSecret,
    noteTyping: () => typing.noteTyping(),
    leave: async () => {
      await leaving.leave();
      standIn.leave();
      service.saveNow();
    },
  };
}
