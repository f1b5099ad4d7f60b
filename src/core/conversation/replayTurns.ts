import type { CreateChatParameters, TurnContent } from '../chatApi/chatClient.ts';
import type { ConnectionSnapshot, Conversation, Turn } from './conversation.ts';
import type { ConversationCall, SayingMore } from './conversationRequests.ts';
import type { ConversationService } from './conversationService.ts';
import { isContentKnown } from './recordedPart.ts';
import { isOver } from './transitions.ts';

export interface ReplayRequest extends ConversationCall, SayingMore {
  readonly connection: ConnectionSnapshot;
  readonly parameters: CreateChatParameters;
  /** Ours: the conversation that is said again. */
  readonly replayOf?: string | undefined;
  /** Of the new one: see `CreateConversationRequest`. */
  readonly id?: string | undefined;
  readonly broadcastId?: string | undefined;
  /** The conversation in which the turns are said, instead of a new one. */
  readonly continued?: Conversation | undefined;
  /** What to say, one after the other. */
  readonly turns: readonly TurnToSay[];
}

/** Known before, or made when its time has come of what was said until then. */
export type TurnToSay = TurnContent | ((conversation: Conversation) => TurnContent | Promise<TurnContent>);

/** What happens in a replay, in this order. `turn` counts from 1. The last event is `stopped` or `finished`. */
export type ReplayEvent =
  | { readonly kind: 'created'; readonly conversation: Conversation; readonly total: number }
  | { readonly kind: 'sending'; readonly turn: number; readonly total: number }
  | {
      readonly kind: 'answered';
      readonly conversation: Conversation;
      readonly turn: number;
      readonly total: number;
    }
  | ReplayStop
  | { readonly kind: 'finished'; readonly conversation: Conversation; readonly total: number };

/** Not everything was said: a call failed, the agent ended the conversation, or the person has had enough. */
export interface ReplayStop {
  readonly kind: 'stopped';
  readonly why: 'failed' | 'over' | 'cancelled';
  readonly conversation: Conversation;
  /** How many turns were answered. */
  readonly answered: number;
  readonly total: number;
}

/**
 * Creates a conversation, or goes on in one, and says the turns one after the other, each when the one before it is
 * answered. Stops at the first failure, when the conversation is over, and when `signal` is aborted; never repeats a call. Rejects
 * only as the service does.
 */
export async function* replayTurns(
  service: Pick<ConversationService, 'create' | 'send'>,
  request: ReplayRequest,
): AsyncGenerator<ReplayEvent, void, undefined> {
  const { connection, parameters, replayOf, id, broadcastId, continued, turns, ...call } = request;
  const total = turns.length;
  let conversation =
    continued ?? (await service.create({ ...call, connection, parameters, replayOf, id, broadcastId }));
  if (!continued && conversation.conversationId !== undefined) {
    yield { kind: 'created', conversation, total };
  }

  let answered = 0;
  for (;;) {
    // What became of the calls before is not asked when a conversation goes on.
    const last = conversation === continued ? undefined : conversation.turns.at(-1);
    const stop = whyToStop(conversation, last, call.signal, answered < total);
    if (stop !== undefined) {
      yield { kind: 'stopped', why: stop, conversation, answered, total };
      return;
    }
    const turn = turns[answered];
    if (turn === undefined) {
      yield { kind: 'finished', conversation, total };
      return;
    }
    yield { kind: 'sending', turn: answered + 1, total };
    // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
    const content = typeof turn === 'function' ? await turn(conversation) : turn;
    // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
    conversation = await service.send({ ...content, ...call, id: conversation.id });
    if (conversation.turns.at(-1)?.state !== 'answered') continue;
    answered++;
    yield { kind: 'answered', conversation, turn: answered, total };
  }
}

function whyToStop(
  { state }: Conversation,
  last: Turn | undefined,
  signal: AbortSignal | undefined,
  hasMore: boolean,
): ReplayStop['why'] | undefined {
  if (last?.error?.reason === 'cancelled') return 'cancelled';
  if (last && last.state !== 'answered') return 'failed';
  if (!hasMore) return undefined;
  if (isOver(state)) return 'over';
  return signal?.aborted === true ? 'cancelled' : undefined;
}

/**
 * The turns of a conversation that say it again: everything the person said, in order. What failed or got lost and
 * was then said once more counts once. Undefined when it cannot be known: messages were not recorded.
 */
export function turnsToReplay(conversation: Pick<Conversation, 'turns'>): readonly Turn[] | undefined {
  const said = conversation.turns.filter(({ kind }) => kind === 'respond');
  if (!said.every(isContentKnown)) return undefined;
  return said.filter((turn, index) => {
    const next = said[index + 1];
    return turn.state === 'answered' || next === undefined || next.userText !== turn.userText;
  });
}
