import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { runCli, toEnv } from '../runCli.ts';
import { type Answer, withAgent } from '../withAgent.ts';

let folder = '';
const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const reportOf = (stdout: string) => JSON.parse(stdout) as TestReport;
const greets = 'test: hello\nturns:\n  - expect: { contains: hello }\n  - user: again\n';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-test-runs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a run of chat tests', () => {
  it('waits as long as a 429 asks, and does not repeat the call', async () => {
    await write('a.polyai.yaml', greets);
    await write('b.polyai.yaml', greets);
    await withAgent(
      (count) => (count === 0 ? { status: 429, headers: { 'Retry-After': '1' } } : {}),
      async (env, times) => {
        const { exitCode, stdout } = await runCli(['test', '--json', '--concurrency', '1'], { folder, env });
        assert.equal(exitCode, 3);
        assert.deepEqual(
          reportOf(stdout).tests.map(({ status, reason }) => [status, reason]),
          [
            ['errored', 'The agent has had too many requests (429).'],
            ['passed', undefined],
          ],
        );
        assert.equal(times.length, 3);
        assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 950, 'the second call came too early');
      },
    );
  });

  it('writes no key into any report, whichever the agent repeats', async () => {
    await write('a.polyai.yaml', greets.replace('contains: hello', 'contains: nothing'));
    await withAgent(
      (_, headers) => ({
        reply: `hello ${String(headers['x-api-key'])} ${String(headers['x-token'])} canary-other-4713`,
      }),
      async (env) => {
        for (const reporter of ['text', 'json', 'junit', 'github', 'html']) {
          // oxlint-disable-next-line no-await-in-loop -- one report after the other
          const { stdout, stderr } = await runCli(['test', '--reporter', reporter], { folder, env });
          assert.doesNotMatch(`${stdout}${stderr}`, /canary-/, reporter);
        }
        const kept = await readFile(path.join(folder, '.polyai', 'last-run.json'), 'utf8');
        assert.doesNotMatch(kept, /canary-/);
      },
    );
  });

  it('shows what an agent says in every report, and obeys none of it', async () => {
    await write('a.polyai.yaml', greets.replace('contains: hello', 'equals: hello'));
    const reply =
      '\n::error file=x::hello\u001B]0;title\u0007\u001B[2J\u009B31m<script>alert(1)</script>]]>&\u0000\u202E"\'';
    await withAgent(
      () => ({ reply }),
      async (env) => {
        const shown: Record<string, string> = {};
        for (const reporter of ['text', 'json', 'junit', 'github', 'html']) {
          // oxlint-disable-next-line no-await-in-loop -- one report after the other
          const { stdout, exitCode } = await runCli(['test', '--reporter', reporter], { folder, env });
          assert.equal(exitCode, 1);
          shown[reporter] = stdout;
          assert.doesNotMatch(stdout, /[^\P{Cc}\n\t\r]|\u202E/u, `a control character in ${reporter}`);
        }
        assert.equal(reportOf(shown['json'] ?? '').tests[0]?.conversations[0]?.turns[0]?.reply, reply);
        assert.doesNotMatch(shown['junit'] ?? '', /<script/);
        assert.doesNotMatch(shown['html'] ?? '', /<script>alert/);
        const commands = (shown['github'] ?? '').split('\n').filter((line) => line.startsWith('::'));
        assert.equal(commands.length, 1, 'a workflow command of the agent');
        assert.doesNotMatch(shown['text'] ?? '', /^\s*::/m);
        assert.doesNotMatch(shown['junit'] ?? '', /^\s*::/m);
      },
    );
  });

  it('in five shards and merged is the report of the whole run, but for times and ids', async () => {
    for (let index = 0; index < 9; index++) {
      const expected = index % 4 === 0 ? 'nothing' : 'hello';
      const rows = index % 2 === 0 ? '' : 'rows: [{ n: 1 }, { n: 2 }, { n: 3 }]\n';
      // oxlint-disable-next-line no-await-in-loop -- a few small files
      await write(
        `t${index}.polyai.yaml`,
        `test: t${index}\n${rows}turns:\n  - expect: { contains: ${expected} }\n`,
      );
    }
    await withAgent(
      () => ({}),
      async (env) => {
        const flags = ['--shuffle', '7'];
        const whole = await runCli(['test', '--json', ...flags], { folder, env });
        const parts = await Promise.all(
          [1, 2, 3, 4, 5].map(async (part) => {
            const file = `reports/${part}.json`;
            await runCli(['test', ...flags, '--shard', `${part}/5`, '--reporter', `json=${file}`], {
              folder,
              env,
            });
            return file;
          }),
        );
        const { stdout } = await runCli(['merge-reports', ...parts.reverse(), '--json'], { folder });
        const plain = (text: string) =>
          text
            .replaceAll(/"(startedAt|conversationId)":"[^"]*"/g, '"$1":0')
            .replaceAll(/"(durationMs|latencyMs)":\d+/g, '"$1":0')
            .replaceAll(/"latenciesMs":\[[\d,]*\]/g, '"latenciesMs":[]');
        assert.equal(plain(stdout), plain(whole.stdout));
        assert.equal(reportOf(stdout).tests.length, 4 * 3 + 5);
      },
    );
  });

  it('writes the other reports, and says which one found no room', async (t) => {
    if (process.platform !== 'linux') return t.skip('needs /dev/full');
    await write('a.polyai.yaml', greets);
    const args = ['--reporter', 'json=/dev/full', '--reporter', 'junit=deep/b.xml'];
    await withAgent(
      () => ({}),
      async (env) => {
        const { exitCode, stderr } = await runCli(['test', ...args], { folder, env });
        assert.equal(exitCode, 2);
        assert.match(stderr, /The report \/dev\/full cannot be written \(ENOSPC\)\./);
        assert.match(await readFile(path.join(folder, 'deep', 'b.xml'), 'utf8'), /<testsuites/);
        assert.deepEqual(await readdir(path.join(folder, 'deep')), ['b.xml']);
      },
    );
  });

  it('reads no test and no rows through a link that leads out of the folder, nor from a device or a pipe', async (t) => {
    if (process.platform === 'win32') return t.skip('needs links and pipes');
    const outside = await mkdtemp(path.join(tmpdir(), 'chat-test-outside-'));
    try {
      await writeFile(path.join(outside, 'secret.polyai.yaml'), 'password: hunter2\n');
      await writeFile(path.join(outside, 'rows.csv'), 'password\nhunter2\n');
      await mkdir(path.join(folder, 'links'));
      await symlink(path.join(outside, 'secret.polyai.yaml'), path.join(folder, 'links/a.polyai.yaml'));
      await symlink('/dev/zero', path.join(folder, 'links/b.polyai.yaml'));
      await symlink(path.join(outside, 'rows.csv'), path.join(folder, 'rows.csv'));
      await symlink('/dev/zero', path.join(folder, 'zero.csv'));
      await symlink(outside, path.join(folder, 'up'));
      // A pipe that nobody writes to would be waited for.
      execFileSync('mkfifo', [path.join(folder, 'pipe.csv'), path.join(folder, 'pipe.polyai.yaml')]);
      const rowsFiles = ['rows.csv', 'zero.csv', 'pipe.csv', 'up/rows.csv'];
      for (const [index, name] of rowsFiles.entries()) {
        // oxlint-disable-next-line no-await-in-loop -- a few small files
        await write(`rows-${index}.polyai.yaml`, `rows: ${name}\n${greets}`);
      }
      const runs = ['links/a.polyai.yaml', ...rowsFiles.map((_, index) => `rows-${index}.polyai.yaml`)];
      for (const name of runs) {
        // oxlint-disable-next-line no-await-in-loop -- one file after the other
        const { exitCode, stdout, stderr } = await runCli(['test', name, '--json'], { folder });
        assert.equal(exitCode, 2, name);
        assert.equal(reportOf(stdout).problems.length, 1, name);
        assert.doesNotMatch(`${stdout}${stderr}`, /hunter2|password/);
      }
      for (const name of ['links/b.polyai.yaml', 'pipe.polyai.yaml']) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        const { exitCode, stderr } = await runCli(['test', name], { folder });
        assert.equal(exitCode, 2, name);
        assert.match(stderr, /^There is no test in/);
      }
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('keeps its report for the next time in no folder that a link leads to, and reads none from there', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'chat-test-outside-'));
    try {
      await write('a.polyai.yaml', greets);
      await symlink(outside, path.join(folder, '.polyai'));
      const args = ['test', '--connection', 'stand-in'];
      const first = await runCli(args, { folder });
      assert.match(first.stderr, /could not be kept/);
      assert.deepEqual(await readdir(outside), []);

      await rm(path.join(folder, '.polyai'));
      await mkdir(path.join(folder, '.polyai'));
      await writeFile(path.join(outside, 'run.json'), 'theirs');
      const file = path.join(folder, '.polyai/last-run.json');
      await symlink('/dev/zero', file);
      const only = await runCli([...args, '--only-failed'], { folder });
      assert.equal(only.exitCode, 2);
      await rm(file);
      await symlink(path.join(outside, 'run.json'), file);
      await runCli(args, { folder });
      assert.equal(reportOf(await readFile(file, 'utf8')).tests.length, 1);
      assert.equal(await readFile(path.join(outside, 'run.json'), 'utf8'), 'theirs');

      // A pipe would be waited for.
      await rm(file);
      execFileSync('mkfifo', [file]);
      assert.equal((await runCli([...args, '--only-failed'], { folder })).exitCode, 2);
      assert.equal((await runCli(args, { folder })).stderr, '');
      assert.equal(reportOf(await readFile(file, 'utf8')).tests.length, 1);
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('runs what was read: a test and its rows that are replaced meanwhile change nothing', async () => {
    await write(
      'a.polyai.yaml',
      greets.replace('hello\n', 'hello ${n}\nrows: rows.csv\n').replace('hello }', 'bye }'),
    );
    await write('rows.csv', 'n\n1\n2\n3\n');
    let isReplaced = false;
    const answer = (): Answer => {
      if (!isReplaced) {
        writeFileSync(path.join(folder, 'a.polyai.yaml'), '\n\n# no test\n');
        rmSync(path.join(folder, 'rows.csv'));
        isReplaced = true;
      }
      return {};
    };
    await withAgent(answer, async (env) => {
      const { exitCode, stdout } = await runCli(['test', '--json', '--concurrency', '1'], { folder, env });
      assert.equal(exitCode, 1);
      assert.deepEqual(
        reportOf(stdout).tests.map(({ id, firstFailure }) => [id, firstFailure?.line]),
        [1, 2, 3].map((n) => [`a.polyai.yaml#hello ${n}`, 4]),
      );
    });
  });

  it('merges no report that says nonsense of its time, or is nested without an end', async () => {
    await write('a.polyai.yaml', greets);
    await runCli(['test', '--connection', 'stand-in', '--reporter', 'json=a.json'], { folder });
    const report = await readFile(path.join(folder, 'a.json'), 'utf8');
    for (const [name, wrong] of [
      ['yesterday.json', report.replace(/"startedAt":"[^"]*"/, '"startedAt":"yesterday"')],
      ['endless.json', report.replace(/"durationMs":\d+/, '"durationMs":1e999')],
      ['cut.json', report.slice(0, -20)],
      ['deep.json', report.replace('{', `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)},`)],
      ['foreign.json', '{"version":1,"tests":[]}'],
    ] as const) {
      await write(name, wrong);
      const { exitCode, stdout, stderr } = await runCli(
        ['merge-reports', name, 'a.json', '--reporter', 'json'],
        { folder },
      );
      assert.equal(exitCode, 2, name);
      assert.equal(stdout, '');
      assert.match(stderr, /is no JSON report of chat tests/);
    }
  });

  it('needs no connection of a case that is not run: neither of another shard nor of another tag', async () => {
    const polite = 'test: hello\nturns:\n  - expect: { not: { contains: sorry } }\n';
    await write('a.polyai.yaml', polite);
    await write('b.polyai.yaml', `connection: elsewhere\ntags: [other]\n${polite}`);
    await write('c.polyai.yaml', `matrix: { connection: [elsewhere, stand-in] }\n${polite}`);
    await withAgent(
      () => ({}),
      async (env) => {
        const ran = async (...args: readonly string[]) => {
          const { stdout, exitCode } = await runCli(['test', '--json', ...args], { folder, env });
          assert.equal(exitCode, 0, args.join(' '));
          return reportOf(stdout).tests.map(({ id, status }) => `${id} ${status}`);
        };
        // Four cases: the first and the last need nothing but what is there.
        assert.deepEqual(await ran('--shard', '1/4'), ['a.polyai.yaml#hello passed']);
        assert.deepEqual(await ran('--shard', '4/4'), ['c.polyai.yaml#hello passed']);
        assert.deepEqual(await ran('--shard', '5/5'), []);
        assert.deepEqual(await ran('--grep', 'a.polyai'), ['a.polyai.yaml#hello passed']);
        const both = ['--connection', 'stand-in', '--connection', 'elsewhere', '--shard', '1/2'];
        assert.deepEqual(await ran('a.polyai.yaml', ...both), ['a.polyai.yaml#hello passed']);
      },
    );
  });

  it('lists what would run without credentials', async () => {
    await write('a.polyai.yaml', greets);
    const { exitCode, stdout } = await runCli(['test', '--list'], { folder });
    assert.equal(exitCode, 0);
    assert.match(stdout, /a\.polyai\.yaml#hello/);
  });
});

describe('a run that is interrupted', () => {
  it('keeps the verdict of every case that had said all when it was cut off', async () => {
    await write('a.polyai.yaml', 'test: a\nturns:\n  - expect: { contains: hello }\n');
    await write('b.polyai.yaml', 'test: b\nturns:\n  - expect: { contains: nothing }\n');
    await write('c.polyai.yaml', greets);
    const stop = new AbortController();
    let closes = 0;
    await withAgent(
      () => ({}),
      async (env) => {
        const { exitCode, stdout } = await runCli(['test', '--json'], { folder, env, signal: stop.signal });
        assert.equal(exitCode, 130);
        const { tests, summary } = reportOf(stdout);
        assert.deepEqual(
          tests.map(({ status }) => status),
          ['passed', 'failed', 'skipped'],
        );
        assert.deepEqual([summary.passed, summary.failed, summary.skipped], [1, 1, 1]);
      },
      () => {
        if (++closes === 2) stop.abort();
        return { afterMs: 300 };
      },
    );
  });

  let agent: StandInAgent;
  before(async () => {
    const { script } = await parseStandInScript(`greeting: Hello
greetings: [{ when: {}, reply: Hello, delayMs: 15 }]
rules: [{ when: {}, reply: Yes, delayMs: 15 }]
`);
    agent = await startStandInAgent({ script, recordRequests: true });
  });
  after(() => agent.close());

  it('closes every conversation that was created, writes its reports and exits with 130', async () => {
    const rounds = Number(process.env['CANCELLATIONS'] ?? 20);
    await write(
      'a.polyai.yaml',
      `test: case \${n}\nrows: [${Array.from({ length: 12 }, (_, n) => `{ n: ${n} }`).join(', ')}]\nturns:\n  - user: one\n    expect: { contains: yes }\n  - user: two\n  - user: three\n`,
    );
    const created = new Set<string>();
    const closed = new Set<string>();
    const listening = agent.onDidAnswer(({ operation, conversationId }) => {
      if (conversationId === undefined) return;
      if (operation === 'create') created.add(conversationId);
      if (operation === 'close') closed.add(conversationId);
    });
    let interrupted = 0;
    for (let round = 0; round < rounds; round++) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 5 + ((round * 37) % 180));
      const args = ['test', '--json', '--concurrency', '5', '--reporter', 'junit=j.xml'];
      // oxlint-disable-next-line no-await-in-loop -- one run after the other
      const { exitCode, stdout } = await runCli(args, { folder, env: toEnv(agent), signal: stop.signal });
      clearTimeout(timer);
      assert.ok(exitCode === 130 || exitCode === 0, String(exitCode));
      if (exitCode === 130) interrupted++;
      const { tests, summary } = reportOf(stdout);
      assert.equal(tests.length, 12);
      assert.equal(summary.failed, 0);
      // oxlint-disable-next-line no-await-in-loop -- as above
      assert.match(await readFile(path.join(folder, 'j.xml'), 'utf8'), /<\/testsuites>/);
    }
    listening.dispose();
    assert.ok(interrupted > rounds / 4, `${interrupted} of ${rounds} were interrupted`);
    assert.deepEqual(
      [...created].filter((id) => !closed.has(id)),
      [],
      'left open',
    );
  });
});
