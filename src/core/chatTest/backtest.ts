import { setImmediate } from 'node:timers/promises';
import type { RecordedReply, SameTurn } from '../history/sameTurn.ts';
import type { Check, ChatTest, Expectation, TestTurn } from './chatTest.ts';
import { toJudgedReply } from './draftOfConversation.ts';
import { judgeReply } from './judgeReply.ts';
import { createFixedValues, type FixedValues } from './fixedValues.ts';
import type { LoadedTest } from './runPlan.ts';
import { toParameters } from './caseValues.ts';
import type { TestCase } from './testCases.ts';
import type { TextRange } from '../text/textLines.ts';

/** What the recorded replies of its turn say of a check. The range is that of its key. */
export interface CheckHistory extends TextRange {
  /** As in the file. */
  readonly key: string;
  readonly held: number;
  readonly of: number;
  /** Too large to be judged. */
  readonly leftOut: number;
  /** Newest first. */
  readonly failing: readonly FailingReply[];
}

type CheckKey = Pick<CheckHistory, 'key' | 'start' | 'end'>;

export interface FailingReply {
  /** Ours: the conversation that it stands in. */
  readonly conversation: string;
  readonly reply: string;
  readonly sentence: string;
}

export interface BacktestOptions {
  /** Where a case goes; undefined when that is not known. */
  readonly connectionOf: (testCase: TestCase) => SameTurn['connection'] | undefined;
  readonly recorded: (turn: SameTurn, onTooLarge: () => void) => readonly RecordedReply[];
  readonly isCancelled?: (() => boolean) | undefined;
}

/** Cases behind these say much the same. */
const mostCases = 20;

/**
 * Judges the checks of a test by what is recorded of the same turns, without asking any agent. A turn whose words are
 * other ones each time has no recorded replies, and a check that depends on them is left out.
 */
export async function backtest(
  { test, cases }: LoadedTest,
  { connectionOf, recorded, isCancelled = () => false }: BacktestOptions,
): Promise<readonly CheckHistory[]> {
  const known = new Map<number, CheckHistory>();
  for (const testCase of cases.slice(0, mostCases)) {
    const connection = connectionOf(testCase);
    const values = createFixedValues(test, testCase);
    if (connection === undefined || !isFixedCreate(test, values)) continue;
    const parameters = toParameters(test, values.resolve);
    const never = withFixedChecks(test.never, values);
    const words: (string | undefined)[] = [];
    for (const turn of test.turns) {
      const said = wordsOf(turn, values);
      if (said === 'open') break;
      words.push(...said);
      const expect = withFixedChecks(turn.expect, values);
      const keys = [...keysOf(expect), ...keysOf(never)];
      if (keys.length > 0) {
        const replies = recorded({ connection, parameters, words: [...words] }, () => {
          for (const key of keys)
            known.set(key.start, { ...soFar(known, key), leftOut: soFar(known, key).leftOut + 1 });
        });
        for (const reply of replies) {
          add(known, keys, reply, { turn: { ...turn, expect }, never, values });
          // oxlint-disable-next-line no-await-in-loop -- others have their turn
          await setImmediate();
        }
      }
      if (isCancelled()) return [];
      for (const { name } of turn.capture) values.forget(name);
    }
  }
  return [...known.values()].sort((a, b) => a.start - b.start);
}

function soFar(known: ReadonlyMap<number, CheckHistory>, { start, end, key }: CheckKey): CheckHistory {
  return known.get(start) ?? { start, end, key, held: 0, of: 0, leftOut: 0, failing: [] };
}

function add(
  known: Map<number, CheckHistory>,
  keys: readonly CheckKey[],
  { conversation, turn: recorded }: RecordedReply,
  asked: { readonly turn: TestTurn; readonly never: Expectation | undefined; readonly values: FixedValues },
): void {
  const reply = toJudgedReply(recorded, { ...conversation, turns: [recorded] });
  const failures = judgeReply(reply, asked.turn, asked.never, asked.values.resolve);
  for (const { start, end, key } of keys) {
    const before = soFar(known, { start, end, key });
    const failure = failures.find((one) => one.start === start);
    const failing =
      failure === undefined
        ? before.failing
        : [
            ...before.failing,
            { conversation: conversation.id, reply: reply.text, sentence: failure.sentence },
          ];
    const held = before.held + (failure === undefined ? 1 : 0);
    known.set(start, { ...before, held, of: before.of + 1, failing });
  }
}

function isFixedCreate({ create }: ChatTest, { isFixed }: FixedValues): boolean {
  const { integrationAttributes, ...texts } = create;
  return (
    Object.values(texts).every((text) => text === undefined || isFixed(text)) &&
    (integrationAttributes?.templates ?? []).every(isFixed)
  );
}

function wordsOf(
  { kind, user }: TestTurn,
  { isFixed, resolve }: FixedValues,
): 'open' | readonly (string | undefined)[] {
  if (kind === 'greeting') return [];
  if (user === undefined) return [undefined];
  return isFixed(user) ? [resolve(user)] : 'open';
}

function withFixedChecks(expectation: Expectation | undefined, values: FixedValues): Expectation | undefined {
  return (
    expectation && {
      ...expectation,
      checks: expectation.checks.filter((check) => isFixedCheck(check, values)),
    }
  );
}

function isFixedCheck(check: Check, values: FixedValues): boolean {
  switch (check.kind) {
    case 'not':
      return check.expectation.checks.every((inner) => isFixedCheck(inner, values));
    case 'handoffField':
      return !('text' in check.wanted) || values.isFixed(check.wanted.text);
    case 'json':
      return check.wanted.kind === 'value'
        ? values.isFixedJson(check.wanted.json)
        : check.wanted.expectation.checks.every((inner) => isFixedCheck(inner, values));
    default:
      return !('texts' in check) || check.texts.every(values.isFixed);
  }
}

/** Where each check stands; one inside of `not` stands for itself. */
function keysOf(expectation: Expectation | undefined): readonly CheckKey[] {
  return (expectation?.checks ?? []).flatMap((check) => {
    if (check.kind === 'not') return keysOf(check.expectation);
    const key =
      check.kind === 'handoffField' ? check.field : check.kind === 'json' ? check.path.source : check.kind;
    return [{ start: check.start, end: check.end, key }];
  });
}
