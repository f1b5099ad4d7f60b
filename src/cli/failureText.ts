import type { ChatError } from '../core/chatApi/chatError.ts';
import { type ChatFailureExplanation, explainChatError } from '../core/chatApi/explainChatError.ts';
import { toChatFailure } from '../core/chatApi/toChatFailure.ts';
import { regionLabel } from '../core/connection/validateConnection.ts';
import { certificateAdvice } from './certificateAdvice.ts';
import type { NamedTarget } from './readTarget.ts';
import { toTerminalLine } from './terminalText.ts';

/** Which call failed, in the API's own words. */
export type CallKind = 'create' | 'respond' | 'close';

/** For a person: cause and remedy on one line, then each id that is known: the second is what PolyAI's support asks for. */
export function toFailureLines(target: NamedTarget, error: ChatError, kind: CallKind): readonly string[] {
  const { message, remedy } = explain(target, error, kind);
  const sentences = `${toTerminalLine(message)} ${toTerminalLine(remedy)}`;
  const { exchange, conversationId } = error.details;
  const ids = [
    ['conversation id', conversationId],
    ['correlation id', exchange.correlationId],
  ] as const;
  return [
    sentences,
    ...ids.flatMap(([name, id]) => (id === undefined ? [] : [`${name} ${toTerminalLine(id)}`])),
  ];
}

/** For a program; part of the product's public names. */
export interface ErrorObject {
  readonly reason: ChatError['reason'];
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly correlation_id: string | null;
  readonly outcome: ChatError['outcome'];
}

export function toErrorObject(target: NamedTarget, error: ChatError, kind: CallKind): ErrorObject {
  const { reason, outcome, code, exchange } = error.details;
  return {
    reason,
    status: exchange.status ?? null,
    code: code ?? null,
    message: explain(target, error, kind).message,
    correlation_id: exchange.correlationId ?? null,
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

function explain(target: NamedTarget, error: ChatError, kind: CallKind): ChatFailureExplanation {
  const explanation = explainChatError(toChatFailure(error), {
    regionLabel: regionLabel(target.region),
    kind,
  });
  // Here the deadline is a flag, not a setting, and there is no output to look into.
  if (explanation.action === 'increaseTimeout') {
    return { ...explanation, remedy: afterTimeout[kind] };
  }
  if (explanation.action === 'openSettings') {
    return {
      ...explanation,
      remedy: 'Nothing was sent. Check HTTPS_PROXY, ALL_PROXY, HTTP_PROXY and NO_PROXY.',
    };
  }
  if (error.reason === 'insecure' && error.outcome === 'notSent') {
    return { ...explanation, remedy: certificateAdvice(error.details.detail) };
  }
  if (error.reason === 'badRequest' && kind !== 'create') {
    return { ...explanation, remedy: 'Check the conversation id and what was sent.' };
  }
  return explanation;
}

const longerDeadline = 'If the agent needs longer, raise --timeout.';

const afterTimeout: Readonly<Record<CallKind, string>> = {
  create: `A conversation may have been created. Nothing was sent again. ${longerDeadline}`,
  respond: `Your message may have arrived. It was not sent again. ${longerDeadline}`,
  close: `The chat may have been closed. Nothing was sent again. ${longerDeadline}`,
};
