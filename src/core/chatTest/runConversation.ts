import * as l10n from '@vscode/l10n';
import type { ChatTarget, CreateChatParameters } from '../chatApi/chatClient.ts';
import { parseChatReply } from '../chatApi/wireReply.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import type { ConversationService } from '../conversation/conversationService.ts';
import { replayTurns, type TurnToSay } from '../conversation/replayTurns.ts';
import { isOver } from '../conversation/transitions.ts';
import { explainTurnError } from '../conversation/turnText.ts';
import { toReadable } from './compareText.ts';
import type { Capture, ChatTest, TestTurn } from './chatTest.ts';
import type { JudgedReply, Resolve } from './judgedReply.ts';
import { jsonAt } from './replyJson.ts';
import { type CheckFailure, judgeReply } from './judgeReply.ts';
import type { Pacer } from './pacer.ts';
import { searchPattern } from './pattern.ts';
import type { PlannedCase, RunTarget } from './runPlan.ts';
import { fillTemplate, type Template } from './template.ts';
import { showDate } from './testDates.ts';
import type { ConversationResult, TurnResult } from './testResult.ts';

/** What a run is given of its surroundings. */
export interface RunSurroundings {
  readonly service: Pick<ConversationService, 'create' | 'send' | 'close'>;
  /** Of environment variables that the run allows; undefined for every other. */
  readonly env: (name: string) => string | undefined;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves after the time, or at once when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly pacer: Pacer;
  readonly timeoutSeconds: number;
  /** Every turn is said and judged, whatever became of those before it: to learn what holds. */
  readonly goesOnAfterFailure?: boolean | undefined;
}

/** How long closing may take; nothing waits for it that a person wants to see. */
const closeTimeoutSeconds = 10;

/**
 * Runs a case once: one conversation, judged turn by turn. It stops at the first turn that fails by its words, goes on
 * after a slow one, and closes what it created, also when `signal` aborts.
 */
export async function runConversation(
  planned: PlannedCase & { readonly target: RunTarget },
  surroundings: RunSurroundings,
  signal: AbortSignal,
  onTurn: (turn: number, result: TurnResult) => void = () => undefined,
): Promise<ConversationResult> {
  const { loaded, testCase, target: runTarget } = planned;
  const { test } = loaded;
  const { service, now, pacer } = surroundings;
  const startedAt = now();
  const results: TurnResult[] = [];
  let conversation: Conversation | undefined;
  let target: ChatTarget | undefined;
  let problem: string | undefined;
  let defect: unknown;

  const values = createValues(test, testCase.variables, planned.connection, surroundings);
  const { resolve } = values;
  const [first] = test.turns;
  const greets = first?.kind === 'greeting';
  const spoken = greets ? test.turns.slice(1) : test.turns;
  const settle = (turn: TestTurn, result: TurnResult): void => {
    results.push(result);
    onTurn(test.turns.indexOf(turn), result);
  };

  const late = lateSignal(signal, closeTimeoutSeconds);
  try {
    target = await runTarget.resolve();
    await pacer.ready(runTarget.name, signal);
    signal.throwIfAborted();
    const call = { target, signal, timeoutSeconds: test.timeoutSeconds ?? surroundings.timeoutSeconds };
    const parameters = toParameters(test, resolve);
    const turns = spoken.map((turn): TurnToSay => async () => {
      if (turn.waitSeconds !== undefined) await surroundings.wait(turn.waitSeconds * 1000, signal);
      await pacer.ready(runTarget.name, signal);
      return toContent(turn, resolve);
    });
    // A create that is cut off may have made a conversation whose id is then never known: it gets time to end.
    const create: typeof service.create = (request) =>
      service.create({ ...request, signal: late.signal, isFromTest: true });
    const events = replayTurns(
      { create, send: (request) => service.send(request) },
      { ...call, connection: runTarget.connection, parameters, turns },
    );
    let goesOn = true;
    for await (const event of events) {
      if (event.kind === 'sending') continue;
      conversation = event.conversation;
      if (event.kind === 'created' && lastCall(conversation)?.state === 'answered') {
        // The greeting is judged by `never` alone where the file says nothing of it.
        const turn = greets ? first : silentGreeting;
        const result = judge(conversation, turn, test, values);
        if (greets) settle(turn, result);
        else if (result.failures.length > 0 && spoken[0] !== undefined) {
          settle(spoken[0], { status: 'failed', failures: result.failures, reply: result.reply });
        }
        goesOn = results.every(({ status }) => status !== 'failed');
      } else if (event.kind === 'answered') {
        const turn = spoken[event.turn - 1];
        if (turn === undefined) break;
        const result = judge(conversation, turn, test, values);
        settle(turn, result);
        goesOn = result.status !== 'failed';
      } else if (event.kind === 'stopped' && event.why !== 'over') {
        problem = whyErrored(conversation, event.why);
        pacer.tell(runTarget.name, lastCall(conversation)?.error);
      }
      if (!goesOn && surroundings.goesOnAfterFailure !== true) break;
    }
  } catch (error) {
    // What is no sentence for people is a defect of ours: the conversation is closed all the same.
    if (error instanceof HumanError) problem = error.message;
    else if (signal.aborted && conversation === undefined) problem = l10n.t('The run was cancelled.');
    else defect = error;
  }

  late.dispose();
  const isClosed = await close(service, conversation, target);
  if (defect !== undefined) throw defect;
  const endedEarly = problem === undefined && results.every(({ status }) => status !== 'failed');
  const unreached = test.turns.slice(results.length);
  for (const [index, turn] of unreached.entries()) {
    const isFirst = index === 0 && endedEarly;
    settle(turn, { status: 'notReached', failures: isFirst ? [notSaid(turn)] : [] });
  }
  const failed = results.some(({ status, failures }) => status !== 'passed' && failures.length > 0);
  return {
    id: conversation?.id,
    conversationId: conversation?.conversationId,
    status: problem !== undefined ? 'errored' : failed ? 'failed' : 'passed',
    durationMs: Math.max(0, now() - startedAt),
    turns: results,
    problem,
    isLeftOpen: !isClosed,
  };
}

