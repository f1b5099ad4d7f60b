import * as l10n from '@vscode/l10n';
import type { CallOptions, ChatClient, ChatReply } from '../chatApi/chatClient.ts';
import { ChatError } from '../chatApi/chatError.ts';
import { toChatFailure } from '../chatApi/toChatFailure.ts';
import { Emitter, type Event } from '../common/event.ts';
import { HumanError } from '../common/humanError.ts';
import { createRunningCalls } from '../common/runningCalls.ts';
import { createSharedCalls } from '../common/sharedCalls.ts';
import type { KnownSecrets, Masked } from '../connection/knownSecrets.ts';
import type { Conversation, Turn, TurnOwner } from './conversation.ts';
import { conversationGone } from './conversationGone.ts';
import type { ConversationRecord } from './conversationRecord.ts';
import type {
  CloseRequest,
  ConversationCall,
  CreateConversationRequest,
  SayingMore,
  SendRequest,
} from './conversationRequests.ts';
import { requireUnmasked } from './maskedContent.ts';
import { createRecorder } from './recorder.ts';
import {
  answerClose,
  answerTurn,
  beginTurn,
  canGoOn,
  failTurn,
  startConversation,
  type TurnFailure,
} from './transitions.ts';

/** What a call did, announced when it starts and when it is over; the output channel and the status bar fold it. */
export interface ConversationEvent {
  readonly kind: 'started' | 'finished';
  readonly conversation: Conversation;
  /** The index of the turn this is about. */
  readonly turnIndex: number;
}

/**
 * Drives a ChatClient and is the only writer of the record: a turn is in it before it is sent, and again when it is
 * answered, before that is announced. Never rejects for a failed call: the failure is in the conversation it returns.
 */
export interface ConversationService {
  create(request: CreateConversationRequest): Promise<Conversation>;
  /**
   * Rejects with HumanError when the conversation is not there, is over, or still waits for an answer; as `create` does
   * when the mask stands in what would be sent: then nothing was.
   */
  send(request: SendRequest): Promise<Conversation>;
  /** Closing what is not open is harmless: nothing is sent. Rejects with HumanError when it is not there. */
  close(request: CloseRequest): Promise<Conversation>;
  /** Ends the calls of this conversation that this window waits for, whatever began them. */
  cancel(id: string): void;
  /** There is a call that `cancel` would end. */
  isRunning(id: string): boolean;
  /** Every answer of the conversation that is there by now is in the record, and announced. */
  whenRecorded(id: string): Promise<void>;
  /** As on the screen: with what is not recorded, and with what the disk refused. */
  get(id: string): Conversation | undefined;
  /** For leaving: what the disk has refused is tried once more, and nothing waits any longer. */
  saveNow(): void;
  readonly onDidChangeConversation: Event<ConversationEvent>;
}

export interface ConversationServiceOptions {
  readonly client: ChatClient;
  /** Announces what the service does; one of its own when left out. */
  readonly changed?: Emitter<ConversationEvent> | undefined;
  /** The history, or one in memory. */
  readonly record: ConversationRecord;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Whose death makes a pending turn unknown. */
  readonly processId: number;
  /**
   * When false, what is said and the bodies of the calls stay in memory only. Asked when a turn begins, and kept to for
   * as long as it is there.
   */
  readonly recordMessages: () => boolean;
  /** Masks the secrets of all connections, before anything is kept or announced; nothing is masked when left out. */
  readonly knownSecrets?: Pick<KnownSecrets, 'mask'> | undefined;
  /** The disk refused: told once, until it takes something again. The conversation goes on. */
  readonly onRecordError: (error: unknown) => void;
}

