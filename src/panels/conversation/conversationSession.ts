import * as l10n from '@vscode/l10n';
import { type Disposable, DisposableStore } from '../../core/common/disposable.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import type { ConversationEvent } from '../../core/conversation/conversationService.ts';
import { type Handlers, listen, type Port } from '../../protocol/channel.ts';
import type { FromConversation, PanelAction, ToConversation } from '../../protocol/conversation.ts';
import { conversationGone } from '../../core/conversation/conversationGone.ts';
import type { ConversationPanelDeps } from './conversationPanelDeps.ts';
import { createLookUps } from './lookUps.ts';
import { createPanelCalls } from './panelCalls.ts';
import { parseConversationMessage } from './parseConversationMessage.ts';
import { parseLink } from './parseLink.ts';
import { createShownConversation } from './shownConversation.ts';
import { createTypedMessage } from './typedMessage.ts';

export interface ConversationSession extends Disposable {
  /** The webview is hidden and gone; it says when it is back. */
  pause(): void;
  /** Brings a turn into view, as soon as there is one. */
  showTurn(index: number): void;
}

/** Speaks for one conversation with one webview, until disposed. A call that runs then goes on and is recorded. */
export function createConversationSession(
  id: string,
  port: Port<ToConversation, unknown>,
  deps: ConversationPanelDeps,
  onDidShow: (conversation: Conversation) => void,
  /** The conversation has just been created: its first reply is news. */
  { isNew = false }: { readonly isNew?: boolean } = {},
): ConversationSession {
  const { service } = deps;
  const owned = new DisposableStore();
  const leaving = new AbortController();
  owned.add({ dispose: () => leaving.abort() });

  const find = (): Conversation => {
    const conversation = service.get(id);
    if (conversation) return conversation;
    throw conversationGone();
  };
  const findTurn = (index: number): Turn => {
    const turn = find().turns[index];
    if (turn) return turn;
    throw new HumanError(l10n.t('This turn is no longer in the history.'));
  };

  const typed = createTypedMessage(id, deps);
  const shown = owned.add(createShownConversation({ id, port, deps, typed, onDidShow, isNew }));
  const agent = createPanelCalls({ id, find, deps, typed, shown });

  const act: Readonly<Record<PanelAction, (index: number | undefined) => unknown>> = {
    createAgain: () => deps.createAgain(find(), { replay: false }),
    replay: () => deps.createAgain(find(), { replay: true }),
    fork: (index = -1) => (findTurn(index).kind === 'respond' ? deps.fork(find(), index) : undefined),
    startFresh: () => deps.startFresh(find()),
    closeAgain: () => agent.close(),
    sendAgain: (index = -1) => agent.sendAgain(findTurn(index)),
    fixFailure: (index = -1) => {
      const { error, kind } = findTurn(index);
      const conversation = find();
      const action = error && deps.explain(error, conversation, kind).action;
      return action && deps.runFailureAction(action, conversation);
    },
    fetchDelayedReply: () => agent.fetchDelayedReply(),
  };

  const handlers: Handlers<FromConversation> = {
    ...typed.handlers(shown.post, shown.begin),
    send: ({ draft }) => agent.say(draft),
    fetchDelayedReply: ({ draft }) => agent.fetchDelayedReply(draft),
    cancel: () => service.cancel(id),
    close: () => agent.close(),
    act: async ({ action, index }) => void (await act[action](index)),
    ...createLookUps({ ...deps, find, findTurn, post: shown.post, leaving: leaving.signal }),
    copyUnsentText: async ({ text }) => deps.copyText(text),
    openInStudio: async () => {
      const url = deps.studioUrl(find());
      if (url !== undefined) await deps.openUrl(url);
    },
    openRaw: async () => void (await deps.openRaw(find())),
    openOriginal: async () => {
      const { replayOf } = find();
      if (replayOf !== undefined) await deps.openConversation(replayOf);
    },
    openReplay: async () => {
      const replay = shown.latestReplay();
      if (replay !== undefined) await deps.openConversation(replay);
    },
    openAsText: async () => void (await deps.openAsText(find())),
    saveAsChatTest: async () => void (await deps.saveAsChatTest(find())),
    openLink: async ({ url }) => {
      const link = parseLink(url);
      if (!link) throw new HumanError(l10n.t('Only http and https addresses can be opened.'));
      await deps.openLink(link);
    },
  };

  const onOwnChange = ({ kind, conversation, turnIndex }: ConversationEvent) => {
    if (conversation.id !== id) return;
    if (kind === 'started') agent.noteStarted(conversation.turns[turnIndex]);
    shown.showChanges(conversation);
  };

  listen(port, parseConversationMessage, handlers, (error) => deps.showError(error));
  owned.add(service.onDidChangeConversation(onOwnChange));
  owned.add(deps.history.onDidChange(shown.lookAgain));
  owned.add(deps.onDidChangeConnections(shown.lookAgain));
  return { pause: shown.pause, showTurn: shown.showTurn, dispose: () => owned.dispose() };
}
