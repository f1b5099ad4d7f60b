import * as l10n from '@vscode/l10n';
import { isStandIn } from '../../core/connection/connection.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { isOver } from '../../core/conversation/transitions.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import type { ConversationHeader, OfferedAction } from '../../protocol/conversation.ts';

type Lock = NonNullable<ConversationHeader['lock']>;

/** Why nothing more can be said in a conversation, and what can be done instead; undefined while it can. */
export function toComposerLock(conversation: Conversation): Lock | undefined {
  const { state, conversationId, turns } = conversation;
  const isWaitingForCreate = turns[0]?.state === 'pending';
  if (isWaitingForCreate || (conversationId !== undefined && !isOver(state))) return undefined;
  return { sentence: sentenceOf(conversation), actions: actionsAfter(conversation) };
}

/** The four ends of the Chat API are four different things, and so are ours. */
function sentenceOf(conversation: Conversation): string {
  const { state, turns } = conversation;
  switch (state) {
    case 'ended':
      if (lastOf(turns, 'conversationEnded')) {
        return l10n.t(
          'The agent had ended this conversation already, so the last message was not delivered.',
        );
      }
      return turns.length === 1
        ? l10n.t('The agent ended this conversation with its first reply.')
        : l10n.t('The agent ended this conversation.');
    case 'handedOff':
      return handedOff(conversation);
    case 'expired':
      if (isStandIn(conversation.connection) && !lastOf(turns, 'conversationTimedOut')) {
        return l10n.t('The stand-in agent of this conversation has stopped, and the conversation with it.');
      }
      return l10n.t(
        'This conversation was idle for too long and has expired, so the last message was not delivered.',
      );
    case 'closed':
      return l10n.t('You closed this conversation.');
    case 'failed':
      return l10n.t('This conversation was never created.');
    default:
      return l10n.t(
        'Whether this conversation was created is unknown, and no id was received to go on with.',
      );
  }
}

function handedOff({ handoff }: Conversation): string {
  const destination = toVisibleLine(handoff?.destination ?? '', 80);
  const reason = toVisibleLine(handoff?.reason ?? '', 80);
  if (destination && reason) {
    return l10n.t('The agent handed this conversation off to {0} for {1}.', destination, reason);
  }
  if (destination) return l10n.t('The agent handed this conversation off to {0}.', destination);
  if (reason) return l10n.t('The agent handed this conversation off for {0}.', reason);
  return l10n.t('The agent handed this conversation off.');
}

function actionsAfter({ turns }: Conversation): readonly OfferedAction[] {
  const hasSaidSomething = turns.some((turn) => turn.kind === 'respond' && Boolean(turn.userText));
  return [
    {
      action: 'createAgain',
      title: l10n.t('Create Again'),
      hint: l10n.t('Creates a new chat with the same connection and the same parameters.'),
    },
    ...(hasSaidSomething
      ? [
          {
            action: 'replay',
            title: l10n.t('Create Again and Replay My Turns'),
            hint: l10n.t('Creates the same chat again and sends what you said in this one, turn by turn.'),
          } as const,
        ]
      : []),
    {
      action: 'startFresh',
      title: l10n.t('Create Chat with Parameters…'),
      hint: l10n.t('Opens the form, where you choose the parameters of a new chat.'),
    },
  ];
}

function lastOf(
  turns: readonly Turn[],
  reason: 'conversationEnded' | 'conversationTimedOut',
): Turn | undefined {
  return turns.findLast((turn) => turn.error?.reason === reason);
}
