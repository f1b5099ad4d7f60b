/** An error as the Chat API words it. The texts are the documentation's own, so they stay in English. */
export interface WireError {
  readonly status: number;
  /** `error_code`, UPPER_SNAKE_CASE. */
  readonly code: string;
  readonly message: string;
}

/** The six-field body of the newer document, the one-field body of the page, or a gateway's `message`. */
export type ErrorBodyForm = 'full' | 'short' | 'gateway';

// Codes and texts: the error page of the documentation and recorded answers. Where it names no code, the
// status's own name serves.
export const wireErrors = {
  draftMissing: {
    status: 400,
    code: 'CHAT_DRAFT_NOT_EXIST',
    message: 'The draft you are attempting to chat with does not exist.',
  },
  chatTimeout: { status: 400, code: 'CHAT_TIMEOUT', message: 'Chat session exceeded the timeout limit.' },
  invalidJson: { status: 400, code: 'SCHEMA_VALIDATION_FAILED', message: 'The body is not valid JSON.' },
  missingCredential: {
    status: 401,
    code: 'AUTH_USER_UNAUTHORISED',
    message: 'X-API-KEY and X-TOKEN are both required.',
  },
  wrongCredential: { status: 401, code: 'AUTH_USER_INVALID_TOKEN', message: 'Invalid API key or token.' },
  forbidden: { status: 403, code: 'USER_ACCESS_FORBIDDEN', message: 'User does not have access.' },
  browserForbidden: { status: 403, code: 'FORBIDDEN', message: 'Requests from web pages are not accepted.' },
  accountNotFound: { status: 404, code: 'ACCOUNT_NOT_FOUND', message: 'Account not found.' },
  projectNotFound: { status: 404, code: 'PROJECT_NOT_FOUND', message: 'Project not found.' },
  conversationNotFound: { status: 404, code: 'CONVERSATIONS_NOT_FOUND', message: 'Conversation not found.' },
  notFound: { status: 404, code: 'NOT_FOUND', message: 'Not found.' },
  methodNotAllowed: { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Method not allowed.' },
  conversationEnded: { status: 410, code: 'CHAT_CONVERSATION_ENDED', message: 'Chat conversation ended' },
  bodyTooLarge: { status: 413, code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than 1 MiB.' },
  wrongMediaType: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The body must be application/json.',
  },
  misdirected: { status: 421, code: 'MISDIRECTED_REQUEST', message: 'This host is not served here.' },
  rateLimited: { status: 429, code: 'RATE_LIMIT_EXCEEDED', message: 'Rate limit exceeded.' },
  serverError: { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error.' },
} as const satisfies Record<string, WireError>;

export function schemaError(message: string): WireError {
  return { status: 400, code: 'SCHEMA_VALIDATION_FAILED', message };
}

/** The body of an error; `correlationId` is also the `error_id`, as the documentation says. */
export function toErrorBody(error: WireError, correlationId: string, form: ErrorBodyForm): string {
  if (form === 'short') return JSON.stringify({ error_message: error.message });
  if (form === 'gateway') return JSON.stringify({ message: error.message });
  return JSON.stringify({
    success: false,
    error: error.message,
    error_id: correlationId,
    error_code: error.code,
    error_message: error.message,
    data: null,
  });
}
