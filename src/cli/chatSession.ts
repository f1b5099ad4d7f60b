import type { CallOptions, ChatTarget, CreateChatParameters } from '../core/chatApi/chatClient.ts';
import type { ChatFailure } from '../core/chatApi/chatFailure.ts';
import type { ConnectionSnapshot, Conversation } from '../core/conversation/conversation.ts';
import type { ConversationEvent } from '../core/conversation/conversationService.ts';
import { type ReplayEvent, replayTurns } from '../core/conversation/replayTurns.ts';
import { canGoOn } from '../core/conversation/transitions.ts';
import type { MemoryService } from './memoryService.ts';
import type { ChatReport } from './reports/chatReport.ts';
import { endOfCall, settledCall } from './settledCall.ts';

/** What became of what was to be said. `over`: it was refused because the conversation is over. */
export type Held = { readonly notSent: number } & (
  { readonly kind: 'answered' | 'over' } | { readonly kind: 'failed'; readonly error: ChatFailure }
);

/** What a person or a script says; undefined fetches a delayed reply. */
export type Messages = readonly (string | undefined)[];

/** One conversation after the other, each call told to the report. Nothing is ever sent twice. */
export interface ChatSession {
  /** Whether something can be said now. */
  readonly isOpen: boolean;
  /** Creates a conversation (the first time it continues the given one, if there is one) and says the messages. */
  begin(messages: Messages, signal: AbortSignal): Promise<Held>;
  /** Says something in the open one. Rejects with HumanError when it cannot be sent: nothing was. */
  say(message: string | undefined, signal: AbortSignal): Promise<Held>;
  /** Whether something was to be closed, in this conversation or one before, and may still be open. */
  readonly isUnclosed: boolean;
  /** Closes what is open. False when it may still be open: then it can be tried again. */
  close(options: CallOptions): Promise<boolean>;
  /** Leaves what is open as it is, and says so. */
  keepOpen(): void;
}

export interface ChatSessionOptions {
  readonly service: MemoryService;
  readonly connection: ConnectionSnapshot;
  readonly target: ChatTarget;
  readonly parameters: CreateChatParameters;
  /** The conversation to continue instead of creating one. */
  readonly conversationId: string | undefined;
  readonly timeoutSeconds: number;
  readonly report: ChatReport;
}

export function createChatSession(options: ChatSessionOptions): ChatSession {
  const { service, connection, target, parameters, timeoutSeconds, report } = options;
  let toContinue = options.conversationId;
  let current: Conversation | undefined;
  /** Closing the open one was tried, and may not have worked. */
  let isCloseOwed = false;
  let isEarlierUnclosed = false;
  let defect: { readonly error: unknown } | undefined;

  service.onDidChangeConversation((event) => {
    try {
      tell(event, report);
    } catch (error) {
      defect ??= { error };
    }
  });
  const throwDefect = () => {
    if (defect) throw defect.error;
  };

  const isOpen = () => current !== undefined && canGoOn(current);

  const hold = async (continued: Conversation | undefined, messages: Messages, signal: AbortSignal) => {
    current = continued;
    const turns = messages.map((message) => ({ message }));
    const call = { target, timeoutSeconds, signal };
    let last: ReplayEvent | undefined;
    for await (const event of replayTurns(service, { ...call, connection, parameters, continued, turns })) {
      last = event;
      if (event.kind !== 'sending') current = event.conversation;
    }
    throwDefect();
    if (!isOpen()) isCloseOwed = false;
    return toHeld(last);
  };

  return {
    get isOpen() {
      return isOpen();
    },
    get isUnclosed() {
      return isCloseOwed || isEarlierUnclosed;
    },
    async begin(messages, signal) {
      isEarlierUnclosed ||= isCloseOwed;
      isCloseOwed = false;
      const id = toContinue;
      toContinue = undefined;
      if (id === undefined) return hold(undefined, messages, signal);
      const continued = await service.continue(connection, id);
      report({ kind: 'continued', conversation: continued });
      return hold(continued, messages, signal);
    },
    say(message, signal) {
      if (current === undefined || !isOpen()) throw new Error('There is no open conversation.');
      return hold(current, [message], signal);
    },
    async close(callOptions) {
      if (current === undefined || !isOpen()) return true;
      current = await service.close({ ...callOptions, id: current.id, target });
      throwDefect();
      isCloseOwed = isOpen();
      return !isCloseOwed;
    },
    keepOpen() {
      if (current && isOpen()) report({ kind: 'leftOpen', conversation: current });
      current = undefined;
    },
  };
}

/** What the engine announces, as the reports know it. */
function tell({ kind, conversation, turnIndex }: ConversationEvent, report: ChatReport): void {
  const turn = conversation.turns[turnIndex];
  if (turn === undefined) return;
  if (kind === 'finished') report({ kind: 'settled', call: { conversation, turn } });
  else if (turn.kind === 'respond') report({ kind: 'sending', message: turn.userText });
}

function toHeld(last: ReplayEvent | undefined): Held {
  if (last?.kind !== 'stopped') return { kind: 'answered', notSent: 0 };
  const { conversation, answered, total, why } = last;
  const notSent = total - answered;
  if (why === 'over') return { kind: 'answered', notSent };
  const call = conversation.turns.length === 0 ? undefined : settledCall(conversation);
  // Told to end between two calls.
  if (call?.turn.error === undefined) {
    return { kind: 'failed', error: { reason: 'cancelled', outcome: 'notSent' }, notSent };
  }
  const { kind, error } = call.turn;
  const unsaid = kind === 'create' ? notSent : notSent - 1;
  return endOfCall(call) === undefined
    ? { kind: 'failed', error, notSent: unsaid }
    : { kind: 'over', notSent: unsaid };
}