/** Aborts so many seconds after the other. */
function lateSignal(signal: AbortSignal, seconds: number): { signal: AbortSignal; dispose: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer ??= setTimeout(() => late.abort(), seconds * 1000);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: late.signal,
    dispose: () => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    },
  };
}

const silentGreeting: TestTurn = { kind: 'greeting', expect: undefined, capture: [], start: 0, end: 0 };

function lastCall({ turns }: Conversation): Turn | undefined {
  return turns.findLast(({ kind }) => kind !== 'close');
}

function notSaid(turn: TestTurn): CheckFailure {
  return {
    start: turn.start,
    end: turn.end,
    check: 'turn',
    expected: l10n.t('the conversation goes on'),
    actual: l10n.t('the agent ended it'),
    sentence: l10n.t('The agent ended the conversation, so this turn was not said.'),
  };
}

/** Never with the signal of the run: what was created is closed after a cancel too. */
async function close(
  service: RunSurroundings['service'],
  conversation: Conversation | undefined,
  target: ChatTarget | undefined,
): Promise<boolean> {
  if (conversation === undefined || target === undefined) return true;
  if (conversation.conversationId === undefined) return conversation.state !== 'unknown';
  if (isOver(conversation.state)) return true;
  const closed = await service.close({ id: conversation.id, target, timeoutSeconds: closeTimeoutSeconds });
  return isOver(closed.state);
}

function whyErrored(conversation: Conversation, why: 'failed' | 'cancelled'): string | undefined {
  const error = lastCall(conversation)?.error;
  if (error === undefined)
    return why === 'cancelled' ? l10n.t('The run was cancelled.') : l10n.t('There is no usable reply.');
  // The agent ended the conversation before this message: that is about the agent, not about the way to it.
  if (error.reason === 'conversationEnded') return undefined;
  const { message } = explainTurnError(
    error,
    lastCall(conversation)?.kind ?? 'respond',
    conversation.connection,
  );
  return message;
}

interface Values {
  readonly resolve: Resolve;
  readonly set: (name: string, value: string) => void;
}

