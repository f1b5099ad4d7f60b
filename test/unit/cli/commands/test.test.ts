import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { runCli } from '../runCli.ts';

let folder = '';

const green = `test: The front desk answers
tags: [smoke]
turns:
  - expect: { contains: help }
  - user: What time is breakfast?
    expect: { contains: seven }
`;
const red = `test: Breakfast in \${lang}
rows:
  - { lang: en-GB }
  - { lang: de-DE }
create: { language: "\${lang}" }
turns:
  - user: breakfast
    expect:
      contains: [winter, eggs]
  - user: bye
    expect: { ended: true }
`;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-tests-'));
  await writeFile(path.join(folder, 'green.polyai.yaml'), green);
  await writeFile(path.join(folder, 'red.polyai.yaml'), red);
});

after(() => rm(folder, { recursive: true, force: true }));

const standIn = ['--connection', 'stand-in'];
const run = (...args: readonly string[]) => runCli(['test', ...args], { folder });
const reportOf = (stdout: string) => JSON.parse(stdout) as TestReport;

describe('polyai-chat test', () => {
  it('runs every test below the folder and says which turn broke, where and how', async () => {
    const { exitCode, stdout } = await run(...standIn);
    assert.equal(exitCode, 1);
    assert.match(stdout, /red\.polyai\.yaml:9:7 turn 1: The reply does not contain "eggs"\./);
    assert.match(stdout, /1 passed, 2 failed/);
  });

  it('with --json prints the report alone, the same twice but for ids and times', async () => {
    const { exitCode, stdout } = await run(...standIn, '--json');
    assert.equal(exitCode, 1);
    const { version, summary, tests } = reportOf(stdout);
    assert.equal(version, 1);
    assert.deepEqual(summary, { passed: 1, failed: 2, notSure: 0, errored: 0, skipped: 0, quarantined: 0 });
    assert.deepEqual(
      tests.map(({ id, status, firstFailure }) => [id, status, firstFailure?.line, firstFailure?.check]),
      [
        ['green.polyai.yaml#The front desk answers', 'passed', undefined, undefined],
        ['red.polyai.yaml#Breakfast in de-DE', 'failed', 9, 'contains'],
        ['red.polyai.yaml#Breakfast in en-GB', 'failed', 9, 'contains'],
      ],
    );
    assert.deepEqual(
      tests[1]?.conversations[0]?.turns.map(({ status }) => status),
      ['failed', 'notReached'],
    );
  });

  it('runs only what failed before', async () => {
    await run(...standIn);
    const { stdout } = await run(...standIn, '--only-failed', '--json');
    assert.equal(reportOf(stdout).tests.length, 2);
    assert.equal(await readFile(path.join(folder, '.polyai', '.gitignore'), 'utf8'), '*\n');
  });

  it('sends nothing when a file is wrong, and says where', async () => {
    const file = path.join(folder, 'wrong.polyai.yaml');
    await writeFile(file, 'test: a\nturns:\n  - user: Room: 12\n    expect: { contains: b }\n');
    const { exitCode, stdout, stderr } = await run('wrong.polyai.yaml', ...standIn);
    await rm(file);
    assert.equal(exitCode, 2);
    assert.match(
      stdout + stderr,
      /wrong\.polyai\.yaml:3:11 A message with ": " needs quotes\..*\nNothing was run\.\n$/,
    );
  });

  it('runs a case until it is sure: 8 passes, or 2 failures', async () => {
    const { stdout } = await run(...standIn, '--until-sure', '--json');
    assert.deepEqual(
      reportOf(stdout).tests.map(({ runs, status }) => [runs, status]),
      [
        [8, 'passed'],
        [2, 'failed'],
        [2, 'failed'],
      ],
    );
  });

  it('does not reach an agent that is not there, and says so with another exit code', async () => {
    const env = {
      POLYAI_REGION: 'http://127.0.0.1:9',
      POLYAI_ACCOUNT_ID: 'acme',
      POLYAI_PROJECT_ID: 'hotel',
      POLYAI_API_KEY: 'key-that-nobody-knows',
      POLYAI_TOKEN: 'token-that-nobody-knows',
    };
    const { exitCode, stdout } = await runCli(['test', 'green.polyai.yaml', '--json'], { folder, env });
    assert.equal(exitCode, 3);
    assert.equal(reportOf(stdout).tests[0]?.status, 'errored');
    assert.ok(!stdout.includes('nobody-knows'));
  });

  it('runs on a live connection only when that is allowed', async () => {
    const env = { POLYAI_SHOP_REGION: 'uk-1', POLYAI_SHOP_ENVIRONMENT: 'live' };
    const { exitCode, stderr } = await runCli(['test', '--connection', 'shop'], { folder, env });
    assert.equal(exitCode, 2);
    assert.match(stderr, /--allow-live/);
  });

  it('in shards runs each case once, and merged they are the whole run', async () => {
    const whole = reportOf((await run(...standIn, '--json')).stdout);
    const parts = await Promise.all(
      [1, 2, 3].map(async (part) => {
        const file = path.join(folder, `part-${part}.json`);
        await run(...standIn, '--shard', `${part}/3`, '--reporter', `json=${file}`);
        return file;
      }),
    );
    const { stdout, exitCode } = await runCli(['merge-reports', ...parts, '--json'], { folder });
    assert.equal(exitCode, 1);
    const withoutTimes = (report: TestReport) =>
      JSON.stringify(report, (key, value: unknown) =>
        ['startedAt', 'durationMs', 'latenciesMs', 'latencyMs', 'conversationId'].includes(key)
          ? null
          : value,
      );
    assert.equal(withoutTimes(reportOf(stdout)), withoutTimes(whole));

    const twice = await runCli(['merge-reports', ...parts, ...parts, '--json'], { folder });
    assert.equal(withoutTimes(reportOf(twice.stdout)), withoutTimes(whole));
    const { length } = whole.tests;
    assert.ok(length > 1);
    assert.equal(
      twice.stderr,
      `${length} cases are in two reports with the same conversations, and counted once.\n`,
    );
    const other = path.join(folder, 'other.json');
    await run(...standIn, '--reporter', `json=${other}`);
    const both = await runCli(['merge-reports', ...parts, other, '--json'], { folder });
    assert.equal(reportOf(both.stdout).tests.length, 2 * length);
    assert.match(both.stderr, /^\d+ cases are in two reports of different runs, and counted in each\.\n/);
  });
});
