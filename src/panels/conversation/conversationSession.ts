import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../../core/chatApi/chatClient.ts';
import type { ChatFailureAction } from '../../core/chatApi/chatFailure.ts';
import { type Disposable, DisposableStore } from '../../core/common/disposable.ts';
import { toEditTime } from '../../core/common/editTime.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { holdsMask } from '../../core/common/redaction.ts';
import type { ConnectionSnapshot, Conversation, Turn } from '../../core/conversation/conversation.ts';
import type {
  ConversationCall,
  ConversationEvent,
  ConversationService,
} from '../../core/conversation/conversationService.ts';
import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import { toRepeatedContent } from '../../core/conversation/repeatedContent.ts';
import type { History } from '../../core/history/history.ts';
import { dispatch, type Handlers, type Port } from '../../protocol/channel.ts';
import {
  type ComposerDraft,
  type ConversationHeader,
  type EditedComposerDraft,
  emptyComposerDraft,
  type FromConversation,
  type PanelAction,
  type ToConversation,
  type TurnView,
} from '../../protocol/conversation.ts';
import type { DraftSeal } from '../draftSeal.ts';
import { createTypedDraft } from '../typedDraft.ts';
import { type ComposerDrafts, toRestoredDraft } from './composerDrafts.ts';
import { toConversationHeader } from './conversationHeader.ts';
import { createLookUps } from './lookUps.ts';
import { type ParsedLink, parseLink } from './parseLink.ts';
import { parseConversationMessage, parseEditedComposerDraft } from './parseConversationMessage.ts';
import { type RespondContent, toRespondContent } from './respondContent.ts';
import type { RunningCalls } from './runningCalls.ts';
import { type ExplainTurn, toTurnView } from './turnView.ts';

/** Everything the panel needs of its surroundings. What it sends to the webview never holds a secret. */
export interface ConversationPanelDeps {
  readonly service: Pick<ConversationService, 'send' | 'close' | 'get' | 'onDidChangeConversation'>;
  readonly history: Pick<History, 'onDidChange' | 'latestReplay' | 'latencyFigures'>;
  readonly drafts: Pick<ComposerDrafts, 'read' | 'write'>;
  /** Where a conversation leads and its secrets; rejects with HumanError when its connection is gone. */
  resolveTarget(connection: ConnectionSnapshot): Promise<ChatTarget>;
  /** Asks before the first call of this session on a live connection; false when the person declines. */
  confirmLive(connection: ConnectionSnapshot): Promise<boolean>;
  timeoutSeconds(): number;
  readonly explain: ExplainTurn;
  /** The one button beside an explanation, but for creating again and sending again: those are the panel's. */
  runFailureAction(action: ChatFailureAction, conversation: Conversation): unknown;
  createAgain(conversation: Conversation, options: { readonly replay: boolean }): unknown;
  /** Says again what was said before the turn. */
  fork(conversation: Conversation, turnIndex: number): unknown;
  startFresh(conversation: Conversation): unknown;
  /** Shows the whole address and asks before anything is opened. */
  openLink(link: ParsedLink): unknown;
  openUrl(url: string): unknown;
  openRaw(conversation: Conversation): unknown;
  /** In its own panel. The id is ours. */
  openConversation(id: string): unknown;
  openAsText(conversation: Conversation): unknown;
  saveAsChatTest(conversation: Conversation): unknown;
  copyText(text: string): PromiseLike<void>;
  /** Of the conversation in Agent Studio; undefined when that is not known. */
  studioUrl(conversation: Conversation): string | undefined;
  /** When false, what is typed is kept in memory only. */
  keepsDrafts(): boolean;
  /** For what the webview keeps by itself; it keeps nothing when left out. */
  readonly draftSeal?: DraftSeal | undefined;
  /** A chat that comes by itself leaves the keyboard to whoever types. */
  noteTyping(): void;
  /** BCP 47. */
  readonly language: string;
  readonly l10nContents?: Readonly<Record<string, string>> | undefined;
  showError(error: unknown): void;
}

export interface ConversationSession extends Disposable {
  /** The webview is hidden and gone; it says when it is back. */
  pause(): void;
  /** Brings a turn into view, as soon as there is one. */
  showTurn(index: number): void;
}

/** Another window's changes are looked for at most this often. */
const patienceMs = 200;