export function createConversationService(options: ConversationServiceOptions): ConversationService {
  const { client, now, newId, processId, recordMessages } = options;
  const recorder = createRecorder(options);
  const changed = options.changed ?? new Emitter<ConversationEvent>();
  const closing = createSharedCalls<Conversation>();
  /** Of conversations in which more is said, the answers that are on their way into the record. */
  const recording = new Map<string, Promise<void>>();
  const calls = createRunningCalls();
  /** Before a turn is begun, because it may have to wait: what a turn is begun with is not looked at twice. */
  const mask = <T>(value: T): Promise<Masked<T>> | Masked<T> =>
    options.knownSecrets?.mask(value) ?? { value, isSure: true };
  const timestamp = () => new Date(now()).toISOString();
  const ownerFor = ({ timeoutSeconds }: CallOptions): TurnOwner => ({
    processId,
    deadlineAt: new Date(now() + timeoutSeconds * 1000).toISOString(),
  });

  /** An answer may repeat what was typed. Its conversation id goes back to the server, so it stays as it is. */
  async function masked<T extends object & { readonly conversationId?: string | undefined }>(
    answer: T,
  ): Promise<T> {
    const { value } = await mask(answer);
    return value === answer ? answer : { ...value, conversationId: answer.conversationId };
  }
  const withMaskedReply = async (reply: Promise<ChatReply>) => masked(await reply);

  function find(id: string): Conversation {
    const conversation = recorder.get(id);
    if (conversation) return conversation;
    throw conversationGone();
  }

  /** Recorded first, then sent, then recorded with its answer, and only then announced as finished. */
  async function runTurn(
    begun: Conversation,
    { target: secrets, signal, timeoutSeconds, saysMore = false }: ConversationCall & SayingMore,
    call: (options: CallOptions) => Promise<SettleTurn>,
  ): Promise<Conversation> {
    const { id: turnId } = lastTurn(begun);
    const indexIn = ({ turns }: Conversation) => turns.findLastIndex(({ id }) => id === turnId);
    const before = recording.get(begun.id);
    const running = calls.begin(begun.id, signal);
    const finish = async (settled: Conversation) => {
      const finished = await recorder.record(settled, turnId, secrets);
      changed.fire({ kind: 'finished', conversation: finished, turnIndex: indexIn(finished) });
      return finished;
    };
    const settleShown = (settle: SettleTurn) => {
      const shown = recorder.shown(begun.id) ?? begun;
      return settle(shown, indexIn(shown), timestamp());
    };
    /** After a mistake of ours: what became of the turn is unknown, and nothing runs or waits for it any longer. */
    const giveUp = async (mistake: unknown): Promise<never> => {
      const shown = recorder.shown(begun.id);
      if (shown && indexIn(shown) >= 0) {
        await finish(failTurn(shown, indexIn(shown), toTurnFailure(mistake), timestamp()));
      }
      throw mistake;
    };
    const send = async () => {
      const recorded = await recorder.record(begun, turnId, secrets);
      // The answer before it was written with it, and is announced first.
      await before?.catch(() => undefined);
      changed.fire({ kind: 'started', conversation: recorded, turnIndex: indexIn(recorded) });
      return call({ signal: running.signal, timeoutSeconds }).catch(
        async (error: unknown): Promise<SettleTurn> => {
          const failure = await masked(toTurnFailure(error));
          return (conversation, turnIndex, at) => failTurn(conversation, turnIndex, failure, at);
        },
      );
    };
    try {
      // Another turn may settle meanwhile; what another window has recorded comes with the change.
      const settled = settleShown(await send().finally(() => running.forget()));
      return saysMore ? recordAlong(settled, () => finish(settled).catch(giveUp)) : await finish(settled);
    } catch (mistake) {
      return giveUp(mistake);
    }
  }

  /** What is returned stands in memory and is on its way into the record. */
  function recordAlong(settled: Conversation, record: () => Promise<Conversation>): Conversation {
    const { id } = settled;
    const recorded = record()
      .then(() => undefined)
      .finally(() => {
        if (recording.get(id) === recorded) recording.delete(id);
      });
    recording.set(id, recorded);
    // A defect rejects `whenRecorded`; where that is not awaited, it does not end the process.
    recorded.catch(() => undefined);
    return recorder.shown(id) ?? settled;
  }

  async function closeOpen(conversation: Conversation, request: CloseRequest): Promise<Conversation> {
    if (!canGoOn(conversation)) return conversation;
    const { conversationId } = conversation;
    const owner = ownerFor(request);
    const begun = beginTurn(conversation, {
      kind: 'close',
      at: timestamp(),
      owner,
      recorded: recordMessages(),
    });
    return runTurn(begun, request, async (options) => {
      const { value: reply } = await mask(await client.close(request.target, conversationId, options));
      return (current, turnIndex, at) => answerClose(current, turnIndex, reply, at);
    });
  }

  return {
    async create(request) {
      const { parameters, target, id = newId() } = request;
      const owner = ownerFor(request);
      requireUnmasked(parameters);
      const at = timestamp();
      const records = recordMessages();
      const masking = mask(parameters);
      const { value: kept, isSure } = masking instanceof Promise ? await masking : masking;
      // What may hold a secret that is not known yet is in memory only.
      const recorded = records && isSure;
      const begun = startConversation({
        ...request,
        id,
        parameters: isSure ? kept : {},
        at,
        owner,
        recorded,
      });
      return runTurn(begun, request, async (options) => {
        const reply = await withMaskedReply(client.create(target, parameters, options));
        return (current, turnIndex, settledAt) => answerTurn(current, turnIndex, reply, settledAt);
      });
    },

    async send(request) {
      const { id, target, signal: _signal, timeoutSeconds: _timeout, saysMore: _, ...content } = request;
      requireUnmasked(content);
      const records = recordMessages();
      const masking = mask(content.message);
      const { value: said, isSure } = masking instanceof Promise ? await masking : masking;
      const conversation = find(id);
      if (!canGoOn(conversation)) {
        throw new HumanError(l10n.t('This conversation is over.'), {
          remedy: l10n.t('Create it again to continue.'),
        });
      }
      const { conversationId } = conversation;
      if (conversation.turns.some((turn) => turn.state === 'pending')) {
        throw new HumanError(l10n.t('The agent has not answered yet.'), {
          remedy: l10n.t('Wait for the answer or cancel it, then send the message again.'),
        });
      }
      const begun = beginTurn(conversation, {
        kind: 'respond',
        userText: said,
        at: timestamp(),
        owner: ownerFor(request),
        recorded: records && isSure,
      });
      return runTurn(begun, request, async (options) => {
        const parameters = { ...content, conversationId };
        const reply = await withMaskedReply(client.respond(target, parameters, options));
        return (current, turnIndex, at) => answerTurn(current, turnIndex, reply, at);
      });
    },

    async close(request) {
      const { id, signal } = request;
      const close = (own: AbortSignal) => closeOpen(find(id), { ...request, signal: own });
      return closing.run(id, close, { signal, whenLeft: () => find(id) });
    },

    cancel: (id) => calls.cancel(id),
    isRunning: (id) => calls.has(id),
    whenRecorded: async (id) => recording.get(id),
    get: (id) => recorder.get(id),
    saveNow: () => recorder.saveNow(),
    onDidChangeConversation: changed.event,
  };
}

/** What the answer makes of the conversation as it stands by then. */
type SettleTurn = (conversation: Conversation, turnIndex: number, at: string) => Conversation;

function lastTurn({ turns }: Conversation): Turn {
  const turn = turns.at(-1);
  if (turn) return turn;
  throw new Error('A conversation was begun without a turn');
}

function toTurnFailure(error: unknown): TurnFailure {
  // Not the client's error means a mistake of ours; what reached the agent is then unknown.
  if (!(error instanceof ChatError)) return { error: { reason: 'connectionLost', outcome: 'unknown' } };
  const { exchange, conversationId } = error.details;
  return { error: toChatFailure(error), exchange, conversationId };
}
