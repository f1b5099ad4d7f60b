import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { runCli } from '../runCli.ts';
import { type Answer, withAgent } from '../withAgent.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-test-verdicts-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const expects = (text: string, more = '') =>
  `test: says ${text}\n${more}turns:\n  - expect: { contains: ${text} }\n`;

/** Each conversation is one call, one after the other; `answer` is told how many came before. */
async function runWith(answer: (count: number) => Answer, ...flags: readonly string[]) {
  let result: { exitCode: number; report: TestReport; text: string } | undefined;
  await withAgent(answer, async (env) => {
    const args = ['test', '--concurrency', '1', '--reporter', 'text', '--reporter', 'json=r.json', ...flags];
    const { exitCode, stdout } = await runCli(args, { folder, env });
    const { stdout: json } = await runCli(['merge-reports', 'r.json', '--reporter', 'json'], { folder });
    result = { exitCode, report: JSON.parse(json) as TestReport, text: stdout };
  });
  assert.ok(result);
  return result;
}

describe('the verdict on a case that is run several times', () => {
  beforeEach(() => write('a.polyai.yaml', expects('hello')));

  it('is "not sure yet" at the cap, which is no pass', async () => {
    const answer = (count: number) => (count % 6 === 5 ? { reply: 'bye' } : {});
    const { exitCode, report, text } = await runWith(answer, '--until-sure');
    const [one] = report.tests;
    assert.deepEqual([one?.status, one?.runs, one?.passedRuns], ['notSure', 30, 25]);
    assert.equal(one?.reason, 'After 30 runs it is not sure yet.');
    assert.equal(exitCode, 1);
    assert.match(text, /^\? says hello/m);
    assert.match(text, /0 passed, 0 failed, 1 not sure yet/);
  });

  it('says how many passed, between what the rate probably is, and which turn is not stable', async () => {
    const { exitCode, report, text } = await runWith(
      (count) => (count === 2 ? { reply: 'bye' } : {}),
      '--repeat',
      '5',
    );
    const [one] = report.tests;
    assert.deepEqual([one?.status, one?.runs, one?.passedRuns, one?.rate], ['failed', 5, 4, 0.8]);
    assert.equal(one?.firstFailure?.run, 3);
    assert.ok(Math.abs((one?.passHat['2'] ?? 0) - 0.6) < 1e-9);
    assert.match(text, /4 of 5; the true rate is probably between 38 and 96 %/);
    assert.match(text, /The first turn that is not stable: 1\./);
    assert.equal(exitCode, 1);
  });

  it('needs as many passes as the file says, and the same share of another number', async () => {
    await write('a.polyai.yaml', expects('hello', 'repeat: 2\npasses: 1\n'));
    const twice = await runWith((count) => (count === 0 ? { reply: 'bye' } : {}));
    assert.deepEqual([twice.report.tests[0]?.status, twice.exitCode], ['passed', 0]);
    const four = await runWith((count) => (count < 3 ? { reply: 'bye' } : {}), '--repeat', '4');
    assert.deepEqual([four.report.tests[0]?.status, four.report.tests[0]?.passedRuns], ['failed', 1]);
  });

  it('leaves runs out that could not be held, until they are more than a third', async () => {
    const failing = (share: number) => (count: number) => (count < share ? { status: 500 } : {});
    const few = await runWith(failing(1), '--repeat', '5');
    const [passed] = few.report.tests;
    assert.deepEqual([passed?.status, passed?.erroredRuns, passed?.rate], ['passed', 1, 1]);
    assert.match(few.text, /4 of 4, 1 errored/);
    assert.equal(few.exitCode, 0);
    const many = await runWith(failing(2), '--repeat', '5');
    assert.deepEqual([many.report.tests[0]?.status, many.exitCode], ['errored', 3]);
    const none = await runWith(() => ({ status: 500 }), '--until-sure');
    assert.deepEqual([none.report.tests[0]?.status, none.report.tests[0]?.runs], ['errored', 3]);
  });

  it('says so when all replies were the same, and warns once of many tests that nearly always pass', async () => {
    const same = await runWith(() => ({}), '--repeat', '3');
    assert.match(same.text, /All replies of all repeats were identical/);
    assert.doesNotMatch(same.text, /60 % of builds/);
    const rows = Array.from({ length: 50 }, (_, n) => `{ n: ${n} }`).join(', ');
    await write('a.polyai.yaml', expects('hello', `rows: [${rows}]\n`));
    const many = await runWith(() => ({}));
    assert.equal(many.text.match(/all green in 60 % of builds/g)?.length, 1);
  });
});

