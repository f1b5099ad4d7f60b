/**
 * What the Chat API offers, in our words. The wire's own spelling lives in `wire.ts`.
 * Facts: the page "Create a chat" and the newer OpenAPI document, which also covers respond and close.
 */
import type { Origin } from './region.ts';

/**
 * A JSON object as text, checked to be one (see `attributesText.ts`). It stays text from the form to the wire,
 * so that `12345678901234567890` and `1.10` arrive exactly as they were typed.
 */
export type JsonObjectText = string & { readonly __jsonObjectText: true };

/** The request fields of create. What is undefined or empty is left out of the body. */
export interface CreateChatParameters {
  readonly variantId?: string | undefined;
  /** `webchat`, `whatsapp`, `sms`, `api`, or free text. */
  readonly channel?: string | undefined;
  readonly asrLangCode?: string | undefined;
  readonly ttsLangCode?: string | undefined;
  readonly integrationAttributes?: JsonObjectText | undefined;
  /** On the page, dropped by the newer document: some servers ignore it. */
  readonly initialMessage?: string | undefined;
}

/** What a turn says. Without `message` it fetches a delayed reply. */
export interface TurnContent {
  readonly message?: string | undefined;
  /** The four below are on the page but not in the schema. */
  readonly integrationAttributes?: JsonObjectText | undefined;
  readonly metadata?: JsonObjectText | undefined;
  readonly asrLangCode?: string | undefined;
  readonly ttsLangCode?: string | undefined;
}

/** The request fields of respond. */
export interface RespondParameters extends TurnContent {
  readonly conversationId: string;
}

/** Where a call goes, and its credentials. Lives only as long as the call; never stored, never logged. */
export interface ChatTarget {
  /** For example `https://api.uk-1.platform.polyai.app`: no path, no trailing slash. */
  readonly origin: Origin;
  readonly accountId: string;
  readonly projectId: string;
  readonly apiKey: string;
  readonly token: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Total deadline from the first byte out to the last byte in. */
  readonly timeoutSeconds: number;
}

/** One call as it was sent and received. It holds no secret: both secret headers are masked. */
export interface Exchange {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  /** ISO 8601, when the call started. */
  readonly startedAt: string;
  /** Milliseconds from the start to the last byte, or to the failure. */
  readonly latencyMs: number;
  readonly status?: number | undefined;
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined;
  /** The body as received (known secrets masked), unknown fields included. */
  readonly responseBody?: string | undefined;
  /** `X-PolyAI-Correlation-Id`, or `error_id` of the body: what PolyAI's support asks for. */
  readonly correlationId?: string | undefined;
}

export interface Handoff {
  readonly destination?: string | undefined;
  readonly reason?: string | undefined;
}

/** The agent's reply to create or respond. Create tolerates `endConversation` and `handoff` too. */
export interface ChatReply {
  readonly conversationId: string;
  readonly response: string;
  readonly endConversation: boolean;
  readonly handoff?: Handoff | undefined;
  readonly exchange: Exchange;
}

export interface CloseReply {
  readonly success: boolean;
  readonly exchange: Exchange;
}

/**
 * Talks to one Chat API. Every method rejects with ChatError only; create and respond are never retried.
 */
export interface ChatClient {
  create(target: ChatTarget, parameters: CreateChatParameters, options: CallOptions): Promise<ChatReply>;
  respond(target: ChatTarget, parameters: RespondParameters, options: CallOptions): Promise<ChatReply>;
  close(target: ChatTarget, conversationId: string, options: CallOptions): Promise<CloseReply>;
}
