import type { CreateChatParameters, TurnContent } from '../chatApi/chatClient.ts';
import { type Disposable, DisposableStore } from '../common/disposable.ts';
import { Emitter, type Event } from '../common/event.ts';
import { createSlots } from '../common/slots.ts';
import { type Connection, isLive } from '../connection/connection.ts';
import { toNewlyLive } from '../connection/resolveTarget.ts';
import type { Agents } from './agents.ts';
import { countAnswered, saysTheSame, toRowTurns } from './broadcastRows.ts';
import type { Conversation } from './conversation.ts';
import { findConnectionOr } from './connectionOf.ts';
import type { ConversationService } from './conversationService.ts';
import { toSnapshot } from './createChat.ts';
import { toRepeatedContent } from './repeatedContent.ts';
import { replayTurns } from './replayTurns.ts';
import { isOver } from './transitions.ts';

/** So many conversations at most are held at once. */
export const mostTargets = 32;

/** So many calls at most are under way at once; the others wait for their turn. */
const mostAtOnce = 8;

export interface BroadcastTarget {
  readonly connection: Connection;
  readonly parameters: CreateChatParameters;
  /** The parameters as they may be shown, where a secret stands in them. */
  readonly shown?: CreateChatParameters | undefined;
}

/** One of the conversations in which the same is said. */
export interface BroadcastColumn extends BroadcastTarget {
  /** Tells it from the others for as long as the broadcast is there, also when its conversation is created anew. */
  readonly key: number;
  /** Ours, of its conversation; until it is begun there is none. */
  readonly id: string;
  /** Since when a call is under way or waits for its turn, by `performance.now()`. */
  readonly waitingSinceMs: number | undefined;
  /** Why no call could be made. */
  readonly problem: unknown;
}

/**
 * Says the same in several conversations, each at its own pace: what one has not answered yet holds no other up, and is
 * said there when its time has come. One in which a call failed stands still until the person says how it goes on;
 * nothing is ever said twice by itself.
 */
export interface Broadcast extends Disposable {
  readonly id: string;
  readonly columns: readonly BroadcastColumn[];
  /** What was said, whether all have heard it or not. */
  readonly messages: readonly TurnContent[];
  conversationOf(column: BroadcastColumn): Conversation | undefined;
  /** Where its next call goes, as the connection is by now: it may have been called live since. */
  connectionOf(column: BroadcastColumn): Connection;
  /** How many of the messages a column has not answered. */
  missedBy(column: BroadcastColumn): number;
  /** Whether it takes another message by itself. */
  goesOn(column: BroadcastColumn): boolean;
  say(content: TurnContent): void;
  /** The person's decision: creates it anew if it never came to be, and says what it has not answered. */
  sayAgain(key: number): void;
  /** Takes it out. What is under way there goes on and is recorded. */
  takeOut(key: number): void;
  /** Gives up what is under way; what was not said yet is not said by itself either. */
  cancel(): void;
  /** A column is under way or no longer; with none, which columns there are has changed. */
  readonly onDidChange: Event<BroadcastColumn | undefined>;
}

export interface BroadcastOptions {
  readonly id: string;
  readonly service: Pick<ConversationService, 'create' | 'send' | 'get' | 'onDidChangeConversation'>;
  readonly agents: Pick<Agents, 'connectionOf' | 'resolveTarget' | 'timeoutSeconds'>;
  readonly newId: () => string;
  /** Creates a conversation with each. */
  readonly targets?: readonly BroadcastTarget[] | undefined;
  /** Goes on with conversations that are there; what one has missed is not said in it by itself. */
  readonly continued?: readonly Conversation[] | undefined;
}

interface Column extends BroadcastTarget {
  readonly key: number;
  id: string;
  waitingSinceMs: number | undefined;
  problem: unknown;
  canceller: AbortController | undefined;
  /** It stands still. */
  isHeld: boolean;
  /** Whether it was live when the person said so last. */
  isLive: boolean;
}

