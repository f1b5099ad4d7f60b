import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../core/common/jsonObject.ts';
import { type StandInAnswer, type StandInConversation, greet, reply } from './standInConversation.ts';
import type { StandInScript } from './standInScript.ts';
import { schemaError, type WireError, wireErrors } from './wireError.ts';

export const chatOperations = ['create', 'respond', 'close'] as const;
export type ChatOperation = (typeof chatOperations)[number];

/** Source: `paths` of the newer document. */
export const operationMethods: Readonly<Record<ChatOperation, 'POST' | 'PUT'>> = {
  create: 'POST',
  respond: 'POST',
  close: 'PUT',
};

const string = (name: string) => v.optional(v.string(`${name} must be a string.`));
const object = (name: string) => v.optional(v.custom<JsonObject>(isJsonObject, `${name} must be an object.`));
const conversationId = v.string('conversation_id is required and must be a string.');

// Fields that no document names are accepted and ignored; what is named must have its documented type.
const bodies = {
  create: v.object({
    integration_attributes: object('integration_attributes'),
    variant_id: string('variant_id'),
    channel: v.optional(
      v.picklist(
        ['webchat', 'whatsapp', 'sms', 'api'],
        'channel must be one of webchat, whatsapp, sms, api.',
      ),
    ),
    asr_lang_code: string('asr_lang_code'),
    tts_lang_code: string('tts_lang_code'),
    initial_message: string('initial_message'),
  }),
  respond: v.object({
    conversation_id: conversationId,
    message: string('message'),
    integration_attributes: object('integration_attributes'),
    metadata: object('metadata'),
    asr_lang_code: string('asr_lang_code'),
    tts_lang_code: string('tts_lang_code'),
  }),
  close: v.object({ conversation_id: conversationId }),
};

export type OperationResult =
  | { readonly kind: 'error'; readonly error: WireError }
  | {
      readonly kind: 'answer';
      readonly conversationId: string;
      readonly body: Readonly<Record<string, unknown>>;
      readonly delayMs: number;
      readonly fault: StandInAnswer['fault'];
    };

export interface ChatOperationsOptions {
  readonly script: StandInScript;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createId: () => string;
}

/** A server that runs for weeks in an editor must not keep every conversation it ever had. */
const maxConversations = 1000;

/** The three operations on their conversations, without HTTP: a parsed body in, an answer or an error out. */
export class ChatOperations {
  readonly #options: ChatOperationsOptions;
  readonly #conversations = new Map<string, StandInConversation>();

  constructor(options: ChatOperationsOptions) {
    this.#options = options;
  }

  /** `owner` names account and project; a conversation is found by its own owner only. */
  run(operation: ChatOperation, owner: string, body: unknown): OperationResult {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      return failure(schemaError('The body must be a JSON object.'));
    }
    if (operation === 'create') return this.#create(owner, body);
    return operation === 'respond' ? this.#respond(owner, body) : this.#close(owner, body);
  }

  #create(owner: string, body: object): OperationResult {
    const parsed = v.safeParse(bodies.create, body, { abortEarly: true });
    if (!parsed.success) return failure(schemaError(parsed.issues[0].message));
    const { output } = parsed;
    const conversation: StandInConversation = {
      id: this.#options.createId(),
      owner,
      parameters: {
        variantId: output.variant_id ?? '',
        channel: output.channel ?? '',
        language: output.tts_lang_code ?? output.asr_lang_code ?? '',
        attributes: output.integration_attributes ?? {},
        initialMessage: output.initial_message,
      },
      state: 'open',
      turnCount: 0,
      topic: undefined,
      laterReply: undefined,
      lastActiveMs: this.#options.now(),
    };
    this.#keep(conversation);
    const answer = greet(this.#options.script, conversation);
    // The schema of create knows neither this field nor `handoff`; a start function that hangs up at once needs them.
    return answered(conversation, answer, answer.endConversation ? { end_conversation: true } : {});
  }

  #respond(owner: string, body: object): OperationResult {
    const parsed = v.safeParse(bodies.respond, body, { abortEarly: true });
    if (!parsed.success) return failure(schemaError(parsed.issues[0].message));
    const conversation = this.#find(owner, parsed.output.conversation_id);
    if (conversation === undefined) return failure(wireErrors.conversationNotFound);
    if (conversation.state === 'over') return failure(wireErrors.conversationEnded);
    const idleMs = this.#options.now() - conversation.lastActiveMs;
    if (idleMs > this.#options.script.idleTimeoutSeconds * 1000) conversation.state = 'timedOut';
    if (conversation.state === 'timedOut') return failure(wireErrors.chatTimeout);

    conversation.lastActiveMs = this.#options.now();
    const answer = reply(this.#options.script, conversation, parsed.output.message ?? '');
    return answered(conversation, answer, { end_conversation: answer.endConversation });
  }

  /** Closing what is already over succeeds: PUT may be repeated, and a client closes after a handoff. */
  #close(owner: string, body: object): OperationResult {
    const parsed = v.safeParse(bodies.close, body, { abortEarly: true });
    if (!parsed.success) return failure(schemaError(parsed.issues[0].message));
    const conversation = this.#find(owner, parsed.output.conversation_id);
    if (conversation === undefined) return failure(wireErrors.conversationNotFound);
    conversation.state = 'over';
    return {
      kind: 'answer',
      conversationId: conversation.id,
      body: { success: true },
      delayMs: 0,
      fault: undefined,
    };
  }

  #find(owner: string, id: string): StandInConversation | undefined {
    const conversation = this.#conversations.get(id);
    return conversation?.owner === owner ? conversation : undefined;
  }

  #keep(conversation: StandInConversation): void {
    this.#conversations.set(conversation.id, conversation);
    for (const id of this.#conversations.keys()) {
      if (this.#conversations.size <= maxConversations) return;
      this.#conversations.delete(id);
    }
  }
}

function answered(
  { id }: StandInConversation,
  { response, handoff, delayMs, fault }: StandInAnswer,
  end: { readonly end_conversation?: boolean },
): OperationResult {
  const body = { conversation_id: id, response, ...end, ...(handoff ? { handoff } : {}) };
  return { kind: 'answer', conversationId: id, body, delayMs, fault };
}

function failure(error: WireError): OperationResult {
  return { kind: 'error', error };
}
