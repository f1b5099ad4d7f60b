import * as l10n from '@vscode/l10n';
import type { ChatFailureAction, ChatFailureExplanation } from '../../core/chatApi/chatFailure.ts';
import { whatMayHaveHappened } from '../../core/chatApi/explainChatError.ts';
import type { Conversation, Turn, TurnError } from '../../core/conversation/conversation.ts';
import { isContentKnown } from '../../core/conversation/recordedPart.ts';
import { canGoOn } from '../../core/conversation/transitions.ts';
import { closeUnconfirmed, toTurnText } from '../../core/conversation/turnText.ts';
import type { FailureView, OfferedAction, TurnView } from '../../protocol/conversation.ts';
import { toLongText } from './longText.ts';

/** Says why a turn failed and what to do about it, as whole sentences. */
export type ExplainTurn = (
  error: TurnError,
  conversation: Conversation,
  kind: Turn['kind'],
) => ChatFailureExplanation;

/** One turn as the panel shows it. `nowMs` is since 1970. */
export function toTurnView(
  conversation: Conversation,
  turn: Turn,
  explain: ExplainTurn,
  nowMs: number,
): TurnView {
  const { index, kind, state, latencyMs } = turn;
  const { user, agent, note } = toTurnText(conversation, turn, (error) => explain(error, conversation, kind));
  const failure = toFailure(conversation, turn, explain);
  return {
    index,
    kind,
    state,
    user: user === undefined ? undefined : toLongText(user),
    agent: agent === undefined ? undefined : toLongText(agent),
    note: failure || state === 'pending' ? undefined : note,
    failure,
    next: nextAfter(conversation, turn),
    latencyMs,
    elapsedMs: state === 'pending' ? Math.max(0, nowMs - Date.parse(turn.startedAt)) : undefined,
    hasCall: turn.exchange !== undefined,
  };
}

function toFailure(conversation: Conversation, turn: Turn, explain: ExplainTurn): FailureView | undefined {
  if (turn.state !== 'failed' && turn.state !== 'unknown') return undefined;
  const explanation = turn.error ? explain(turn.error, conversation, turn.kind) : unexplained(turn);
  return {
    message: explanation.message,
    remedy: explanation.remedy,
    correlationId: turn.correlationId,
    actions: actionsOn(conversation, turn, explanation.action),
  };
}

/** An agent that answers later has nothing to say yet, and answers to an empty message. */
function nextAfter(conversation: Conversation, turn: Turn): OfferedAction | undefined {
  const isLast = turn.index === conversation.turns.length - 1;
  if (!isLast || !canGoOn(conversation) || turn.kind === 'close' || turn.reply !== '') return undefined;
  return {
    action: 'fetchDelayedReply',
    title: l10n.t('Fetch Delayed Reply'),
    hint: fetchDelayedReplyHint(),
  };
}

function fetchDelayedReplyHint(): string {
  return l10n.t('Sends an empty message. An agent that needed more time answers it with its reply.');
}

function unexplained(turn: Turn): Pick<FailureView, 'message' | 'remedy'> & { action?: undefined } {
  if (turn.state === 'failed') return closeUnconfirmed();
  return {
    message: l10n.t('The editor stopped before an answer came.'),
    remedy:
      turn.kind === 'close'
        ? l10n.t('The chat may have been closed. Closing it again is harmless.')
        : whatMayHaveHappened(turn),
  };
}

/** Whatever was not answered is repeated only by the person's own decision, and only where it is the last word. */
function actionsOn(
  conversation: Conversation,
  turn: Turn,
  fix: ChatFailureAction | undefined,
): readonly OfferedAction[] {
  if (turn.index !== conversation.turns.length - 1) return [];
  const canSend = canGoOn(conversation);
  const again: OfferedAction[] = [];
  // The agent does not know the conversation: what is sent again is lost again. One that is over offers it below.
  if (canSend && fix === 'createAgain') return [{ action: 'createAgain', title: l10n.t('Create Again') }];
  if (canSend && turn.kind === 'respond' && isContentKnown(turn)) {
    const title = turn.userText ? l10n.t('Send Again') : l10n.t('Fetch Again');
    again.push({ action: 'sendAgain', title });
  }
  if (canSend && turn.kind === 'close') again.push({ action: 'closeAgain', title: l10n.t('Close Chat') });
  const title = fix === undefined ? undefined : fixTitle(fix);
  // What fixes the cause comes first: sending again before that fails again.
  return title === undefined ? again : [{ action: 'fixFailure', title }, ...again];
}

/** The button's words; undefined for what the panel offers anyway. */
function fixTitle(action: ChatFailureAction): string | undefined {
  switch (action) {
    case 'editConnection':
      return l10n.t('Edit Connection');
    case 'editParameters':
      return l10n.t('Edit Parameters');
    case 'increaseTimeout':
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
    case 'startStandInAgent':
      return l10n.t('Start Stand-in Agent');
    default:
      return undefined;
  }
}
