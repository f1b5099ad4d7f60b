import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../chatApi/chatClient.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { ConversationService } from '../conversation/conversationService.ts';
import { lastCall } from '../conversation/lastCall.ts';
import { replayTurns, type TurnToSay } from '../conversation/replayTurns.ts';
import { isOver } from '../conversation/transitions.ts';
import { explainTurnError } from '../conversation/turnText.ts';
import { type TemplateSources, createCaseValues, toContent, toParameters } from './caseValues.ts';
import type { TestTurn } from './chatTest.ts';
import type { CheckFailure } from './judgeReply.ts';
import { judgeTurn } from './judgeTurn.ts';
import type { Pacer } from './pacer.ts';
import type { PlannedCase, RunTarget } from './runPlan.ts';
import type { ConversationResult, TurnResult } from './testResult.ts';

/** What every conversation of a run is held with. */
export interface HoldOptions extends TemplateSources {
  readonly service: Pick<ConversationService, 'create' | 'send' | 'close' | 'whenRecorded'>;
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
  options: HoldOptions,
  signal: AbortSignal,
  onTurn: (turn: number, result: TurnResult) => void = () => undefined,
): Promise<ConversationResult> {
  const { loaded, testCase, target: runTarget } = planned;
  const { test } = loaded;
  const { service, now, pacer } = options;
  const startedAt = now();
  const results: TurnResult[] = [];
  let conversation: Conversation | undefined;
  let target: ChatTarget | undefined;
  let problem: string | undefined;
  let defect: unknown;

  const values = createCaseValues(test, testCase.variables, planned.connection, options);
  const { resolve } = values;
  const [first] = test.turns;
  const greets = first?.kind === 'greeting';
  const spoken = greets ? test.turns.slice(1) : test.turns;
  /** An answer is judged at once, and shown when it is in the record. */
  let told = Promise.resolve();
  const settle = (turn: TestTurn, result: TurnResult): void => {
    results.push(result);
    const recorded = conversation && service.whenRecorded(conversation.id);
    told = told.then(() => recorded).then(() => onTurn(test.turns.indexOf(turn), result));
  };

  const late = lateSignal(signal, closeTimeoutSeconds);
  try {
    target = await runTarget.resolve();
    await pacer.ready(runTarget.name, signal);
    signal.throwIfAborted();
    const call = { target, signal, timeoutSeconds: test.timeoutSeconds ?? options.timeoutSeconds };
    const parameters = toParameters(test, resolve);
    const turns = spoken.map((turn): TurnToSay => async () => {
      if (turn.waitSeconds !== undefined) await options.wait(turn.waitSeconds * 1000, signal);
      await pacer.ready(runTarget.name, signal);
      return toContent(turn, resolve);
    });
    // A create that is cut off may have made a conversation whose id is then never known: it gets time to end.
    const create: typeof service.create = (request) =>
      service.create({ ...request, signal: late.signal, isFromTest: true });
    const events = replayTurns(
      { create, send: (request) => service.send(request) },
      { ...call, connection: runTarget.connection, parameters, turns, saysMore: true },
    );
    let goesOn = true;
    for await (const event of events) {
      if (event.kind === 'sending') continue;
      conversation = event.conversation;
      if (event.kind === 'created' && lastCall(conversation)?.state === 'answered') {
        // The greeting is judged by `never` alone where the file says nothing of it.
        const turn = greets ? first : silentGreeting;
        const result = judgeTurn(conversation, turn, test, values);
        if (greets) settle(turn, result);
        else if (result.failures.length > 0 && spoken[0] !== undefined) {
          settle(spoken[0], { status: 'failed', failures: result.failures, reply: result.reply });
        }
        goesOn = results.every(({ status }) => status !== 'failed');
      } else if (event.kind === 'answered') {
        const turn = spoken[event.turn - 1];
        if (turn === undefined) break;
        const result = judgeTurn(conversation, turn, test, values);
        settle(turn, result);
        goesOn = result.status !== 'failed';
      } else if (event.kind === 'stopped' && event.why !== 'over') {
        problem = whyErrored(conversation, event.why);
        pacer.tell(runTarget.name, lastCall(conversation)?.error);
      }
      if (!goesOn && options.goesOnAfterFailure !== true) break;
    }
  } catch (error) {
    // What is no sentence for people is a defect of ours: the conversation is closed all the same.
    if (error instanceof HumanError) problem = error.message;
    else if (signal.aborted && conversation === undefined) problem = l10n.t('The run was cancelled.');
    else defect = error;
  }

  late.dispose();
  const isClosed = await close(service, conversation, target);
  await told;
  if (defect !== undefined) throw defect;
  const endedEarly = problem === undefined && results.every(({ status }) => status !== 'failed');
  const unreached = test.turns.slice(results.length);
  for (const [index, turn] of unreached.entries()) {
    const call = index === 0 && problem !== undefined && conversation ? lastCall(conversation) : undefined;
    settle(turn, {
      status: 'notReached',
      // What was said, and not answered.
      user: call?.kind === 'respond' && call.state !== 'answered' ? call.userText : undefined,
      failures: index === 0 && endedEarly ? [notSaid(turn)] : [],
    });
  }
  await told;
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
  service: HoldOptions['service'],
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
