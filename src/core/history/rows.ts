import { isOrigin } from '../chatApi/region.ts';
import * as v from 'valibot';
import type { CreateChatParameters, Exchange } from '../chatApi/chatClient.ts';
import { chatErrorReasons } from '../chatApi/chatError.ts';
import { environments } from '../connection/connection.ts';
import { conversationStates, type Conversation, type Turn } from '../conversation/conversation.ts';
import type { ConversationHead } from '../conversation/conversationRecord.ts';
import type { RerunResult } from '../conversation/rerunResult.ts';
import type { ConversationSummary } from './history.ts';

/*
 * What the database gives back is not trusted to be what we wrote: another version, a half-damaged page, a
 * curious hand. A part that cannot be read becomes an honest blank; the row itself is always shown.
 */

const text = v.optional(v.string());
const number = v.optional(v.number());
const nullableText = v.fallback(
  v.pipe(
    v.nullable(v.string()),
    v.transform((value) => value ?? undefined),
  ),
  undefined,
);

function jsonColumn<T>(schema: v.GenericSchema<unknown, T>, blank: T) {
  return v.fallback(v.pipe(v.string(), v.parseJson(), schema), blank as never);
}

const connectionSchema = v.looseObject({
  connectionId: v.string(),
  connectionName: v.string(),
  region: v.string(),
  // Earlier versions and imports kept an empty one where it was not known.
  origin: v.pipe(
    v.optional(v.string(), ''),
    v.transform((origin) => (isOrigin(origin) ? origin : undefined)),
  ),
  accountId: v.string(),
  projectId: v.string(),
  environment: v.fallback(v.picklist(environments), 'other'),
});

const blankConnection = {
  connectionId: '',
  connectionName: '',
  region: '',
  origin: undefined,
  accountId: '',
  projectId: '',
  environment: 'other',
} as const;

const parametersSchema = v.looseObject({
  variantId: text,
  channel: text,
  asrLangCode: text,
  ttsLangCode: text,
  integrationAttributes: text,
  initialMessage: text,
});

const errorSchema = v.looseObject({
  reason: v.picklist(chatErrorReasons),
  outcome: v.picklist(['notSent', 'refused', 'unknown']),
  status: number,
  code: text,
  correlationId: text,
  serverMessage: text,
  retryAfterSeconds: number,
  timeoutSeconds: number,
  detail: text,
});

const headersSchema = v.record(v.string(), v.string());

const exchangeSchema = v.looseObject({
  method: v.picklist(['POST', 'PUT']),
  url: v.string(),
  requestHeaders: headersSchema,
  requestBody: text,
  startedAt: v.string(),
  latencyMs: v.number(),
  status: number,
  responseHeaders: v.optional(headersSchema),
  responseBody: text,
  correlationId: text,
});

const conversationRow = v.object({
  id: v.string(),
  conversation_id: nullableText,
  state: v.fallback(v.picklist(conversationStates), 'unknown'),
  created_at: v.string(),
  updated_at: v.string(),
  last_process_id: v.nullable(v.number()),
  replay_of: nullableText,
  chat_test: nullableText,
  rest: jsonColumn(
    v.looseObject({
      connection: v.fallback(connectionSchema, blankConnection),
      parameters: v.fallback(parametersSchema, {}),
      handoff: v.optional(v.looseObject({ destination: text, reason: text })),
      lastProcessId: v.fallback(number, undefined),
      isAsLastTime: v.fallback(v.optional(v.boolean()), undefined),
      broadcastId: v.fallback(text, undefined),
    }),
    { connection: blankConnection, parameters: {} },
  ),
});

const verdictSchema = v.variant('kind', [
  v.object({ kind: v.literal('identical') }),
  v.object({ kind: v.literal('sameNormalised') }),
  v.object({ kind: v.literal('diverged'), turn: v.number() }),
]);

const rerunColumn = jsonColumn(
  v.optional(
    v.object({
      differing: v.number(),
      total: v.number(),
      fork: v.optional(v.object({ turnIndex: v.number(), verdict: verdictSchema })),
    }),
  ),
  undefined,
);

const summaryRow = v.object({
  ...conversationRow.entries,
  turn_count: v.number(),
  first_user_text: nullableText,
  first_reply: nullableText,
  last_error: jsonColumn(v.optional(errorSchema), undefined),
  title: nullableText,
  note: nullableText,
  tags: jsonColumn(v.optional(v.array(v.string())), undefined),
  pinned_at: nullableText,
  comparison: rerunColumn,
});

