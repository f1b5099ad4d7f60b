import type { Disposable } from '../../core/common/disposable.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { conversationGone } from '../../core/conversation/conversationGone.ts';
import type { Port } from '../../protocol/channel.ts';
import type {
  ConversationHeader,
  EditedComposerDraft,
  ToConversation,
  TurnView,
} from '../../protocol/conversation.ts';
import type { ConversationPanelDeps } from './conversationPanelDeps.ts';
import { toConversationHeader } from './conversationHeader.ts';
import { toTurnView } from './turnView.ts';
import type { TypedMessage } from './typedMessage.ts';

/** A conversation as one webview shows it: all of it once, then what reads differently. */
export interface ShownConversation extends Disposable {
  /** Not sent while there is no webview. */
  readonly post: (message: ToConversation) => void;
  /** The webview is there, and knows nothing yet; `saved` is what it kept by itself. */
  readonly begin: (saved: EditedComposerDraft | undefined) => void;
  /** The webview is hidden and gone; it says when it is back. */
  readonly pause: () => void;
  /** All of it anew, with what is kept of the draft. */
  showAll(): void;
  /** It has changed in this window. */
  showChanges(conversation: Conversation): void;
  /** The history has changed, perhaps in another window, or a connection. */
  readonly lookAgain: () => void;
  /** Brings a turn into view, as soon as there is one. */
  readonly showTurn: (index: number) => void;
  /** The id of the latest conversation that says it again; undefined when there is none. */
  latestReplay(): string | undefined;
}

export interface ShownConversationOptions {
  readonly id: string;
  readonly port: Pick<Port<ToConversation, unknown>, 'post'>;
  readonly deps: Pick<
    ConversationPanelDeps,
    'service' | 'history' | 'explain' | 'studioUrl' | 'environmentOf'
  >;
  readonly typed: Pick<TypedMessage, 'toState'>;
  readonly onDidShow: (conversation: Conversation) => void;
  /** It has just been created: its first reply is news. */
  readonly isNew: boolean;
}

/** Another window's changes are looked for at most this often. */
const patienceMs = 200;

export function createShownConversation({
  id,
  port,
  deps,
  typed,
  onDidShow,
  isNew,
}: ShownConversationOptions): ShownConversation {
  const { service, history, explain } = deps;
  /** As the webview shows it; undefined while it shows that there is none, or nothing yet. */
  let shown: Conversation | undefined;
  let isReady = false;
  /** What the header last said of other things than the conversation itself. */
  let shownAround = '';
  /** The first turn that has not been shown with its answer; undefined before anything was shown. */
  let firstNews = isNew ? 0 : undefined;
  /** Is shown once the webview has its turns. */
  let awaitedTurn: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const post = (message: ToConversation) => {
    if (isReady) port.post(message);
  };

  /** A history that cannot be read does not stop the conversation on screen. */
  const latestReplay = (): string | undefined => {
    try {
      return history.latestReplay(id);
    } catch (error) {
      if (error instanceof HumanError) return undefined;
      throw error;
    }
  };

  const headerOf = (conversation: Conversation): ConversationHeader => {
    const header = toConversationHeader(conversation, {
      environment: deps.environmentOf(conversation.connection),
      canCancel: service.isRunning(id),
      canOpenInStudio: deps.studioUrl(conversation) !== undefined,
      hasOriginal: conversation.replayOf !== undefined && service.get(conversation.replayOf) !== undefined,
      hasReplay: latestReplay() !== undefined,
    });
    shownAround = `${header.hasReplay} ${header.environment}`;
    return header;
  };
  const viewOf = (conversation: Conversation, turn: Turn): TurnView =>
    toTurnView(conversation, turn, explain, Date.now());

  const showAll = (saved?: EditedComposerDraft) => {
    const conversation = service.get(id);
    shown = conversation;
    if (!conversation) {
      post({ type: 'gone', sentence: conversationGone().message });
      return;
    }
    post({
      type: 'state',
      state: {
        ...typed.toState(saved, conversation.turns),
        header: headerOf(conversation),
        turns: conversation.turns.map((turn) => viewOf(conversation, turn)),
        firstNews: firstNews ?? conversation.turns.length,
      },
    });
    firstNews = firstPending(conversation);
    onDidShow(conversation);
    if (isReady && awaitedTurn !== undefined) post({ type: 'showTurn', index: awaitedTurn });
    if (isReady) awaitedTurn = undefined;
  };

  const showChanges = (conversation: Conversation) => {
    const before = shown;
    shown = conversation;
    const touched = touchedTurns(conversation, before);
    if (touched === undefined) return;
    post({
      type: 'turns',
      turns: touched.map((turn) => viewOf(conversation, turn)),
      header: headerOf(conversation),
    });
    firstNews = firstPending(conversation);
    onDidShow(conversation);
  };

  /** Another conversation has become its replay, or was deleted; its connection was called live. */
  const showAround = (conversation: Conversation) => {
    const before = shownAround;
    const header = headerOf(conversation);
    if (shownAround === before) return;
    post({ type: 'header', header });
    onDidShow(conversation);
  };

  return {
    post,
    begin: (saved) => {
      isReady = true;
      showAll(saved);
    },
    pause: () => {
      isReady = false;
    },
    showAll: () => showAll(),
    showChanges: (conversation) => {
      if (!isReady) return;
      if (shown) showChanges(conversation);
      else showAll();
    },
    lookAgain: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (!isReady) return;
        const conversation = service.get(id);
        if (conversation && shown) {
          showChanges(conversation);
          showAround(conversation);
        } else if (conversation || shown) showAll();
      }, patienceMs);
    },
    showTurn: (index) => {
      if (isReady) post({ type: 'showTurn', index });
      else awaitedTurn = index;
    },
    latestReplay,
    dispose: () => {
      isReady = false;
      clearTimeout(timer);
    },
  };
}

/** The turns that read differently than before, and the last one, in whose buttons the state has a say; undefined when all is as it was. */
function touchedTurns(
  conversation: Conversation,
  before: Conversation | undefined,
): readonly Turn[] | undefined {
  const { turns } = conversation;
  const grew = turns.length !== before?.turns.length;
  // What can be done about a turn depends on whether another follows.
  const lastBefore = (before?.turns.length ?? 0) - 1;
  const changed = turns.filter(
    (turn, index) => !isSameTurn(turn, before?.turns[index]) || (grew && index === lastBefore),
  );
  if (changed.length === 0 && conversation.state === before?.state) return undefined;
  const last = turns.at(-1);
  return last && !changed.includes(last) ? [...changed, last] : changed;
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
