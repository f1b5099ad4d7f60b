import * as l10n from '@vscode/l10n';
import { parseAttributesText } from './attributesText.ts';
import type {
  CallOptions,
  ChatClient,
  ChatReply,
  ChatTarget,
  CreateChatParameters,
  Handoff,
  JsonObjectText,
  RespondParameters,
} from './chatClient.ts';
import { mask } from '../common/redaction.ts';
import { ChatError } from './chatError.ts';
import { findRequestProblem } from './checkRequest.ts';
import { sayWebPage, titleOfWebPage } from './errorBody.ts';
import { type Fetch, type Transport, transportOf } from './fetch.ts';
import { sendCall, type HttpAnswer, type HttpCallSettings } from './httpCall.ts';
import { toCloseBody, toCreateBody, toRespondBody, type ChatOperation } from './wire.ts';
import { parseChatReply, parseCloseReply, type ReplyFault } from './wireReply.ts';

export type HttpChatClientOptions = CommonOptions &
  (
    | {
        /** The editor's own, which knows its proxies and certificates. */
        readonly fetch: Fetch;
      }
    | {
        /** The command line's: a fetch costs three times as much. */
        readonly transport: Transport;
      }
  );

interface CommonOptions {
  readonly userAgent?: string | undefined;
  /** Cap on the decoded bytes of a reply; 8 MiB. */
  readonly maxReplyBytes?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

const defaultMaxReplyBytes = 8 * 1024 * 1024;

/** A ChatClient over HTTP; one serves all connections. All it remembers is `hiddenIds`. */
export function createHttpChatClient(options: HttpChatClientOptions): ChatClient {
  const settings: HttpCallSettings = {
    transport: 'transport' in options ? options.transport : transportOf(options.fetch),
    userAgent: options.userAgent,
    maxReplyBytes: options.maxReplyBytes ?? defaultMaxReplyBytes,
    now: options.now ?? Date.now,
  };

  /**
   * Of conversations whose id holds a secret, by what is shown instead: what is shown and kept is masked, and what goes
   * back to the server is what it sent. The key `string` and the id `string` are enough for that.
   */
  const hiddenIds = new Map<string, string>();
  const placeOfId = ({ origin, accountId, projectId }: ChatTarget, shownId: string) =>
    JSON.stringify([origin, accountId, projectId, shownId]);

  const hideId = (target: ChatTarget, { redact }: HttpAnswer, id: string): string => {
    const shownId = redact(id);
    if (shownId !== id) hiddenIds.set(placeOfId(target, shownId), id);
    return shownId;
  };
  const findId = (target: ChatTarget, shownId: string): string =>
    (hiddenIds.size > 0 && hiddenIds.get(placeOfId(target, shownId))) || shownId;

  const send = (
    operation: ChatOperation,
    target: ChatTarget,
    callOptions: CallOptions,
    problem: string | undefined,
    toBody: () => string | undefined,
  ): Promise<HttpAnswer> => {
    const found = findRequestProblem(target, callOptions) ?? problem;
    const body = found === undefined ? toBody() : undefined;
    return sendCall(settings, { operation, target, body, options: callOptions, problem: found });
  };

  return {
    create: async (target, parameters, callOptions) => {
      const problem = findCreateProblem(parameters);
      const answer = await send('create', target, callOptions, problem, () => toCreateBody(parameters));
      return toChatReply(answer, (id) => hideId(target, answer, id));
    },
    respond: async (target, parameters, callOptions) => {
      const sent = { ...parameters, conversationId: findId(target, parameters.conversationId) };
      const problem = findRespondProblem(sent);
      const answer = await send('respond', target, callOptions, problem, () => toRespondBody(sent));
      return toChatReply(answer, (id) => hideId(target, answer, id));
    },
    close: async (target, shownId, callOptions) => {
      const conversationId = findId(target, shownId);
      const problem = findConversationIdProblem(conversationId);
      const answer = await send('close', target, callOptions, problem, () => toCloseBody(conversationId));
      const { reply, fault } = parseCloseReply(answer.body);
      if (reply === undefined) throw badReply(answer, fault, undefined);
      return { success: reply.success, exchange: answer.exchange };
    },
  };
}

function toChatReply(answer: HttpAnswer, hideId: (id: string) => string): ChatReply {
  const { redact, exchange } = answer;
  const parsed = parseChatReply(answer.body);
  if (parsed.reply === undefined) {
    const { fault, conversationId } = parsed;
    throw badReply(answer, fault, conversationId === undefined ? undefined : hideId(conversationId));
  }
  const { conversationId, response, endConversation, handoff } = parsed.reply;
  return {
    conversationId: hideId(conversationId),
    response: redact(response),
    endConversation,
    handoff: handoff && redactHandoff(handoff, answer),
    exchange,
  };
}

function redactHandoff({ destination, reason }: Handoff, { redact }: HttpAnswer): Handoff {
  return {
    destination: destination === undefined ? undefined : redact(destination),
    reason: reason === undefined ? undefined : redact(reason),
  };
}

/** The server said yes, but what it did cannot be read: the outcome is unknown. */
function badReply(answer: HttpAnswer, fault: ReplyFault, shownId: string | undefined): ChatError {
  return new ChatError({
    reason: 'badReply',
    outcome: 'unknown',
    exchange: answer.exchange,
    detail: fault === 'webPage' ? webPageSentence(answer) : sentenceOf[fault](),
    conversationId: shownId,
  });
}

function webPageSentence({ body, redact }: HttpAnswer): string {
  return redact(sayWebPage(titleOfWebPage(redact(body))));
}

const sentenceOf: Readonly<Record<Exclude<ReplyFault, 'webPage'>, () => string>> = {
  notJson: () => l10n.t('The reply is not complete JSON.'),
  noConversationId: () => l10n.t('The reply has no conversation id.'),
  noResponse: () => l10n.t('The reply has no text of the agent.'),
  noSuccess: () => l10n.t('The reply does not say whether the chat was closed.'),
};

function findCreateProblem(parameters: CreateChatParameters): string | undefined {
  return findJsonProblem(parameters.integrationAttributes);
}

function findRespondProblem(parameters: RespondParameters): string | undefined {
  return (
    findConversationIdProblem(parameters.conversationId) ??
    findJsonProblem(parameters.integrationAttributes) ??
    findJsonProblem(parameters.metadata)
  );
}

function findConversationIdProblem(conversationId: string): string | undefined {
  if (conversationId === '') return l10n.t('The conversation has no id yet.');
  // Masked in an earlier session: what the mask stands for was not kept.
  return conversationId.includes(mask)
    ? l10n.t(
        'The id of this conversation holds a secret and was not kept, so nothing more can be sent to it.',
      )
    : undefined;
}

/** The type promises that it was checked; a record from disk or a careless caller may not have kept the promise. */
function findJsonProblem(text: JsonObjectText | undefined): string | undefined {
  if (text === undefined) return undefined;
  const problem = parseAttributesText(text).problems[0];
  return problem && l10n.t('Line {0} of the attributes: {1}', problem.line, problem.message);
}
