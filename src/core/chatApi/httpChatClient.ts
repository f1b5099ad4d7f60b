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
import { ChatError } from './chatError.ts';
import { findRequestProblem } from './checkRequest.ts';
import { sayWebPage, titleOfWebPage } from './errorBody.ts';
import type { Fetch } from './fetch.ts';
import { sendCall, type HttpAnswer, type HttpCallSurroundings } from './httpCall.ts';
import { toCloseBody, toCreateBody, toRespondBody, type ChatOperation } from './wire.ts';
import { parseChatReply, parseCloseReply, type ReplyFault } from './wireReply.ts';

export interface HttpChatClientOptions {
  /** The editor's own, which knows its proxies and certificates; undici's in the command line and in tests. */
  readonly fetch: Fetch;
  readonly userAgent?: string | undefined;
  /** Cap on the decoded bytes of a reply; 8 MiB. */
  readonly maxReplyBytes?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

const defaultMaxReplyBytes = 8 * 1024 * 1024;

/** A ChatClient over HTTP. It has no state: one serves all connections. */
export function createHttpChatClient(options: HttpChatClientOptions): ChatClient {
  const surroundings: HttpCallSurroundings = {
    fetch: options.fetch,
    userAgent: options.userAgent,
    maxReplyBytes: options.maxReplyBytes ?? defaultMaxReplyBytes,
    now: options.now ?? Date.now,
  };

  const send = (
    operation: ChatOperation,
    target: ChatTarget,
    callOptions: CallOptions,
    problem: string | undefined,
    toBody: () => string | undefined,
  ): Promise<HttpAnswer> => {
    const found = findRequestProblem(target, callOptions) ?? problem;
    const body = found === undefined ? toBody() : undefined;
    return sendCall(surroundings, { operation, target, body, options: callOptions, problem: found });
  };

  return {
    create: async (target, parameters, callOptions) =>
      toChatReply(
        await send('create', target, callOptions, findCreateProblem(parameters), () =>
          toCreateBody(parameters),
        ),
      ),
    respond: async (target, parameters, callOptions) =>
      toChatReply(
        await send('respond', target, callOptions, findRespondProblem(parameters), () =>
          toRespondBody(parameters),
        ),
      ),
    close: async (target, conversationId, callOptions) => {
      const problem = findConversationIdProblem(conversationId);
      const answer = await send('close', target, callOptions, problem, () => toCloseBody(conversationId));
      const { reply, fault } = parseCloseReply(answer.body);
      if (reply === undefined) throw badReply(answer, fault, undefined);
      return { success: reply.success, exchange: answer.exchange };
    },
  };
}

function toChatReply(answer: HttpAnswer): ChatReply {
  const { redact, exchange } = answer;
  const parsed = parseChatReply(answer.body);
  if (parsed.reply === undefined) throw badReply(answer, parsed.fault, parsed.conversationId);
  const { conversationId, response, endConversation, handoff } = parsed.reply;
  return {
    conversationId: redact(conversationId),
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
function badReply(answer: HttpAnswer, fault: ReplyFault, conversationId: string | undefined): ChatError {
  return new ChatError({
    reason: 'badReply',
    outcome: 'unknown',
    exchange: answer.exchange,
    detail: fault === 'webPage' ? webPageSentence(answer) : sentenceOf[fault](),
    conversationId: conversationId === undefined ? undefined : answer.redact(conversationId),
  });
}

function webPageSentence({ body, redact }: HttpAnswer): string {
  return redact(sayWebPage(titleOfWebPage(body)));
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
  return conversationId === '' ? l10n.t('The conversation has no id yet.') : undefined;
}

/** The type promises that it was checked; a record from disk or a careless caller may not have kept the promise. */
function findJsonProblem(text: JsonObjectText | undefined): string | undefined {
  if (text === undefined) return undefined;
  const problem = parseAttributesText(text).problems[0];
  return problem && l10n.t('Line {0} of the attributes: {1}', problem.line, problem.message);
}
