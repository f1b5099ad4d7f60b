import type { Disposable } from '../../core/common/disposable.ts';
import { Emitter, type Event } from '../../core/common/event.ts';
import type { ConversationEvent } from '../../core/conversation/conversationService.ts';

/** What this window is doing with its agents right now, folded from what the conversation service announces. */
export interface ConversationActivity extends Disposable {
  /** A call is running. */
  readonly isBusy: boolean;
  /** A conversation on a live environment, created in this session, is still open. */
  readonly isLiveOpen: boolean;
  readonly onDidChange: Event<void>;
}

export function createConversationActivity(
  onDidChangeConversation: Event<ConversationEvent>,
): ConversationActivity {
  const changed = new Emitter<void>();
  const running = new Set<string>();
  const openLive = new Set<string>();
  const subscription = onDidChangeConversation(({ kind, conversation, turnIndex }) => {
    const call = `${conversation.id}:${turnIndex}`;
    if (kind === 'started') running.add(call);
    else running.delete(call);
    if (conversation.connection.environment === 'live' && conversation.state === 'open') {
      openLive.add(conversation.id);
    } else {
      openLive.delete(conversation.id);
    }
    changed.fire();
  });
  return {
    get isBusy() {
      return running.size > 0;
    },
    get isLiveOpen() {
      return openLive.size > 0;
    },
    onDidChange: changed.event,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}
