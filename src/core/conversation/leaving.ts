import type { ChatTarget } from '../chatApi/chatClient.ts';
import type { Disposable } from '../common/disposable.ts';
import type { Setting } from '../common/setting.ts';
import { isStandIn } from '../connection/connection.ts';
import type { ConnectionSnapshot, Conversation } from './conversation.ts';
import type { ConversationService } from './conversationService.ts';
import { canGoOn } from './transitions.ts';

/** What becomes of open conversations when the window is left. */
export type OnLeave = 'ask' | 'always' | 'never';

export interface LeavingDeps {
  readonly onLeave: Setting<OnLeave>;
  readonly service: Pick<ConversationService, 'close' | 'get' | 'onDidChangeConversation'>;
  /** Of this window. */
  readonly processId: number;
  /** Where a conversation leads and its secrets. */
  readonly resolveTarget: (connection: ConnectionSnapshot) => Promise<ChatTarget>;
}

/** Closes what this window has opened when it is left, if the person wants that: the setting `always`. */
export interface Leaving extends Disposable {
  /** Resolves when all are closed or the time is up. To be called once nothing else goes on. */
  leave(): Promise<void>;
}

/** The editor ends the process five seconds after it has asked us to leave. */
const longestSeconds = 3;

/**
 * A window that is being left can ask the editor for nothing any more, the secret storage included. So for as long
 * as the setting says `always`, the way to each conversation this window has opened is kept in memory, and dropped
 * with its end. With any other setting nothing is kept and nothing is called.
 */
export function createLeaving({ onLeave, service, processId, resolveTarget }: LeavingDeps): Leaving {
  const open = new Map<string, ConnectionSnapshot>();
  const targets = new Map<string, ChatTarget>();
  let leaving: Promise<void> | undefined;

  const keepTarget = async (id: string, connection: ConnectionSnapshot) => {
    if (onLeave.value !== 'always' || targets.has(id)) return;
    // Without its secrets it stays open; the next start asks about it.
    const target = await resolveTarget(connection).catch(() => undefined);
    if (target !== undefined && open.has(id) && onLeave.value === 'always') targets.set(id, target);
  };

  const follow = (conversation: Conversation) => {
    const { id, connection } = conversation;
    if (!canGoOn(conversation) || isStandIn(connection)) {
      open.delete(id);
      targets.delete(id);
      return;
    }
    open.set(id, connection);
    void keepTarget(id, connection);
  };

  const closeAll = async () => {
    if (onLeave.value !== 'always') return;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestSeconds * 1000);
    });
    const closes = [...targets]
      // A person who goes on with it in another window still needs it.
      .filter(([id]) => service.get(id)?.lastProcessId === processId)
      .map(([id, target]) => service.close({ id, target, timeoutSeconds: longestSeconds }));
    await Promise.race([Promise.allSettled(closes), timeUp]);
    clearTimeout(timer);
  };

  const subscriptions = [
    service.onDidChangeConversation(({ conversation }) => follow(conversation)),
    onLeave.onDidChange((value) => {
      if (value !== 'always') targets.clear();
      else for (const [id, connection] of open) void keepTarget(id, connection);
    }),
  ];

  return {
    leave: () => (leaving ??= closeAll()),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
      targets.clear();
      open.clear();
    },
  };
}
