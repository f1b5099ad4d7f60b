import type { Disposable } from '../common/disposable.ts';
import { isLive } from '../connection/connection.ts';
import { Emitter, type Event } from '../common/event.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationEvent } from './conversationService.ts';

/** What this window is doing with its agents right now, folded from what the conversation service announces. */
export interface ConversationActivity extends Disposable {
  /** A call is running. */
  readonly isBusy: boolean;
  /** The live connections with a conversation that this session has created and that is still open. */
  readonly liveOpen: readonly LiveOpen[];
  /** Another window may have ended one of those. */
  lookAgain(find: (id: string) => Pick<Conversation, 'state'> | undefined): void;
  readonly onDidChange: Event<void>;
}

export interface LiveOpen {
  readonly connectionId: string;
  readonly name: string;
}

export function createConversationActivity(
  onDidChangeConversation: Event<ConversationEvent>,
): ConversationActivity {
  const changed = new Emitter<void>();
  const running = new Set<string>();
  const openLive = new Map<string, LiveOpen>();
  const subscription = onDidChangeConversation(({ kind, conversation, turnIndex }) => {
    // Its id and not its place, which a turn of another window may have taken.
    const call = conversation.turns[turnIndex]?.id ?? conversation.id;
    if (kind === 'started') running.add(call);
    else running.delete(call);
    const { connection, state } = conversation;
    if (isLive(connection) && state === 'open') {
      openLive.set(conversation.id, {
        connectionId: connection.connectionId,
        name: connection.connectionName,
      });
    } else {
      openLive.delete(conversation.id);
    }
    changed.fire();
  });
  return {
    get isBusy() {
      return running.size > 0;
    },
    get liveOpen() {
      return [...new Map([...openLive.values()].map((open) => [open.connectionId, open])).values()];
    },
    lookAgain(find) {
      const ended = [...openLive.keys()].filter((id) => find(id)?.state !== 'open');
      for (const id of ended) openLive.delete(id);
      if (ended.length > 0) changed.fire();
    },
    onDidChange: changed.event,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}
