import type { ChatErrorOutcome, ChatErrorReason } from './chatError.ts';

export interface FailureMeaning {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
}

/** Codes that say more than the status they come with. The error-codes page and the wire spell one differently. */
const reasonOfCode: Readonly<Record<string, ChatErrorReason>> = {
  CHAT_DRAFT_NOT_EXIST: 'draftMissing',
  CHAT_TIMEOUT: 'conversationTimedOut',
  CHAT_CONVERSATION_ENDED: 'conversationEnded',
  ChatConversationEnded: 'conversationEnded',
};

const reasonOfStatus: Readonly<Record<number, ChatErrorReason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  // A proxy on the way asks for a login; it has passed nothing on.
  407: 'unreachable',
  408: 'timeout',
  410: 'conversationEnded',
  429: 'rateLimited',
};

/**
 * Statuses that a proxy between us and the agent sends when it cannot tell what the agent did (and 408, when the
 * server itself gave up waiting). 520 to 524 are a well-known network's own. All other errors are the
 * agent's word that it did not do it.
 */
const unknownStatuses: ReadonlySet<number> = new Set([408, 502, 504, 520, 521, 522, 523, 524, 598, 599]);

/** What an error status, with the code of its body, says. Expects 400 or more. */
export function meaningOfStatus(status: number, code: string | undefined): FailureMeaning {
  const ownReason = code !== undefined && Object.hasOwn(reasonOfCode, code) ? reasonOfCode[code] : undefined;
  const reason = ownReason ?? reasonOfStatus[status] ?? (status >= 500 ? 'serverError' : 'badRequest');
  return { reason, outcome: unknownStatuses.has(status) ? 'unknown' : 'refused' };
}

/** `Retry-After` in seconds: the header is a number of seconds or an HTTP date. `nowMs` is since 1970. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  // Only a real date: Date.parse also takes "-1" and "1.5" for one.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - nowMs) / 1000));
}
