import * as v from 'valibot';
import type { Handoff } from './chatClient.ts';
import { isWebPage } from './errorBody.ts';

/*
 * How a reply reads on the wire. Unknown fields are welcome (they stay visible in the exchange), and a field that is
 * documented as optional never spoils a reply by its type. Facts: the OpenAPI document of the Chat API.
 */

const optionalText = v.fallback(v.optional(v.string()), undefined);
const conversationId = v.pipe(v.string(), v.regex(/\S/));

/** Create has no `end_conversation` and no `handoff` in its schema, but a start function can do both. */
const chatReplySchema = v.looseObject({
  conversation_id: conversationId,
  // Null says what an empty text says: there is none.
  response: v.pipe(
    v.nullable(v.string()),
    v.transform((text) => text ?? ''),
  ),
  end_conversation: v.fallback(v.optional(v.boolean()), undefined),
  handoff: v.fallback(
    v.optional(v.looseObject({ destination: optionalText, reason: optionalText })),
    undefined,
  ),
});

const closeReplySchema = v.looseObject({ success: v.optional(v.boolean(), true) });

export interface WireReply {
  readonly conversationId: string;
  readonly response: string;
  readonly endConversation: boolean;
  readonly handoff: Handoff | undefined;
}

/** Why a 2xx is no reply. */
export type ReplyFault = 'notJson' | 'webPage' | 'noConversationId' | 'noResponse' | 'noSuccess';

export type ParsedReply<T> =
  | { readonly reply: T; readonly fault?: undefined }
  | { readonly reply?: undefined; readonly fault: ReplyFault; readonly conversationId?: string | undefined };

/** The reply to create or respond. The content type is not looked at: what parses is what counts. */
export function parseChatReply(body: string): ParsedReply<WireReply> {
  const json = parseJson(body);
  if (json === undefined) return { ...notJson(body), ...idOfCutOff(body) };
  const parsed = v.safeParse(chatReplySchema, json);
  if (!parsed.success) {
    const found = v.safeParse(v.looseObject({ conversation_id: conversationId }), json);
    return found.success
      ? { fault: 'noResponse', conversationId: found.output.conversation_id }
      : { fault: 'noConversationId' };
  }
  const { conversation_id, response, end_conversation, handoff } = parsed.output;
  return {
    reply: {
      conversationId: conversation_id,
      response,
      endConversation: end_conversation ?? false,
      handoff: handoff && { destination: handoff.destination, reason: handoff.reason },
    },
  };
}

/** The reply to close. An empty 2xx says yes as well. */
export function parseCloseReply(body: string): ParsedReply<{ readonly success: boolean }> {
  if (body.trim() === '') return { reply: { success: true } };
  const json = parseJson(body);
  if (json === undefined) return notJson(body);
  const parsed = v.safeParse(closeReplySchema, json);
  return parsed.success ? { reply: { success: parsed.output.success } } : { fault: 'noSuccess' };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function notJson(body: string): { readonly fault: ReplyFault } {
  return { fault: isWebPage(body) ? 'webPage' : 'notJson' };
}

/** The id of a reply that was cut off behind it: the conversation exists. */
function idOfCutOff(body: string): { readonly conversationId?: string } {
  const literal = /^\s*\{\s*"conversation_id"\s*:\s*("(?:[^"\\]|\\.){1,1000}")/.exec(
    body.slice(0, 4096),
  )?.[1];
  const id = literal === undefined ? undefined : parseJson(literal);
  return typeof id === 'string' && /\S/.test(id) ? { conversationId: id } : {};
}
