import * as l10n from '@vscode/l10n';
import type { ChatFailureExplanation } from '../chatApi/chatFailure.ts';
import { explainChatError } from '../chatApi/explainChatError.ts';
import { toSentences } from '../common/humanError.ts';
import { isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import type { ConnectionSnapshot, Conversation, Turn, TurnError } from './conversation.ts';

/** Says why a call failed and what to do about it, as whole sentences. */
export type ExplainTurnError = (
  error: TurnError,
  kind: Turn['kind'],
  connection: ConnectionSnapshot,
) => { readonly message: string; readonly remedy?: string | undefined };

/** In the words that every surface uses; a stored error reads as it did when it happened. */
export function explainTurnError(
  error: TurnError,
  kind: Turn['kind'],
  connection: ConnectionSnapshot,
): ChatFailureExplanation {
  return explainChatError(error, {
    regionLabel: regionLabel(connection.region),
    kind,
    environment: connection.environment,
    isStandIn: isStandIn(connection),
  });
}

/** What the two sides of a turn said, and what has to be said about it; the text of both sides is untrusted. */
export interface TurnText {
  readonly user?: string | undefined;
  readonly agent?: string | undefined;
  /** Sentences of ours: why there is no reply, or what became of the conversation with it. */
  readonly note?: string | undefined;
}

/** The server answered a close, but not that it closed anything. */
export function closeUnconfirmed(): { readonly message: string; readonly remedy: string } {
  return {
    message: l10n.t('The server did not confirm that the conversation was closed.'),
    remedy: l10n.t('It may still be open there. Closing it again is harmless.'),
  };
}

export function toTurnText(
  conversation: Pick<Conversation, 'connection'>,
  turn: Turn,
  explain: ExplainTurnError,
): TurnText {
  return {
    user: turn.userText,
    agent: turn.reply === '' ? undefined : turn.reply,
    note: toNote(conversation, turn, explain),
  };
}

function toNote(
  conversation: Pick<Conversation, 'connection'>,
  turn: Turn,
  explain: ExplainTurnError,
): string | undefined {
  if (turn.state === 'pending') return l10n.t('Waiting for the agent…');
  if (turn.error) {
    return toSentences(explain(turn.error, turn.kind, conversation.connection));
  }
  if (turn.state === 'unknown') {
    return l10n.t('The editor stopped before an answer came. Whether the agent received this is unknown.');
  }
  if (turn.kind === 'close') {
    return turn.state === 'answered' ? l10n.t('The conversation was closed.') : closeUnconfirmed().message;
  }
  if (turn.reply === undefined) return l10n.t('What was said was not recorded.');
  return turn.reply === '' ? l10n.t('The agent answered without a text.') : undefined;
}
