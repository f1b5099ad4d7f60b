import type { CallOptions, ChatClient, CreateChatParameters } from '../core/chatApi/chatClient.ts';
import { ChatError } from '../core/chatApi/chatError.ts';
import type { ChatReport } from './chatReport.ts';
import { closeConversation } from './closeConversation.ts';
import { endOfFailure, endOfReply } from './conversationEnd.ts';
import type { NamedTarget } from './readTarget.ts';

/** What became of one call. `over`: it was refused because the conversation is over. */
export type CallResult =
  { readonly kind: 'answered' | 'over' } | { readonly kind: 'failed'; readonly error: ChatError };

/** One conversation after the other, each call told to the report. Nothing is ever sent twice. */
export interface ChatSession {
  /** Whether something can be said now. */
  readonly isOpen: boolean;
  /** Creates a conversation; the first time it continues the given one, if there is one. */
  begin(signal: AbortSignal): Promise<CallResult>;
  /** Says something; without a message it fetches a delayed reply. */
  say(message: string | undefined, signal: AbortSignal): Promise<CallResult>;
  /** Whether something was to be closed, in this conversation or one before, and may still be open. */
  readonly isUnclosed: boolean;
  /** Closes what is open. False when it may still be open: then it can be tried again. */
  close(options: CallOptions): Promise<boolean>;
  /** Leaves what is open as it is, and says so. */
  keepOpen(): void;
}

export interface ChatSessionOptions {
  readonly client: ChatClient;
  readonly target: NamedTarget;
  readonly parameters: CreateChatParameters;
  /** The conversation to continue instead of creating one. */
  readonly conversationId: string | undefined;
  readonly timeoutSeconds: number;
  readonly report: ChatReport;
}

export function createChatSession(options: ChatSessionOptions): ChatSession {
  const { client, target, parameters, timeoutSeconds, report } = options;
  let toContinue = options.conversationId;
  /** Of the conversation that is open, as far as we know. */
  let openId: string | undefined;
  /** Closing the open one was tried, and may not have worked. */
  let isCloseOwed = false;
  let isEarlierUnclosed = false;

  const settle = async (
    input: string | undefined,
    call: Promise<Awaited<ReturnType<ChatClient['create']>>>,
    kind: 'create' | 'respond',
  ): Promise<CallResult> => {
    try {
      const reply = await call;
      const end = endOfReply(reply);
      // A server that answers with another id does not get to rename the conversation.
      openId = end === undefined ? (openId ?? reply.conversationId) : undefined;
      if (end !== undefined) isCloseOwed = false;
      report({ kind: 'answered', call: kind, input, reply, end });
      return { kind: 'answered' };
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const end = kind === 'respond' ? endOfFailure(error) : undefined;
      // An unusable reply to create may still have told the id: then there is something to close.
      openId = end === undefined ? (openId ?? error.details.conversationId) : undefined;
      if (end !== undefined) isCloseOwed = false;
      report({ kind: 'failed', call: kind, input, error, end });
      return end === undefined ? { kind: 'failed', error } : { kind: 'over' };
    }
  };

  return {
    get isOpen() {
      return openId !== undefined;
    },
    get isUnclosed() {
      return isCloseOwed || isEarlierUnclosed;
    },
    begin(signal) {
      isEarlierUnclosed ||= isCloseOwed;
      isCloseOwed = false;
      openId = undefined;
      if (toContinue !== undefined) {
        openId = toContinue;
        toContinue = undefined;
        report({ kind: 'continued', conversationId: openId });
        return Promise.resolve({ kind: 'answered' });
      }
      const input = parameters.initialMessage === '' ? undefined : parameters.initialMessage;
      return settle(input, client.create(target, parameters, { signal, timeoutSeconds }), 'create');
    },
    say(message, signal) {
      if (openId === undefined) throw new Error('There is no open conversation.');
      report({ kind: 'sending', message });
      const call = client.respond(target, { conversationId: openId, message }, { signal, timeoutSeconds });
      return settle(message ?? '', call, 'respond');
    },
    async close(callOptions) {
      if (openId === undefined) return true;
      const conversationId = openId;
      try {
        const result = await closeConversation(client, target, conversationId, callOptions);
        report({ kind: 'closed', conversationId, result });
        isCloseOwed = result.kind === 'unconfirmed';
        if (!isCloseOwed) openId = undefined;
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        isCloseOwed = true;
        report({ kind: 'closeFailed', conversationId, error });
      }
      return !isCloseOwed;
    },
    keepOpen() {
      if (openId !== undefined) report({ kind: 'leftOpen', conversationId: openId });
      openId = undefined;
    },
  };
}