const turnRow = v.object({
  id: v.nullable(v.string()),
  turn_index: v.number(),
  kind: v.fallback(v.picklist(['create', 'respond', 'close']), 'respond'),
  state: v.fallback(v.picklist(['pending', 'answered', 'failed', 'unknown']), 'unknown'),
  started_at: v.string(),
  owner_process_id: v.nullable(v.number()),
  deadline_at: nullableText,
  user_text: nullableText,
  reply: nullableText,
  error: jsonColumn(v.optional(errorSchema), undefined),
  rest: jsonColumn(
    v.looseObject({
      latencyMs: number,
      status: number,
      correlationId: text,
      recorded: v.fallback(v.optional(v.boolean()), undefined),
    }),
    {},
  ),
  exchange: jsonColumn(v.optional(exchangeSchema), undefined),
});

export function toConversationColumns(conversation: ConversationHead) {
  const { connection, parameters, handoff, lastProcessId, isAsLastTime, broadcastId } = conversation;
  return {
    id: conversation.id,
    conversation_id: conversation.conversationId ?? null,
    connection_id: connection.connectionId,
    state: conversation.state,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    region: connection.region,
    environment: connection.environment,
    last_process_id: lastProcessId ?? null,
    replay_of: conversation.replayOf ?? null,
    chat_test: conversation.isFromTest ? 'test' : null,
    rest: JSON.stringify({ connection, parameters, handoff, isAsLastTime, broadcastId }),
  };
}

export function toTurnColumns(turn: Turn) {
  const { latencyMs, status, correlationId, recorded } = turn;
  return {
    kind: turn.kind,
    state: turn.state,
    started_at: turn.startedAt,
    owner_process_id: turn.owner?.processId ?? null,
    deadline_at: turn.owner?.deadlineAt ?? null,
    user_text: turn.userText ?? null,
    reply: turn.reply ?? null,
    error: turn.error ? JSON.stringify(turn.error) : null,
    rest: JSON.stringify({ latencyMs, status, correlationId, recorded }),
    exchange: turn.exchange ? JSON.stringify(turn.exchange) : null,
  };
}

export function fromConversationRow(row: unknown): Omit<Conversation, 'turns'> {
  return toConversation(v.parse(conversationRow, row));
}

export function fromSummaryRow(row: unknown): ConversationSummary {
  const parsed = v.parse(summaryRow, row);
  return {
    ...toConversation(parsed),
    turnCount: parsed.turn_count,
    firstUserText: parsed.first_user_text,
    firstReply: parsed.first_reply,
    lastError: parsed.last_error,
    title: parsed.title,
    note: parsed.note,
    tags: parsed.tags,
    pinnedAt: parsed.pinned_at,
    rerun: parsed.comparison,
  };
}

export function fromRerunColumn(column: string | null): RerunResult | undefined {
  return v.parse(rerunColumn, column);
}

/** The identity of a turn that was written without one. */
function toPlaceId(turnIndex: number): string {
  return `#${turnIndex}`;
}

/** Where such a turn stands; undefined for a turn with an id of its own. */
export function placeOfId(id: string): number | undefined {
  return /^#\d{1,9}$/.test(id) ? Number(id.slice(1)) : undefined;
}

/** `index` is the turn's place in the conversation. */
export function fromTurnRow(row: unknown, index: number): Turn {
  const parsed = v.parse(turnRow, row);
  const { owner_process_id: processId, deadline_at: deadlineAt } = parsed;
  const isOwned = parsed.state === 'pending' && processId !== null && deadlineAt !== undefined;
  return {
    id: parsed.id ?? toPlaceId(parsed.turn_index),
    index,
    kind: parsed.kind,
    state: parsed.state,
    owner: isOwned ? { processId, deadlineAt } : undefined,
    userText: parsed.user_text,
    reply: parsed.reply,
    startedAt: parsed.started_at,
    ...parsed.rest,
    error: parsed.error,
    exchange: parsed.exchange as Exchange | undefined,
  };
}

function toConversation(row: v.InferOutput<typeof conversationRow>): Omit<Conversation, 'turns'> {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    connection: row.rest.connection,
    // The text of the attributes was checked to be a JSON object before it was ever sent.
    parameters: row.rest.parameters as CreateChatParameters,
    state: row.state,
    handoff: row.rest.handoff,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastProcessId: row.last_process_id ?? row.rest.lastProcessId,
    ...(row.replay_of === undefined ? {} : { replayOf: row.replay_of }),
    ...(row.rest.isAsLastTime ? { isAsLastTime: true } : {}),
    ...(row.chat_test === undefined ? {} : { isFromTest: true }),
    ...(row.rest.broadcastId === undefined ? {} : { broadcastId: row.rest.broadcastId }),
  };
}