export function createBroadcast(options: BroadcastOptions): Broadcast {
  const { id: broadcastId, service, agents, newId, targets = [], continued = [] } = options;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<BroadcastColumn | undefined>());
  const slots = createSlots(mostAtOnce);
  const messages: TurnContent[] = [];
  let columns: readonly Column[] = [
    ...targets.map((target) => ({ ...target, id: newId(), isHeld: false })),
    ...continued.map((conversation) => ({
      connection: toConnection(conversation),
      parameters: conversation.parameters,
      id: conversation.id,
      isHeld: false,
    })),
  ].map((column, key) => ({
    ...column,
    key,
    waitingSinceMs: undefined,
    problem: undefined,
    canceller: undefined,
    isLive: isLive(column.connection),
  }));

  const conversationOf = ({ id }: { readonly id: string }) => service.get(id);
  const missedBy = (column: Column) => {
    const conversation = conversationOf(column);
    return messages.length - (conversation === undefined ? 0 : countAnswered(conversation));
  };
  const isEnded = (column: Column) => isOver(conversationOf(column)?.state ?? 'creating');
  const goesOn = (column: Column) => !column.isHeld && !isEnded(column);
  const find = (key: number) => columns.find((column) => column.key === key);

  const connectionOf = (column: BroadcastColumn) =>
    findConnectionOr(
      agents.connectionOf,
      conversationOf(column)?.connection ?? toSnapshot(column.connection),
      column.connection,
    );
  /** The connection was called live after the person had agreed: nothing that waits is sent there unasked. */
  const isNewlyLive = (column: Column) => !column.isLive && isLive(connectionOf(column));

  async function converse(column: Column, signal: AbortSignal): Promise<boolean> {
    const conversation = conversationOf(column);
    if (isNewlyLive(column)) throw toNewlyLive(column.connection.name);
    const connection = conversation ? agents.connectionOf(conversation.connection) : connectionOf(column);
    const target = await agents.resolveTarget(connection);
    const isCreated = conversation?.conversationId !== undefined;
    // Not yet: what is typed meanwhile is said in the next round.
    const turns = messages.slice(isCreated ? countAnswered(conversation) : 0);
    if (signal.aborted) return false;
    const events = replayTurns(service, {
      connection: toSnapshot(connection, target.origin),
      parameters: column.parameters,
      id: column.id,
      broadcastId,
      continued: isCreated ? conversation : undefined,
      turns,
      target,
      signal,
      timeoutSeconds: agents.timeoutSeconds(),
    });
    for await (const event of events) {
      if (event.kind === 'stopped') return false;
      // A column that was taken out is told nothing more.
      if (event.kind === 'answered' && !columns.includes(column)) return false;
      // Asked about in the next round.
      if (event.kind !== 'sending' && isNewlyLive(column)) return true;
    }
    return true;
  }

  async function run(column: Column): Promise<void> {
    if (column.canceller !== undefined) return;
    const canceller = new AbortController();
    column.canceller = canceller;
    column.waitingSinceMs = performance.now();
    changed.fire(column);
    const free = await slots.take();
    let goes = !canceller.signal.aborted;
    try {
      while (goes && columns.includes(column) && (missedBy(column) > 0 || !conversationOf(column))) {
        // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
        goes = await converse(column, canceller.signal);
      }
    } catch (error) {
      column.problem = error;
      goes = false;
    } finally {
      free();
    }
    column.isHeld = !goes;
    column.canceller = undefined;
    column.waitingSinceMs = undefined;
    changed.fire(column);
  }

  /** The person has said so, and was asked where it is live. */
  const begin = (column: Column) => {
    column.isLive = isLive(connectionOf(column));
    void run(column);
  };

  const leave = (key: number) => {
    if (!find(key)) return;
    columns = columns.filter((column) => column.key !== key);
    changed.fire(undefined);
  };

  owned.add(
    service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
      const column = columns.find(({ id }) => id === conversation.id);
      // The person talks to it in its own panel: from there on it is not what was said to the others.
      const isElsewhere = kind === 'started' && conversation.turns[turnIndex]?.kind === 'respond';
      if (column && isElsewhere && column.canceller === undefined) leave(column.key);
    }),
  );

  const longest = [...continued].sort((a, b) => toRowTurns(b).length - toRowTurns(a).length)[0];
  if (longest) {
    for (const turn of toRowTurns(longest))
      if (turn.kind === 'respond') messages.push(toRepeatedContent(turn));
    columns = columns.filter((column) => {
      const conversation = conversationOf(column);
      return conversation === undefined || saysTheSame(conversation, longest);
    });
  }
  for (const column of columns) {
    if (continued.length > 0) column.isHeld = missedBy(column) > 0;
    else void run(column);
  }

  return {
    id: broadcastId,
    get columns() {
      return columns;
    },
    get messages() {
      return messages;
    },
    conversationOf,
    connectionOf,
    missedBy: (column) => missedBy(column as Column),
    goesOn: (column) => goesOn(column as Column),
    say(content) {
      messages.push(content);
      for (const column of columns) if (goesOn(column)) begin(column);
    },
    sayAgain(key) {
      const column = find(key);
      if (!column || column.canceller !== undefined) return;
      const conversation = conversationOf(column);
      if (conversation && conversation.conversationId === undefined) column.id = newId();
      else if (isEnded(column)) return;
      column.problem = undefined;
      column.isHeld = false;
      begin(column);
    },
    takeOut: leave,
    cancel() {
      for (const { canceller } of columns) canceller?.abort();
    },
    onDidChange: changed.event,
    dispose: () => {
      // What is under way goes on and is recorded; what was not said yet is not said any more.
      columns = [];
      owned.dispose();
    },
  };
}

/** For a conversation that is there its calls ask where it is held today. */
function toConnection({ connection }: Conversation): Connection {
  const { connectionId: id, connectionName: name, region, accountId, projectId, environment } = connection;
  return { id, name, region, accountId, projectId, environment };
}
