import * as l10n from '@vscode/l10n';
import { type Disposable, DisposableStore } from '../../core/common/disposable.ts';
import type { Event } from '../../core/common/event.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { type Connection, isLive } from '../../core/connection/connection.ts';
import type { Broadcast, BroadcastColumn } from '../../core/conversation/broadcast.ts';
import { createRowComparer, toRowTurns } from '../../core/conversation/broadcastRows.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import type { Normalisable } from '../../core/conversation/normaliseText.ts';
import type { History } from '../../core/history/history.ts';
import type { FromBroadcast, ToBroadcast } from '../../protocol/broadcast.ts';
import { type Handlers, listen, type Port } from '../../protocol/channel.ts';
import type { ComposerDraft, EditedComposerDraft } from '../../protocol/conversation.ts';
import { toTurnContent } from '../conversation/turnContent.ts';
import type { ExplainTurn } from '../conversation/turnView.ts';
import { createTypedMessage, type TypedMessageDeps } from '../conversation/typedMessage.ts';
import { toHead, toRowView, toSnapshot } from './broadcastView.ts';
import { parseBroadcastMessage } from './parseBroadcastMessage.ts';

/** Everything the grid is given. What it sends to the webview never holds a secret. */
export interface BroadcastPanelDeps extends TypedMessageDeps {
  readonly service: Pick<ConversationService, 'onDidChangeConversation'>;
  readonly history: Pick<History, 'onDidChange'>;
  /** One may have been called live. */
  readonly onDidChangeConnections: Event<void>;
  /** Asks before the first call of this session on a live connection; false when the person declines. */
  confirmLive(connection: Connection): Promise<boolean>;
  readonly ignored: readonly Normalisable[];
  readonly explain: ExplainTurn;
  /** In its own panel. The id is ours. */
  openConversation(id: string, turn?: number): unknown;
  /** Closes them at their agents. */
  closeAll(conversations: readonly Conversation[]): Promise<void>;
  /** The first one is the one that the others were compared with. */
  saveAsChatTest(conversations: readonly Conversation[]): Promise<void>;
}

export interface BroadcastSession extends Disposable {
  /** The webview is hidden and gone; it says when it is back. */
  pause(): void;
  /** The tab was closed for good: what is typed goes with it. */
  forget(): void;
}

/** What changes within it is sent together. */
const frameMs = 30;
/** Another window's changes are looked for at most this often. */
const patienceMs = 200;

