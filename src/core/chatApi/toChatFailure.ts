import type { ChatError } from './chatError.ts';
import type { ChatFailure } from './chatFailure.ts';

/** What of a ChatError is kept with a turn: enough to explain it again later, plain, and without a secret. */
export function toChatFailure(error: ChatError): ChatFailure {
  const { reason, outcome, exchange, code, serverMessage, retryAfterSeconds, timeoutSeconds, detail } =
    error.details;
  return {
    reason,
    outcome,
    status: exchange.status,
    code,
    correlationId: exchange.correlationId,
    serverMessage,
    retryAfterSeconds,
    timeoutSeconds,
    detail,
  };
}
