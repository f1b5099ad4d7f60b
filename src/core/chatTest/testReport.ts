import * as v from 'valibot';
import { maskedTexts, type Redactor } from '../common/redaction.ts';
import type { TextLines } from '../text/textLines.ts';
import type { CheckFailure } from './judgeReply.ts';
import { passHat, wilsonInterval } from './statistics.ts';
import type { TestProblem } from './testProblem.ts';
import { type CaseResult, firstFailureOf, type TurnResult } from './testResult.ts';

/*
 * The JSON report, version 1: the contract with whatever reads it. Fields are added, never changed. Both what is written
 * and what `merge-reports` reads back is this schema.
 */

const handoffSchema = v.looseObject({ destination: v.optional(v.string()), reason: v.optional(v.string()) });

const failureSchema = v.looseObject({
  check: v.string(),
  line: v.number(),
  column: v.number(),
  expected: v.string(),
  actual: v.string(),
  sentence: v.string(),
});

const turnSchema = v.looseObject({
  user: v.optional(v.string()),
  reply: v.optional(v.string()),
  status: v.picklist(['passed', 'failed', 'slow', 'notReached']),
  failures: v.array(failureSchema),
  latencyMs: v.optional(v.number()),
  ended: v.optional(v.boolean()),
  handoff: v.optional(handoffSchema),
});

const conversationSchema = v.looseObject({
  conversationId: v.nullable(v.string()),
  status: v.picklist(['passed', 'failed', 'errored']),
  durationMs: v.number(),
  latenciesMs: v.array(v.number()),
  problem: v.optional(v.string()),
  turns: v.array(turnSchema),
});

const testSchema = v.looseObject({
  id: v.string(),
  file: v.string(),
  line: v.number(),
  test: v.string(),
  case: v.record(v.string(), v.string()),
  tags: v.array(v.string()),
  connection: v.string(),
  status: v.picklist(['passed', 'failed', 'notSure', 'errored', 'skipped']),
  quarantined: v.boolean(),
  reason: v.optional(v.string()),
  runs: v.number(),
  passedRuns: v.number(),
  erroredRuns: v.number(),
  rate: v.nullable(v.number()),
  low: v.nullable(v.number()),
  high: v.nullable(v.number()),
  passHat: v.record(v.string(), v.number()),
  firstFailure: v.optional(v.looseObject({ run: v.number(), turn: v.number(), ...failureSchema.entries })),
  conversations: v.array(conversationSchema),
});

const problemSchema = v.looseObject({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  sentence: v.string(),
  remedy: v.string(),
});

const summarySchema = v.looseObject({
  passed: v.number(),
  failed: v.number(),
  notSure: v.number(),
  errored: v.number(),
  skipped: v.number(),
  quarantined: v.number(),
});

export const testReportSchema = v.looseObject({
  version: v.literal(1),
  startedAt: v.pipe(
    v.string(),
    v.check((time) => !Number.isNaN(Date.parse(time))),
  ),
  durationMs: v.pipe(v.number(), v.finite()),
  seed: v.nullable(v.number()),
  commit: v.nullable(v.looseObject({ id: v.string(), branch: v.nullable(v.string()), dirty: v.boolean() })),
  summary: summarySchema,
  tests: v.array(testSchema),
  problems: v.array(problemSchema),
});

export type TestReport = v.InferOutput<typeof testReportSchema>;
export type TestEntry = TestReport['tests'][number];
export type ReportedProblem = TestReport['problems'][number];
export type ReportedFailure = v.InferOutput<typeof failureSchema>;
export type ReportedTurn = v.InferOutput<typeof turnSchema>;
export type RunSummary = v.InferOutput<typeof summarySchema>;

/** What a report says of the run as a whole. */
export interface ReportHead {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of the order; null when it was that of the files. */
  readonly seed: number | null;
  readonly commit: TestReport['commit'];
}

export function buildReport(
  head: ReportHead,
  results: readonly CaseResult[],
  problems: readonly ReportedProblem[],
  redact: Redactor,
): TestReport {
  const tests = results.map((result) => toEntry(result, redact)).sort(byIdentity);
  return {
    version: 1,
    ...head,
    summary: summarize(tests),
    tests,
    problems: maskedTexts([...problems], redact),
  };
}

