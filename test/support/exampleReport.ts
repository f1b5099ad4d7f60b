import { passHat, wilsonInterval } from '../../src/core/chatTest/statistics.ts';
import { summarize, type TestEntry, type TestReport } from '../../src/core/chatTest/testReport.ts';

/** Text that would run, link, close an attribute, or turn a line around, if it were not shown as text. */
export const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)> &lt;b&gt; ' ]]> \u202Egnp.exe\u2066 \u0000 javascript:alert(3)`;

type Run = TestEntry['conversations'][number];

const failure = {
  check: 'contains',
  line: 9,
  column: 7,
  expected: '"eggs"',
  actual: 'Breakfast is from seven.',
  sentence: 'The reply does not contain "eggs".',
};

const run = (status: Run['status'], latencies: readonly number[], change: Partial<Run> = {}): Run => ({
  conversationId: 'CONV-1',
  status,
  durationMs: latencies.reduce((sum, one) => sum + one, 0),
  latenciesMs: [...latencies],
  turns: latencies.map((latencyMs, index) => ({
    user: index === 0 ? undefined : 'What is there for breakfast?',
    reply: index === 0 ? 'Good evening. How can I help?' : 'Breakfast is from seven.',
    status: status === 'failed' && index === 1 ? ('failed' as const) : ('passed' as const),
    failures: status === 'failed' && index === 1 ? [failure, { ...failure, check: 'length' }] : [],
    latencyMs,
  })),
  ...change,
});

/** An entry whose figures follow from its runs, as the engine makes it. */
export function entryOf(
  test: string,
  status: TestEntry['status'],
  conversations: Run[],
  change: Partial<TestEntry> = {},
): TestEntry {
  const runs = conversations.length;
  const passedRuns = conversations.filter((one) => one.status === 'passed').length;
  const erroredRuns = conversations.filter((one) => one.status === 'errored').length;
  const counted = runs - erroredRuns;
  const failed = conversations.findIndex((one) => one.status === 'failed');
  return {
    id: `front-desk/a.polyai.yaml#${test}`,
    file: 'front-desk/a.polyai.yaml',
    line: 1,
    test,
    case: {},
    tags: ['smoke'],
    connection: 'acme sandbox',
    status,
    quarantined: false,
    runs,
    passedRuns,
    erroredRuns,
    rate: counted === 0 ? null : passedRuns / counted,
    low: counted === 0 ? null : wilsonInterval(passedRuns, counted).low,
    high: counted === 0 ? null : wilsonInterval(passedRuns, counted).high,
    passHat: passHat(passedRuns, counted),
    ...(failed >= 0 && { firstFailure: { run: failed + 1, turn: 2, ...failure } }),
    conversations,
    ...change,
  };
}

/** A report with a case of every kind. */
export function exampleReport(change: Partial<TestReport> = {}): TestReport {
  const tests = change.tests ?? [
    entryOf('A guest asks for breakfast', 'failed', [
      run('passed', [120, 480]),
      run('failed', [140, 2400]),
      run('passed', [90, 520]),
      run('errored', [110], { problem: 'The agent answered 503.' }),
      run('passed', [130, 610]),
    ]),
    entryOf('A room is booked', 'notSure', [run('passed', [200, 300]), run('failed', [210, 330])], {
      reason: 'Neither good nor bad after 30 runs.',
    }),
    entryOf('The front desk is closed', 'errored', [run('errored', [], { problem: 'refused' })], {
      reason: 'The agent could not be reached.',
    }),
    entryOf('The front desk answers', 'passed', [run('passed', [100, 220, 340])]),
    entryOf('The spa opens', 'skipped', [], { reason: 'after --bail' }),
    entryOf('The new menu', 'failed', [run('failed', [100, 200])], {
      quarantined: true,
      reason: 'waits for Ann',
    }),
  ];
  return {
    version: 1,
    startedAt: '2026-11-27T08:00:00.000Z',
    durationMs: 8200,
    seed: 7,
    commit: { id: '0123456789abcdef0123456789abcdef01234567', branch: 'main', dirty: true },
    summary: summarize(tests),
    problems: [],
    ...change,
    tests,
  };
}

/** Every text in it is hostile. */
export function hostileReport(): TestReport {
  const known = new Set(['passed', 'failed', 'notSure', 'errored', 'skipped', 'slow', 'notReached']);
  const report = exampleReport({
    problems: [{ file: 'a', line: 1, column: 1, sentence: 'b', remedy: 'c' }],
  });
  return JSON.parse(
    JSON.stringify(report, (key, value: unknown) =>
      typeof value === 'string' && !known.has(value) && key !== 'startedAt' ? hostile : value,
    ),
  ) as TestReport;
}
