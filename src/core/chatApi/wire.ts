import { compactJson } from '../common/jsonText.ts';
import { mask } from '../common/redaction.ts';
import type { ChatTarget, CreateChatParameters, JsonObjectText, RespondParameters } from './chatClient.ts';

/*
 * How a call is written on the wire: the only file that spells URLs, header names and request fields.
 * Facts: the page "Create a chat" and the OpenAPI document of the Chat API. Browser-safe.
 */

/** Where a call goes, without the secrets. */
export type ChatAddress = Pick<ChatTarget, 'origin' | 'accountId' | 'projectId'>;

export type ChatOperation = 'create' | 'respond' | 'close';

/** Close is a PUT: the OpenAPI document says so, although create and respond are POSTs. */
export const methodOf = { create: 'POST', respond: 'POST', close: 'PUT' } as const;

/** The whole URL of a call. Ids are opaque: they are encoded, never checked by prefix. */
export function chatUrl(address: ChatAddress, operation: ChatOperation): string {
  const account = encodeURIComponent(address.accountId);
  const project = encodeURIComponent(address.projectId);
  return `${address.origin}/v1/${account}/${project}/chat/${operation}`;
}

export const correlationIdHeader = 'x-polyai-correlation-id';

/** The documented spelling. `Content-Type` goes only with a body. */
export function chatHeaders(
  secrets: Pick<ChatTarget, 'apiKey' | 'token'>,
  hasBody: boolean,
): Record<string, string> {
  return {
    'X-API-KEY': secrets.apiKey,
    'X-TOKEN': secrets.token,
    Accept: 'application/json',
    ...(hasBody && { 'Content-Type': 'application/json' }),
  };
}

/** The same headers for showing and keeping. */
export function maskedChatHeaders(hasBody: boolean): Record<string, string> {
  return chatHeaders({ apiKey: mask, token: mask }, hasBody);
}

/** The body of create, or undefined when nothing is set: then there is no body at all, not even `{}`. */
export function toCreateBody(parameters: CreateChatParameters): string | undefined {
  return toBody([
    ['variant_id', text(parameters.variantId)],
    ['channel', text(parameters.channel)],
    ['asr_lang_code', text(parameters.asrLangCode)],
    ['tts_lang_code', text(parameters.ttsLangCode)],
    ['integration_attributes', json(parameters.integrationAttributes)],
    ['initial_message', text(parameters.initialMessage)],
  ]);
}

/** The body of respond. Without `message` it fetches a delayed reply. */
export function toRespondBody(parameters: RespondParameters): string | undefined {
  return toBody([
    ['conversation_id', text(parameters.conversationId)],
    ['message', text(parameters.message)],
    ['integration_attributes', json(parameters.integrationAttributes)],
    ['metadata', json(parameters.metadata)],
    ['asr_lang_code', text(parameters.asrLangCode)],
    ['tts_lang_code', text(parameters.ttsLangCode)],
  ]);
}

export function toCloseBody(conversationId: string): string | undefined {
  return toBody([['conversation_id', text(conversationId)]]);
}

/** Written as text, so that what is JSON text already is spliced in and its numbers survive. */
function toBody(fields: readonly (readonly [name: string, json: string | undefined])[]): string | undefined {
  const members = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}:${value}`],
  );
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : JSON.stringify(value);
}

function json(value: JsonObjectText | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : compactJson(value);
}