describe('which tests are run', () => {
  before(async () => {
    await write('a.polyai.yaml', expects('hello', 'tags: [smoke, booking]\n'));
    await write('b.polyai.yaml', expects('bye', 'tags: [booking]\n'));
    await write('c.polyai.yaml', expects('nothing', 'quarantine: { until: 2999-01-01 }\n'));
    await write('d.polyai.yaml', expects('goodbye'));
  });
  const chosen = async (...flags: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runCli(['test', '--list', ...flags], { folder });
    return exitCode === 0 ? [...stdout.matchAll(/^(\w)\.polyai/gm)].map(([, name]) => name).join('') : stderr;
  };

  for (const [flags, names] of [
    [['--tag', 'smoke'], 'a'],
    [['--tag', 'smoke', '--tag', 'booking'], 'ab'],
    [['--grep', 'BYE'], 'bd'],
    [['--grep', 'c.polyai'], 'c'],
    [['--tag', 'booking', '--grep', 'hello'], 'a'],
    [['b.polyai.yaml', 'a.polyai.yaml', 'b.polyai.yaml'], 'ab'],
    [['[cd].polyai.yaml'], 'cd'],
  ] as const) {
    it(flags.join(' '), async () => assert.equal(await chosen(...flags), names));
  }

  it('none is an error that says which flags chose none', async () => {
    assert.match(await chosen('--tag', 'smoke', '--grep', 'bye'), /^No test fits --tag and --grep\./);
    assert.match(await chosen('elsewhere'), /^There is no test file for elsewhere\./);
  });

  it('--bail begins none after so many that count have failed, and says why', async () => {
    const { exitCode, report } = await runWith(() => ({ reply: 'hm' }), '--bail', '2');
    assert.equal(exitCode, 1);
    assert.deepEqual(
      report.tests.map(({ status, reason }) => [status, reason]),
      [
        ['failed', undefined],
        ['failed', undefined],
        ['skipped', 'Enough cases have failed.'],
        ['skipped', 'Enough cases have failed.'],
      ],
    );
    const one = await runWith(() => ({ reply: 'hm' }), '--bail');
    assert.equal(one.report.summary.failed, 1);
    // One in quarantine does not count.
    const past = await runWith(() => ({ reply: 'hello bye' }), '--bail');
    assert.deepEqual(
      past.report.tests.map(({ status }) => status),
      ['passed', 'passed', 'failed', 'failed'],
    );
  });

  it('--only-failed runs those again that did not pass, and no other', async () => {
    await runWith(() => ({ reply: 'hello' }));
    assert.equal(await chosen('--only-failed'), 'bcd');
    await runWith(() => ({ reply: 'hello nothing goodbye' }), '--only-failed');
    assert.match(await chosen('--only-failed'), /^No test failed in the last run\./);
  });

  it('--only-failed still runs what had failed before a run that did not get to it', async () => {
    await runWith(() => ({ reply: 'hm' }));
    assert.equal(await chosen('--only-failed'), 'abcd');
    // The first fails again, the others are not begun.
    await runWith(() => ({ reply: 'hm' }), '--only-failed', '--bail');
    assert.equal(await chosen('--only-failed'), 'abcd');
    // The first has said all when the run is interrupted, and once more.
    for (const left of ['bcd', 'cd']) {
      const stop = new AbortController();
      // oxlint-disable-next-line no-await-in-loop -- one run after the other
      await withAgent(
        (count) => {
          if (count === 0) stop.abort();
          return { reply: 'hello nothing goodbye' };
        },
        (env) =>
          runCli(['test', '--only-failed', '--concurrency', '1'], { folder, env, signal: stop.signal }).then(
            ({ exitCode }) => assert.equal(exitCode, 130),
          ),
      );
      // oxlint-disable-next-line no-await-in-loop -- as above
      assert.equal(await chosen('--only-failed'), left);
    }
    // What passes is no longer among them.
    await runWith(() => ({ reply: 'hello nothing goodbye' }), '--only-failed');
    assert.match(await chosen('--only-failed'), /^No test failed in the last run\./);
  });
});