/** Speaks for one conversation with one webview, until disposed. A call that runs then goes on and is recorded. */
export function createConversationSession(
  id: string,
  port: Port<ToConversation, unknown>,
  deps: ConversationPanelDeps,
  calls: RunningCalls,
  onDidChange: (conversation: Conversation) => void,
  /** The conversation has just been created: its first reply is news. */
  { isNew = false }: { readonly isNew?: boolean } = {},
): ConversationSession {
  const { service } = deps;
  const owned = new DisposableStore();
  /** As the webview shows it; undefined while it shows that there is none, or nothing yet. */
  let shown: Conversation | undefined;
  let isReady = false;
  let shownReplay = false;
  /** The first turn that has not been shown with its answer; undefined before anything was shown. */
  let firstNews = isNew ? 0 : undefined;
  /** The message that was handed over and has not become a turn yet; other calls may run meanwhile. */
  let saying: { readonly text: string; isCalled: boolean } | undefined;
  /** Is shown once the webview has its turns. */
  let awaitedTurn: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const leaving = new AbortController();
  const typed = createTypedDraft({
    read: () => deps.drafts.read(id),
    write: (edited) => deps.drafts.write(id, edited),
    parse: parseEditedComposerDraft,
    keepsDrafts: () => deps.keepsDrafts(),
    draftSeal: deps.draftSeal,
    showError: (error) => deps.showError(error),
  });

  const post = (message: ToConversation) => {
    if (isReady) port.post(message);
  };

  const find = (): Conversation => {
    const conversation = service.get(id);
    if (conversation) return conversation;
    throw new HumanError(l10n.t('This conversation is no longer in the history.'));
  };
  const findTurn = (index: number): Turn => {
    const turn = find().turns[index];
    if (turn) return turn;
    throw new HumanError(l10n.t('This turn is no longer in the history.'));
  };

  /** A history that cannot be read does not stop the conversation on screen. */
  const findReplay = (): string | undefined => {
    try {
      return deps.history.latestReplay(id);
    } catch (error) {
      if (error instanceof HumanError) return undefined;
      throw error;
    }
  };

  const headerOf = (conversation: Conversation): ConversationHeader =>
    toConversationHeader(conversation, {
      canCancel: calls.isRunning(id),
      canOpenInStudio: deps.studioUrl(conversation) !== undefined,
      hasOriginal: conversation.replayOf !== undefined && service.get(conversation.replayOf) !== undefined,
      hasReplay: findReplay() !== undefined,
    });
  const viewOf = (conversation: Conversation, turn: Turn): TurnView =>
    toTurnView(conversation, turn, deps.explain, Date.now());

  const sendState = (saved?: EditedComposerDraft) => {
    const conversation = service.get(id);
    shown = conversation;
    if (!conversation) {
      post({ type: 'gone', sentence: l10n.t('This conversation is no longer in the history.') });
      return;
    }
    const stored = deps.drafts.read(id);
    post({
      type: 'state',
      state: {
        header: headerOf(conversation),
        turns: conversation.turns.map((turn) => viewOf(conversation, turn)),
        firstNews: firstNews ?? conversation.turns.length,
        draft: toRestoredDraft(stored, saved, conversation.turns),
        editedAtMs: Math.max(stored?.editedAtMs ?? 0, saved?.editedAtMs ?? 0),
        sealKey: typed.sealKey(),
        language: deps.language,
        l10nContents: deps.l10nContents,
      },
    });
    firstNews = firstPending(conversation);
    onDidChange(conversation);
    if (isReady && awaitedTurn !== undefined) post({ type: 'showTurn', index: awaitedTurn });
    if (isReady) awaitedTurn = undefined;
  };

  /** The turns that read differently now. What can be done about a turn depends on whether another follows. */
  const showChanges = (conversation: Conversation) => {
    const before = shown;
    shown = conversation;
    const grew = conversation.turns.length !== before?.turns.length;
    const changed = conversation.turns.filter(
      (turn, index) =>
        !isSameTurn(turn, before?.turns[index]) || (grew && index === (before?.turns.length ?? 0) - 1),
    );
    if (changed.length === 0 && conversation.state === before?.state) return;
    const last = conversation.turns.at(-1);
    // The state has a say in what can be done about the last turn.
    const touched = last && !changed.includes(last) ? [...changed, last] : changed;
    post({
      type: 'turns',
      turns: touched.map((turn) => viewOf(conversation, turn)),
      header: headerOf(conversation),
    });
    firstNews = firstPending(conversation);
    onDidChange(conversation);
  };

  /** Another conversation has become its replay, or was deleted. */
  const showReplay = (conversation: Conversation) => {
    const header = headerOf(conversation);
    if (header.hasReplay !== shownReplay) post({ type: 'header', header });
    shownReplay = header.hasReplay;
  };

  const onOwnChange = ({ kind, conversation, turnIndex }: ConversationEvent) => {
    if (conversation.id !== id) return;
    const turn = conversation.turns[turnIndex];
    if (kind === 'started' && turn?.kind === 'respond' && saying?.isCalled && isSaid(saying.text, turn)) {
      post({ type: 'sent', text: saying.text });
      saying = undefined;
    }
    if (!isReady) return;
    if (shown) showChanges(conversation);
    else sendState();
  };

  const lookAgain = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!isReady) return;
      const conversation = service.get(id);
      if (conversation && shown) {
        showChanges(conversation);
        showReplay(conversation);
      } else if (conversation || shown) sendState();
    }, patienceMs);
  };

  /** Runs one call that can be cancelled. Resolves when it is over, or was never made. */
  const run = async (call: (with_: ConversationCall) => Promise<unknown>) => {
    const canceller = calls.begin(id);
    try {
      const { connection } = find();
      if (!(await deps.confirmLive(connection))) return;
      const target = await deps.resolveTarget(connection);
      if (canceller.signal.aborted) return;
      await call({ target, signal: canceller.signal, timeoutSeconds: deps.timeoutSeconds() });
    } finally {
      calls.end(id, canceller);
      const conversation = service.get(id);
      if (conversation) post({ type: 'header', header: headerOf(conversation) });
    }
  };

  const say = async (draft: ComposerDraft) => {
    if (saying !== undefined) return;
    const content = toRespondContent(draft);
    if (!content) {
      // The panel has checked the same; this is the door.
      post({ type: 'notSent' });
      return;
    }
    const mine = { text: draft.text, isCalled: false };
    saying = mine;
    try {
      await run((call) => {
        mine.isCalled = true;
        return service.send({ ...content, ...call, id });
      });
    } finally {
      // Declined, cancelled or refused before anything was sent: what was typed stays where it is.
      if (saying === mine) {
        saying = undefined;
        post({ type: 'notSent' });
      }
    }
  };

  const close = () => run((call) => service.close({ ...call, id }));

  const fetchDelayedReply = (draft: ComposerDraft) => {
    const content = toRespondContent({ ...draft, text: '' });
    return content && run((call) => service.send({ ...content, ...call, id }));
  };

  /** What was not kept whole stands in the composer, where the rest of it can be typed; it takes nobody's words away. */
  const typeAgain = ({
    message,
    integrationAttributes,
    metadata,
    asrLangCode,
    ttsLangCode,
  }: RespondContent) => {
    const stored = deps.drafts.read(id);
    if (stored && Object.values(stored.draft).some((text) => text !== '')) return;
    typed.keep({
      draft: {
        text: message ?? '',
        integrationAttributes: integrationAttributes ?? '',
        metadata: metadata ?? '',
        asrLangCode: asrLangCode ?? '',
        ttsLangCode: ttsLangCode ?? '',
      },
      editedAtMs: toEditTime(Date.now(), stored?.editedAtMs),
      afterTurns: find().turns.length,
    });
    sendState();
  };

  const act: Readonly<Record<PanelAction, (index: number | undefined) => unknown>> = {
    createAgain: () => deps.createAgain(find(), { replay: false }),
    replay: () => deps.createAgain(find(), { replay: true }),
    fork: (index = -1) => (findTurn(index).kind === 'respond' ? deps.fork(find(), index) : undefined),
    startFresh: () => deps.startFresh(find()),
    closeAgain: close,
    sendAgain: (index = -1) => {
      const content = toRepeatedContent(findTurn(index));
      if (holdsMask(content)) typeAgain(content);
      requireUnmasked(content);
      return run((call) => service.send({ ...content, ...call, id }));
    },
    fixFailure: (index = -1) => {
      const { error, kind } = findTurn(index);
      const conversation = find();
      const action = error && deps.explain(error, conversation, kind).action;
      return action && deps.runFailureAction(action, conversation);
    },
    fetchDelayedReply: () => fetchDelayedReply(deps.drafts.read(id)?.draft ?? emptyComposerDraft),
  };

  const handlers: Handlers<FromConversation> = {
    ready: async ({ saved: clear, sealed }) => {
      const saved = sealed === undefined ? clear : await typed.unseal(sealed);
      isReady = true;
      typed.takeOver(saved);
      sendState(saved);
    },
    areYouThere: () => post({ type: 'here' }),
    draftChanged: ({ edited }) => {
      deps.noteTyping();
      typed.keep(edited);
    },
    send: ({ draft }) => say(draft),
    fetchDelayedReply: ({ draft }) => fetchDelayedReply(draft),
    cancel: () => calls.cancel(id),
    close,
    act: async ({ action, index }) => void (await act[action](index)),
    ...createLookUps({ ...deps, find, findTurn, post, leaving: leaving.signal }),
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
      const replay = findReplay();
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

  const receive = async (value: unknown) => {
    try {
      const message = parseConversationMessage(value);
      if (message) await dispatch(handlers, message);
    } catch (error) {
      deps.showError(error);
    }
  };

  port.onMessage((value) => void receive(value));
  owned.add(service.onDidChangeConversation(onOwnChange));
  owned.add(deps.history.onDidChange(lookAgain));
  owned.add({
    dispose: () => {
      isReady = false;
      leaving.abort();
      clearTimeout(timer);
    },
  });
  return {
    pause: () => {
      isReady = false;
    },
    showTurn(index) {
      if (isReady) post({ type: 'showTurn', index });
      else awaitedTurn = index;
    },
    dispose: () => owned.dispose(),
  };
}

/** The secrets in a turn are masked, in what is being said they are not. */
function isSaid(text: string, { userText }: Turn): boolean {
  return userText === text || holdsMask(userText);
}

function firstPending({ turns }: Conversation): number {
  const index = turns.findIndex((turn) => turn.state === 'pending');
  return index < 0 ? turns.length : index;
}

function isSameTurn(turn: Turn, other: Turn | undefined): boolean {
  return (
    turn === other ||
    (turn.state === other?.state &&
      turn.latencyMs === other.latencyMs &&
      turn.userText === other.userText &&
      turn.reply === other.reply)
  );
}
