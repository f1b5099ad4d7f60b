import type { Exchange } from './chatClient.ts';

/** Why a call failed; each has one sentence of cause and one of remedy in `explainChatError.ts`. */
export const chatErrorReasons = [
  'invalidRequest', // refused here, before anything was sent (a header value with a line break, say)
  'cancelled',
  'timeout', // our own total deadline
  'unreachable', // name not found, connection refused, no route
  'insecure', // TLS: certificate or handshake
  'connectionLost', // reset or closed after the request left
  'redirected', // refused: HTTP clients forward the secrets across origins
  'badRequest', // 400, 422 and other 4xx that are not below
  'unauthorized', // 401
  'forbidden', // 403
  'notFound', // 404
  'conversationEnded', // 410 or CHAT_CONVERSATION_ENDED
  'conversationTimedOut', // CHAT_TIMEOUT
  'draftMissing', // CHAT_DRAFT_NOT_EXIST
  'rateLimited', // 429
  'serverError', // 5xx
  'badReply', // a 2xx that is not what the API documents: not JSON, cut off, no conversation_id
  'replyTooLarge', // over the cap on decoded bytes
] as const;

export type ChatErrorReason = (typeof chatErrorReasons)[number];

/**
 * What became of the request. `notSent`: no byte of it left. `refused`: the server answered that it did not
 * do it. `unknown`: bytes may have left and no trustworthy answer came back; the user decides.
 */
export type ChatErrorOutcome = 'notSent' | 'refused' | 'unknown';

export interface ChatErrorDetails {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
  readonly exchange: Exchange;
  /** `error_code` of the body, in UPPER_SNAKE_CASE. */
  readonly code?: string | undefined;
  /** What the server said about it, as plain text, shortened. Untrusted. */
  readonly serverMessage?: string | undefined;
  /** From `Retry-After`; shown, never acted on. */
  readonly retryAfterSeconds?: number | undefined;
  /** For `timeout`: the deadline that passed. */
  readonly timeoutSeconds?: number | undefined;
  /**
   * For `invalidRequest` and `badReply`: what is wrong, as a sentence. For `redirected`: the other origin.
   * For `unreachable`, `insecure` and `connectionLost`: the system's code.
   */
  readonly detail?: string | undefined;
  /** The id that an otherwise unusable reply to create did carry: the conversation exists. */
  readonly conversationId?: string | undefined;
  readonly cause?: unknown;
}

/** The only error a ChatClient rejects with. Its message is for logs; people read `explainChatError`. */
export class ChatError extends Error {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
  readonly details: ChatErrorDetails;

  constructor(details: ChatErrorDetails) {
    super(
      `${details.reason} (${details.outcome})`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'ChatError';
    // Where in our code it was made says nothing about a call.
    this.stack = `${this.name}: ${this.message}`;
    this.reason = details.reason;
    this.outcome = details.outcome;
    this.details = details;
  }
}
