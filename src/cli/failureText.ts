import type { ChatFailure, ChatFailureExplanation } from '../core/chatApi/chatFailure.ts';
import { explainChatError, whatMayHaveHappened } from '../core/chatApi/explainChatError.ts';
import { regionLabel } from '../core/connection/validateConnection.ts';
import type { Turn } from '../core/conversation/conversation.ts';
import { certificateAdvice } from './certificateAdvice.ts';
import type { NamedTarget } from './readTarget.ts';
import type { SettledCall } from './settledCall.ts';
import { toTerminalLine } from './terminalText.ts';

/** A call that failed: there is an error to tell. */
export type FailedCall = SettledCall & { readonly turn: Turn & { readonly error: ChatFailure } };

export function isFailedCall(call: SettledCall): call is FailedCall {
  return call.turn.error !== undefined;
}

/** For a person: cause and remedy on one line, then each id that is known: the second is what PolyAI's support asks for. */
export function toFailureLines(target: NamedTarget, call: FailedCall): readonly string[] {
  const { message, remedy } = explain(target, call.turn);
  const sentences = `${toTerminalLine(message)} ${toTerminalLine(remedy)}`;
  const ids = [
    ['conversation id', createdId(call)],
    ['correlation id', call.turn.correlationId],
  ] as const;
  return [
    sentences,
    ...ids.flatMap(([name, id]) => (id === undefined ? [] : [`${name} ${toTerminalLine(id)}`])),
  ];
}

/** An unusable reply to create may have told the id all the same: then there is something to close. */
export function createdId({ conversation, turn }: SettledCall): string | undefined {
  return turn.kind === 'create' ? conversation.conversationId : undefined;
}

/** For a program; part of the product's public names. */
export interface ErrorObject {
  readonly reason: ChatFailure['reason'];
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly correlation_id: string | null;
  readonly outcome: ChatFailure['outcome'];
}

export function toErrorObject(target: NamedTarget, { turn }: FailedCall): ErrorObject {
  const { reason, outcome, code, status } = turn.error;
  return {
    reason,
    status: status ?? null,
    code: code ?? null,
    message: explain(target, turn).message,
    correlation_id: turn.correlationId ?? null,
    outcome,
  };
}

/** Nothing was sent, because the command line itself is wrong. */
export function toMisuseObject({ message }: Error): ErrorObject {
  return {
    reason: 'invalidRequest',
    status: null,
    code: null,
    message,
    correlation_id: null,
    outcome: 'notSent',
  };
}

function explain(target: NamedTarget, { error, kind }: FailedCall['turn']): ChatFailureExplanation {
  const explanation = explainChatError(error, { regionLabel: regionLabel(target.region), kind });
  // Here the deadline is a flag, not a setting, and there is no output to look into.
  if (explanation.action === 'increaseTimeout') {
    const remedy = `${whatMayHaveHappened({ kind })} If the agent needs longer, raise --timeout.`;
    return { ...explanation, remedy };
  }
  if (explanation.action === 'openSettings') {
    return {
      ...explanation,
      remedy: 'Nothing was sent. Check HTTPS_PROXY, ALL_PROXY, HTTP_PROXY and NO_PROXY.',
    };
  }
  if (error.reason === 'insecure' && error.outcome === 'notSent') {
    return { ...explanation, remedy: certificateAdvice(error.detail) };
  }
  if (error.reason === 'badRequest' && kind !== 'create') {
    return { ...explanation, remedy: 'Check the conversation id and what was sent.' };
  }
  return explanation;
}