/** Matrix and rows first, then `vars` in their order, then what is captured. */
function createValues(
  test: ChatTest,
  ofCase: Readonly<Record<string, string>>,
  connection: string,
  { env, newUuid, now }: RunSurroundings,
): Values {
  const known = new Map<string, string>([['connection', connection], ...Object.entries(ofCase)]);
  const today = new Date(now());
  let language = 'en-GB';
  const resolve: Resolve = (template) =>
    fillTemplate(template, {
      variable: (name) => known.get(name),
      env,
      uuid: newUuid,
      date: (date) => showDate(date, today, language),
    });
  const wanted = test.create.language ?? test.create.asrLangCode;
  if (wanted !== undefined) language = resolve(wanted);
  for (const { name, value } of test.vars) {
    const resolved = resolve(value);
    // What a row says of a name is said of this case, and `vars` of every other.
    if (!Object.hasOwn(ofCase, name)) known.set(name, resolved);
  }
  return { resolve, set: (name, value) => void known.set(name, value) };
}

export function toParameters({ create }: ChatTest, resolve: Resolve): CreateChatParameters {
  const text = (template: Template | undefined) => template && resolve(template);
  return {
    variantId: text(create.variantId),
    channel: text(create.channel),
    asrLangCode: text(create.asrLangCode ?? create.language),
    ttsLangCode: text(create.ttsLangCode ?? create.language),
    integrationAttributes: create.integrationAttributes?.json(resolve),
    initialMessage: text(create.initialMessage),
  };
}

function toContent(turn: TestTurn, resolve: Resolve) {
  const language = turn.language && resolve(turn.language);
  return {
    message: turn.user && resolve(turn.user),
    integrationAttributes: turn.integrationAttributes?.json(resolve),
    metadata: turn.metadata?.json(resolve),
    asrLangCode: language,
    ttsLangCode: language,
  };
}

function judge(conversation: Conversation, turn: TestTurn, test: ChatTest, values: Values): TurnResult {
  const call = lastCall(conversation);
  const body = call?.exchange?.responseBody;
  // Of a conversation that goes on, neither an end nor a handoff was told.
  const isLast = isOver(conversation.state);
  const wire = body === undefined || !isLast ? undefined : parseChatReply(body).reply;
  const reply: JudgedReply = {
    text: call?.reply ?? '',
    latencyMs: call?.latencyMs ?? 0,
    ended: wire?.endConversation ?? isLast,
    handoff: wire === undefined ? conversation.handoff : wire.handoff,
    body,
  };
  const failures = [
    ...judgeReply(reply, turn, test.never, values.resolve),
    ...turn.capture.flatMap((capture) => keep(capture, reply, values)),
  ];
  const isSlow = failures.every((failure) => failure.isSlow === true);
  return {
    status: failures.length === 0 ? 'passed' : isSlow ? 'slow' : 'failed',
    user: call?.kind === 'respond' ? call.userText : undefined,
    reply: reply.text,
    failures,
    latencyMs: Math.round(reply.latencyMs),
    ended: reply.ended,
    handoff: reply.handoff,
  };
}

/** Keeps what a capture finds, as it was received; what cannot be captured fails the turn. */
function keep(capture: Capture, reply: JudgedReply, values: Values): readonly CheckFailure[] {
  const { name, from, start, end } = capture;
  const value =
    from.kind === 'json' ? jsonAt(reply.body, from.path)?.text : captured(from.pattern.source, reply.text);
  if (value !== undefined) {
    values.set(name, value);
    return [];
  }
  const expected = from.kind === 'json' ? from.path.source : `/${from.pattern.source}/`;
  return [
    {
      start,
      end,
      check: `capture.${name}`,
      expected,
      actual: from.kind === 'json' ? '' : reply.text,
      sentence: l10n.t('“{0}” could not be captured: {1} is not in the reply.', name, expected),
    },
  ];
}

function captured(source: string, text: string): string | undefined {
  for (const form of [text, toReadable(text)]) {
    const found = searchPattern(source, form, false);
    if (found.kind === 'found') return found.group ?? found.text;
  }
  return undefined;
}
