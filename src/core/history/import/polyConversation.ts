import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { regionOfOrigin } from '../../chatApi/region.ts';
import { environments } from '../../connection/connection.ts';
import type { Conversation, Turn } from '../../conversation/conversation.ts';
import type { ImportedConversation } from './importedConversation.ts';

/*
 * What PolyAI's own command line prints with `--json`: `poly chat`, `poly transcripts get` and `poly conversations get`
 * (https://github.com/polyai/adk, docs/docs/reference/cli). Only names that all of its versions have are asked for;
 * what else a turn holds is kept as the body of its reply, where it is shown.
 */

const text = v.nullish(v.string());
const texts = v.optional(v.fallback(v.array(v.string()), []), []);

const turnSchema = v.looseObject({
  input: text,
  response: text,
  error: text,
  conversation_ended: v.nullish(v.boolean()),
  user_input: text,
  user_input_datetime: text,
  agent_response: text,
  agent_response_datetime: text,
  latency: v.fallback(v.nullish(v.looseObject({ perceived_latency: v.nullish(v.number()) })), undefined),
  turn_index: v.optional(v.unknown()),
  turn_id: v.optional(v.unknown()),
});

const conversationSchema = v.object({
  conversation_id: text,
  conversationId: text,
  id: text,
  url: text,
  account_id: text,
  accountId: text,
  project_id: text,
  projectId: text,
  startedAt: text,
  createdAt: text,
  finishedAt: text,
  channel: text,
  language: text,
  variantId: text,
  clientEnv: text,
  handoff: v.optional(v.unknown()),
  handoffDestination: text,
  handoffReason: text,
  note: text,
  tags: texts,
  turns: v.pipe(v.array(turnSchema), v.nonEmpty()),
});

type PolyTurn = v.InferOutput<typeof turnSchema>;

/** The list that `poly chat` prints; undefined for anything else. */
export function conversationsOf(value: unknown): readonly unknown[] | undefined {
  const isList = typeof value === 'object' && value !== null && 'conversations' in value;
  return isList && Array.isArray(value.conversations) ? value.conversations : undefined;
}

/** Throws when it is none. */
export function fromPoly(value: object, at: string): ImportedConversation {
  const poly = v.parse(conversationSchema, value);
  const conversationId = poly.conversation_id || poly.conversationId || poly.id || undefined;
  if (conversationId === undefined) throw new Error('no id');
  const place = placeOf(poly);
  const [first] = poly.turns;
  const createdAt = firstTime(
    poly.startedAt,
    poly.createdAt,
    first?.user_input_datetime,
    first?.agent_response_datetime,
    at,
  );
  const turns = poly.turns.map((turn, index) => toTurn(turn, index, createdAt));
  const updatedAt = firstTime(poly.finishedAt, turns.at(-1)?.startedAt, createdAt);
  const handoff =
    poly.handoff === true
      ? { destination: poly.handoffDestination ?? undefined, reason: poly.handoffReason ?? undefined }
      : undefined;
  const hasEnded = poly.turns.at(-1)?.conversation_ended === true;
  const conversation: Conversation = {
    id: idOf(`${place.projectId}\n${conversationId}`),
    conversationId,
    connection: {
      connectionId: `${place.accountId}/${place.projectId}`,
      connectionName: place.projectId || 'poly',
      ...place,
      environment: environments.find((environment) => environment === poly.clientEnv) ?? 'other',
    },
    parameters: withoutBlanks({
      channel: poly.channel,
      variantId: poly.variantId,
      asrLangCode: poly.language,
    }),
    state: handoff ? 'handedOff' : hasEnded ? 'ended' : 'imported',
    handoff,
    createdAt,
    updatedAt,
    turns,
  };
  const tags = [...new Set(poly.tags.map((tag) => tag.trim()).filter(Boolean))];
  const labels = { note: poly.note?.trim() || undefined, tags: tags.length > 0 ? tags : undefined };
  return { conversation, labels, isPoly: true };
}

function toTurn(turn: PolyTurn, index: number, at: string): Turn {
  const { input, response, error, conversation_ended: _, turn_index: __, turn_id: ___, ...transcript } = turn;
  const { user_input, user_input_datetime, agent_response, agent_response_datetime, latency, ...others } =
    transcript;
  const userText = input || user_input || undefined;
  const startedAt = firstTime(user_input_datetime, agent_response_datetime, at);
  const seconds = latency?.perceived_latency;
  const latencyMs = typeof seconds === 'number' && seconds >= 0 ? Math.round(seconds * 1000) : undefined;
  const status = /^([45]\d\d) /.exec(error ?? '')?.[1];
  return {
    id: `poly-${index}`,
    index,
    kind: index === 0 && userText === undefined ? 'create' : 'respond',
    state: error ? 'failed' : 'answered',
    userText,
    reply: error ? undefined : (response ?? agent_response ?? ''),
    startedAt,
    latencyMs,
    ...(status === undefined ? {} : { status: Number(status) }),
    error: error
      ? {
          reason: status?.startsWith('4') ? 'badRequest' : 'serverError',
          outcome: status === undefined ? 'unknown' : 'refused',
          ...(status === undefined ? {} : { status: Number(status) }),
          serverMessage: error,
        }
      : undefined,
    exchange:
      Object.keys(others).length === 0
        ? undefined
        : {
            method: 'POST',
            url: '',
            requestHeaders: {},
            requestBody: undefined,
            startedAt,
            latencyMs: latencyMs ?? 0,
            responseBody: JSON.stringify(others),
          },
  };
}

/** Of the page in Agent Studio that `poly chat` prints, or as it is said. */
function placeOf(poly: v.InferOutput<typeof conversationSchema>) {
  const page = /^(https:\/\/[\w.-]+)\/([^/]+)\/([^/]+)\/conversations\//.exec(poly.url ?? '');
  const [, origin = '', account = '', project = ''] = page ?? [];
  return {
    region: regionOfOrigin(origin) ?? '',
    accountId: poly.account_id ?? poly.accountId ?? decodeURIComponent(account),
    projectId: poly.project_id ?? poly.projectId ?? decodeURIComponent(project),
  };
}

function firstTime(...candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    const time = Date.parse(candidate ?? '');
    if (!Number.isNaN(time)) return new Date(time).toISOString();
  }
  throw new Error('no time');
}

/** The same for the same conversation, in the form of those that we begin. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(`poly\n${name}`).digest('hex');
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}

function withoutBlanks(parameters: Record<string, string | null | undefined>) {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => Boolean(value)));
}