/** Reports of the parts of one run, as one. The order does not depend on how the run was divided. */
export function mergeReports(reports: readonly TestReport[]): TestReport | undefined {
  const [first] = reports;
  if (first === undefined) return undefined;
  const starts = reports.map(({ startedAt }) => startedAt).sort();
  const ends = reports.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const startedAt = starts[0] ?? first.startedAt;
  const tests = reports.flatMap((report) => report.tests).sort(byIdentity);
  const problems = new Map(
    reports
      .flatMap((report) => report.problems)
      .map((one) => [`${one.file}:${one.line}:${one.column} ${one.sentence}`, one]),
  );
  return {
    ...first,
    startedAt,
    durationMs: Math.max(0, Math.max(...ends) - Date.parse(startedAt)),
    seed: reports.every(({ seed }) => seed === first.seed) ? first.seed : null,
    summary: summarize(tests),
    tests,
    problems: [...problems.values()],
  };
}

/** Quarantined cases are counted apart, whatever became of them. */
export function summarize(tests: readonly Pick<TestEntry, 'status' | 'quarantined'>[]): RunSummary {
  const count = (status: TestEntry['status']) =>
    tests.filter((test) => !test.quarantined && test.status === status).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    notSure: count('notSure'),
    errored: count('errored'),
    skipped: count('skipped'),
    quarantined: tests.filter(({ quarantined }) => quarantined).length,
  };
}

export function toReportedProblem(file: string, lines: TextLines, problem: TestProblem): ReportedProblem {
  const { sentence, remedy } = problem;
  return { file, ...lines.positionAt(problem.start), sentence, remedy };
}

function byIdentity(a: TestEntry, b: TestEntry): number {
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return compare(a.file, b.file) || compare(a.id, b.id) || compare(a.connection, b.connection);
}

function toEntry(
  { planned, status, quarantined, reason, conversations }: CaseResult,
  redact: Redactor,
): TestEntry {
  const { loaded, testCase, connection } = planned;
  const { test, lines, file } = loaded;
  const counted = conversations.filter((one) => one.status !== 'errored').length;
  const passedRuns = conversations.filter((one) => one.status === 'passed').length;
  const interval = counted === 0 ? undefined : wilsonInterval(passedRuns, counted);
  const first = firstFailureOf(conversations);
  const toFailure = (failure: CheckFailure): ReportedFailure => ({
    check: failure.check,
    ...lines.positionAt(failure.start),
    expected: redact(failure.expected),
    actual: redact(failure.actual),
    sentence: redact(failure.sentence),
  });
  const toTurn = (turn: TurnResult): ReportedTurn => ({
    ...(turn.user !== undefined && { user: redact(turn.user) }),
    ...(turn.reply !== undefined && { reply: redact(turn.reply) }),
    status: turn.status,
    failures: turn.failures.map(toFailure),
    ...(turn.latencyMs !== undefined && { latencyMs: turn.latencyMs }),
    ...(turn.ended !== undefined && { ended: turn.ended }),
    ...(turn.handoff !== undefined && {
      handoff: {
        ...(turn.handoff.destination !== undefined && { destination: redact(turn.handoff.destination) }),
        ...(turn.handoff.reason !== undefined && { reason: redact(turn.handoff.reason) }),
      },
    }),
  });
  return {
    id: redact(testCase.id),
    file: redact(file),
    line: lines.positionAt(test.name.start).line,
    test: redact(testCase.name),
    case: maskedTexts(testCase.variables, redact),
    tags: test.tags.map(redact),
    connection: redact(connection),
    status,
    quarantined,
    ...(reason !== undefined && { reason: redact(reason) }),
    runs: conversations.length,
    passedRuns,
    erroredRuns: conversations.length - counted,
    rate: counted === 0 ? null : passedRuns / counted,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    passHat: passHat(passedRuns, counted),
    ...(first && { firstFailure: { run: first.run, turn: first.turn, ...toFailure(first.failure) } }),
    conversations: conversations.map((one) => ({
      conversationId: one.conversationId === undefined ? null : redact(one.conversationId),
      status: one.status,
      durationMs: Math.round(one.durationMs),
      latenciesMs: one.turns.flatMap(({ latencyMs }) => latencyMs ?? []),
      ...(one.problem !== undefined && { problem: redact(one.problem) }),
      turns: one.turns.map(toTurn),
    })),
  };
}