/** Speaks for one broadcast with one webview, until disposed. Calls that run then go on and are recorded. */
export function createBroadcastSession(
  broadcast: Broadcast,
  port: Port<ToBroadcast, unknown>,
  deps: BroadcastPanelDeps,
): BroadcastSession {
  const owned = new DisposableStore();
  const compare = createRowComparer(deps.ignored);
  let reference = broadcast.columns[0]?.key ?? -1;
  let isReady = false;
  /** The message that was handed over and stands in no conversation yet. */
  let saying: string | undefined;
  /** The first row that reads differently now. */
  let dirtyFrom = Infinity;
  let timer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  const typed = createTypedMessage(broadcast.id, deps);

  const post = (message: ToBroadcast) => {
    if (isReady) port.post(message);
  };
  const snapshot = () => toSnapshot(broadcast, reference);
  const rowsFrom = (from: number) => {
    const now = snapshot();
    const count = Math.max(0, now.rowCount - from);
    return {
      head: toHead(now, compare),
      rows: Array.from({ length: count }, (_, at) => toRowView(now, from + at, compare, deps.explain)),
    };
  };

  const begin = (saved: EditedComposerDraft | undefined) => {
    isReady = true;
    const { head, rows } = rowsFrom(0);
    const said = rows.map(({ user }) => ({ userText: user?.text }));
    post({
      type: 'state',
      state: {
        ...typed.toState(saved, said),
        head,
        rows,
      },
    });
  };

  const refresh = (from: number) => {
    // A webview that is ready is sent the whole state first.
    if (!isReady) return;
    dirtyFrom = Math.min(dirtyFrom, from);
    timer ??= setTimeout(() => {
      timer = undefined;
      const first = dirtyFrom;
      dirtyFrom = Infinity;
      post({ type: 'rows', ...rowsFrom(first) });
    }, frameMs);
  };

  const find = (key: number) => {
    const column = broadcast.columns.find((candidate) => candidate.key === key);
    if (column) return column;
    throw new HumanError(l10n.t('This conversation was taken out of the grid.'));
  };
  const conversations = () => broadcast.columns.flatMap((column) => broadcast.conversationOf(column) ?? []);

  const letGo = () => {
    if (saying !== undefined) post({ type: 'sent', text: saying });
    saying = undefined;
  };

  const say = async (draft: ComposerDraft) => {
    const content = toTurnContent(draft);
    if (!content || saying !== undefined) return post({ type: 'notSent' });
    let isSaid = false;
    try {
      requireUnmasked(content);
      if (!(await confirmAll())) return undefined;
      saying = draft.text;
      isSaid = true;
      broadcast.say(content);
      refresh(broadcast.messages.length);
    } finally {
      // Declined or refused: what was typed stays where it is.
      if (!isSaid) post({ type: 'notSent' });
    }
    return undefined;
  };

  const confirm = async (column: BroadcastColumn): Promise<boolean> => {
    const connection = broadcast.connectionOf(column);
    return !isLive(connection) || deps.confirmLive(connection);
  };

  /** Each live connection by its name; after a reload the person has agreed to none. */
  const confirmAll = async (): Promise<boolean> => {
    for (const column of broadcast.columns.filter((one) => broadcast.goesOn(one))) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      if (!(await confirm(column))) return false;
    }
    return true;
  };

  const handlers: Handlers<FromBroadcast> = {
    ...typed.handlers(post, begin),
    send: ({ draft }) => say(draft),
    fetchDelayedReply: ({ draft }) => say({ ...draft, text: '' }),
    cancel: () => broadcast.cancel(),
    compareWith: ({ key }) => {
      reference = find(key).key;
      refresh(0);
    },
    sayAgain: async ({ key }) => {
      if (await confirm(find(key))) broadcast.sayAgain(key);
    },
    takeOut: ({ key }) => broadcast.takeOut(key),
    continueAlone: async ({ key }) => {
      const { id } = find(key);
      broadcast.takeOut(key);
      await deps.openConversation(id);
    },
    open: async ({ key, row }) => {
      const column = find(key);
      const conversation = broadcast.conversationOf(column);
      if (!conversation) return;
      await deps.openConversation(column.id, toRowTurns(conversation)[row]?.index);
    },
    showWhole: ({ key, row }) => {
      const conversation = broadcast.conversationOf(find(key));
      const reply = conversation && toRowTurns(conversation)[row]?.reply;
      if (reply !== undefined) post({ type: 'whole', key, row, text: reply });
    },
    closeAll: () => deps.closeAll(conversations()),
    saveAsChatTest: () => {
      const first = broadcast.columns.find(({ key }) => key === reference)?.id;
      const all = conversations();
      return deps.saveAsChatTest([
        ...all.filter(({ id }) => id === first),
        ...all.filter(({ id }) => id !== first),
      ]);
    },
  };

  listen(port, parseBroadcastMessage, handlers, (error) => deps.showError(error));
  owned.add(
    broadcast.onDidChange((column) => {
      if (!broadcast.columns.some(({ key }) => key === reference)) {
        reference = broadcast.columns[0]?.key ?? -1;
      }
      // With other columns every row reads differently.
      const conversation = column && broadcast.conversationOf(column);
      refresh(column ? Math.max(0, (conversation ? toRowTurns(conversation).length : 0) - 1) : 0);
      if (broadcast.columns.every(({ waitingSinceMs }) => waitingSinceMs === undefined)) letGo();
    }),
  );
  owned.add(
    deps.service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
      if (!broadcast.columns.some(({ id }) => id === conversation.id)) return;
      const turn = conversation.turns[turnIndex];
      if (kind === 'started' && turn?.kind === 'respond') letGo();
      // That it ended stands in its last row.
      refresh(Math.max(0, Math.min(turnIndex, toRowTurns(conversation).length - 1)));
    }),
  );
  owned.add(
    deps.history.onDidChange(() => {
      lookTimer ??= setTimeout(() => {
        lookTimer = undefined;
        refresh(broadcast.messages.length);
      }, patienceMs);
    }),
  );
  owned.add(deps.onDidChangeConnections(() => refresh(Infinity)));
  owned.add({
    dispose: () => {
      isReady = false;
      clearTimeout(timer);
      clearTimeout(lookTimer);
    },
  });
  return {
    pause: () => {
      isReady = false;
    },
    forget: typed.forget,
    dispose: () => owned.dispose(),
  };
}
