import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { runCli, toEnv } from '../runCli.ts';
import { showInTestExplorer, shownByReport } from '../testExplorerView.ts';

/** What stands in `NAME.expected.json` beside `NAME.polyai.yaml`. */
interface Expected {
  readonly exit: number;
  /** Of every case, or of each in the order of the report. */
  readonly status?: string;
  readonly statuses?: readonly string[];
  /** Where it fails first: the turn (from 1), line:column, check and sentence. */
  readonly turn?: number;
  readonly at?: string;
  readonly check?: string;
  readonly sentence?: string;
  readonly failures?: number;
  readonly turns?: readonly string[];
  readonly cases?: readonly string[];
  readonly reason?: string;
  /** Runs, and how many passed. */
  readonly runs?: readonly [number, number];
  readonly quarantined?: boolean;
  /** Stands in the bodies that reach the agent. */
  readonly sent?: readonly string[];
  readonly flags?: readonly string[];
  /** Of a valid file: what is probably not meant, each line; none when left out. */
  readonly warnings?: readonly string[];
  /** Of a wrong file: each problem with where it is, and no other. */
  readonly problems?: readonly { readonly at: string; readonly sentence: string; readonly remedy: string }[];
}

const fixtures = path.join(import.meta.dirname, '../../../fixtures/chatTests');
const names = (await readdir(fixtures))
  .filter((file) => file.endsWith('.polyai.yaml'))
  .map((file) => file.replace('.polyai.yaml', ''));

/** What the command said of each file. */
const reports = new Map<string, { readonly report: TestReport; readonly flags: readonly string[] }>();
let folder = '';
let agent: StandInAgent;
let env: Record<string, string> = {};

before(async () => {
  // A run keeps its report in the folder it runs in.
  folder = await mkdtemp(path.join(tmpdir(), 'chat-test-corpus-'));
  await cp(fixtures, folder, { recursive: true });
  const { script } = await parseStandInScript(await readFile(path.join(fixtures, 'agent.yaml'), 'utf8'));
  agent = await startStandInAgent({ script, recordRequests: true });
  env = {
    TEST_GUEST: 'Zoë',
    GUEST: 'Bob',
    TEST_COPY: `key: ${agent.apiKey}`,
    POLYAI_API_KEY: agent.apiKey,
    ...Object.fromEntries(
      Object.entries(toEnv(agent)).map(([name, value]) => [name.replace('POLYAI_', 'POLYAI_AGENT_'), value]),
    ),
  };
});

after(async () => {
  await agent.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the corpus of chat tests', () => {
  for (const name of names) {
    it(name, async () => {
      const expected = JSON.parse(
        await readFile(path.join(fixtures, `${name}.expected.json`), 'utf8'),
      ) as Expected;
      const sentBefore = agent.requests.length;
      const args = [`${name}.polyai.yaml`, '--connection', 'agent', '--json', ...(expected.flags ?? [])];
      const { exitCode, stdout, stderr } = await runCli(['test', ...args], { folder, env });
      const report = JSON.parse(stdout) as TestReport;
      reports.set(name, { report, flags: expected.flags ?? [] });
      const requests = agent.requests.slice(sentBefore);
      for (const secret of [agent.apiKey, agent.token]) assert.ok(!`${stdout}${stderr}`.includes(secret));
      const warnings = stderr.split('\n').filter((line) => line.startsWith('Warning: '));
      assert.deepEqual(warnings, expected.warnings ?? []);
      assert.doesNotMatch(`${stdout}${stderr}`, /\n\s+at .*:\d+/, 'a stack');
      if (expected.problems === undefined) assertVerdict(report, expected, requests);
      else {
        const shown = report.problems.map(({ line, column, sentence, remedy }) => ({
          at: `${line}:${column}`,
          sentence,
          remedy,
        }));
        assert.deepEqual(shown, expected.problems);
        assert.equal(requests.length, 0, 'something was sent');
        assert.deepEqual(report.tests, []);
      }
      assert.equal(exitCode, expected.exit);
    });
  }

  it('leaves no conversation open', () => {
    const idsOf = (operation: string) =>
      agent.requests
        .filter(({ path: url }) => url.endsWith(operation))
        .map(({ body }) => (JSON.parse(body || '{}') as { conversation_id?: string }).conversation_id);
    const closed = new Set(idsOf('/close'));
    const open = new Set(idsOf('/respond').filter((id) => !closed.has(id)));
    assert.ok(closed.size > 100);
    // Those that the agent has ended itself need no closing.
    assert.ok(open.size <= names.filter((name) => /ended|handoff|json|capture-json/.test(name)).length);
  });
});

describe('the Test Explorer and the report of the command agree', () => {
  it('on every state and every message of the corpus', async () => {
    let messages = 0;
    for (const [name, { report, flags }] of reports) {
      // The editor's counterpart of --env is a setting.
      const allowed = flags.filter((_, index) => flags[index - 1] === '--env');
      assert.equal(flags.length, allowed.length * 2, `a flag of ${name} is not known here`);
      const place = { folder, name: `${name}.polyai.yaml`, agent, env, allowed };
      // oxlint-disable-next-line no-await-in-loop -- one file after the other, as the command ran them
      const shown = await showInTestExplorer(place);
      const reported = shownByReport(report);
      assert.deepEqual(shown, reported, name);
      messages += reported.flatMap((one) => one.messages).length;
    }
    assert.equal(reports.size, names.length);
    assert.ok(messages > 140, `only ${messages} messages were compared`);
  });
});

function assertVerdict(report: TestReport, expected: Expected, requests: readonly { body: string }[]): void {
  const { tests } = report;
  const statuses = tests.map(({ status }) => status);
  assert.deepEqual(
    statuses,
    expected.statuses ?? statuses.map(() => expected.status),
    JSON.stringify(tests[0]),
  );
  const failed = tests.find(({ firstFailure }) => firstFailure !== undefined);
  const { turn, line, column, check } = failed?.firstFailure ?? {};
  const sentence = failed?.firstFailure?.sentence.replace(/took \d+ ms/, 'took … ms');
  assert.deepEqual(
    { turn, check, sentence, at: line === undefined ? undefined : `${line}:${column}` },
    { turn: expected.turn, check: expected.check, sentence: expected.sentence, at: expected.at },
  );
  const turns = failed?.conversations[0]?.turns ?? [];
  if (expected.turns !== undefined)
    assert.deepEqual(
      turns.map(({ status }) => status),
      expected.turns,
    );
  if (expected.failures !== undefined) {
    assert.equal(turns[(turn ?? 1) - 1]?.failures.length, expected.failures);
  }
  if (expected.cases !== undefined)
    assert.deepEqual(
      tests.map(({ test }) => test),
      expected.cases,
    );
  if (expected.reason !== undefined) assert.equal(tests[0]?.reason, expected.reason);
  if (expected.runs !== undefined)
    assert.deepEqual([tests[0]?.runs, tests[0]?.passedRuns], [...expected.runs]);
  assert.equal(tests[0]?.quarantined, expected.quarantined ?? false);
  const bodies = requests.map(({ body }) => body).join('\n');
  for (const text of expected.sent ?? []) assert.ok(bodies.includes(text), `${text} is not in ${bodies}`);
}
