import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { runCli, toEnv } from '../runCli.ts';

/** It repeats what it is told, as the agent of the corpus does. */
let agent: StandInAgent;
let folder = '';
before(async () => {
  const { script } = await parseStandInScript(`greeting: Hello
rules:
  - { when: { equals: bye }, reply: Goodbye., end: true, handoff: { destination: desk, reason: asked } }
  - { when: { equals: slowly }, reply: At last., delayMs: 150 }
fallback: "{message}"
`);
  agent = await startStandInAgent({ script, recordRequests: true });
});
after(() => agent.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-test-flags-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const read = (name: string) => readFile(path.join(folder, name), 'utf8');
const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runCli(['test', ...args], { folder, env: { ...toEnv(agent), ...more } });
const reportOf = (stdout: string) => JSON.parse(stdout) as TestReport;
/** A test that passes when `expected` is `said`. */
const says = (name: string, said: string, expected: string, more = '') =>
  `test: ${name}\n${more}turns:\n  - user: ${said}\n    expect: { equals: ${expected} }\n`;

/** What the connection with these variables is reached by. */
const envOf = (prefix: string) =>
  Object.fromEntries(
    Object.entries(toEnv(agent)).map(([name, value]) => [name.replace('POLYAI_', prefix), value]),
  );

describe('--check', () => {
  it('reads the files and sends nothing, without credentials and without what is only set for a run', async () => {
    await write('a.polyai.yaml', says('a', '${env:TEST_UNSET}', 'x', 'connection: nowhere\n'));
    await write('b.polyai.yml', says('b', 'x', 'x'));
    const sent = agent.requests.length;
    const { exitCode, stdout, stderr } = await runCli(['test', '--check'], { folder });
    assert.deepEqual([exitCode, stdout, stderr], [0, '2 files can be run.\n', '']);
    assert.equal(agent.requests.length, sent);
  });

  it('writes the reports that are asked for', async () => {
    await write('a.polyai.yaml', says('a', 'x', 'x'));
    const { exitCode, stdout } = await run(['--check', '--reporter', 'json', '--reporter', 'junit=j.xml']);
    assert.equal(exitCode, 0);
    assert.deepEqual([reportOf(stdout).tests, reportOf(stdout).problems], [[], []]);
    assert.match(await read('j.xml'), /<testsuites name="polyai-chat" tests="0"/);
  });

  it('tells of a secret and of a variable that no run allows', async () => {
    await write('a.polyai.yaml', says('a', '${env:POLYAI_API_KEY}', '"${env:HOME}"'));
    const { exitCode, stdout, stderr } = await run(['--check', '--json'], { HOME: '/home/me' });
    assert.equal(exitCode, 2);
    assert.deepEqual(
      reportOf(stdout).problems.map(({ line, sentence }) => [line, sentence]),
      [
        [3, 'POLYAI_API_KEY is a secret, and what a test says is sent to the agent.'],
        [4, 'A test may not read the environment variable HOME.'],
      ],
    );
    assert.match(stderr, /a\.polyai\.yaml:4:24 A test may not read .* Allow it with --env HOME\./);
    assert.equal((await run(['--check', '--env', 'HOME'], { HOME: 'x' })).exitCode, 2);
  });
});

describe('--list', () => {
  it('as JSON is the same by either flag, and runs nothing', async () => {
    await write('a.polyai.yaml', says('${n}', 'x', 'x', 'tags: [t]\nrows: [{ n: 1 }, { n: 2 }]\n'));
    const sent = agent.requests.length;
    const { stdout, exitCode } = await run(['--list', '--json', '--connection', 'acme']);
    const same = await run(['--list', '--reporter', 'json', '--connection', 'acme']);
    assert.equal(same.stdout, stdout);
    assert.equal(exitCode, 0);
    assert.deepEqual(
      JSON.parse(stdout),
      ['1', '2'].map((n) => ({
        id: `a.polyai.yaml#${n}`,
        file: 'a.polyai.yaml',
        test: n,
        case: { n },
        connection: 'acme',
        tags: ['t'],
      })),
    );
    assert.equal(agent.requests.length, sent);
  });

  it('with --shuffle is in the order in which the cases would run, and says the seed beside it', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => `{ n: ${n} }`).join(', ');
    await write('a.polyai.yaml', says('${n}', '${n}', 'x', `rows: [${rows}]\n`));
    const listed = await run(['--list', '--shuffle', '7']);
    assert.equal(listed.stderr, 'The order is that of --shuffle 7.\n');
    const shown = [...listed.stdout.matchAll(/#(\d)/g)].map(([, n]) => n);
    const before = agent.requests.length;
    await run(['--shuffle', '7', '--concurrency', '1']);
    const sent = agent.requests.slice(before).flatMap(({ body }) => /"message":"(\d)"/.exec(body)?.[1] ?? []);
    assert.deepEqual(shown, sent);
    assert.notDeepEqual(shown, [...shown].sort());
  });
});

describe('which files are meant', () => {
  it('every one below the folder, in either spelling, or those that a file, a folder or a glob names', async () => {
    for (const name of ['a.polyai.yaml', 'deep/er/b.polyai.yml', 'node_modules/c.polyai.yaml', 'd.yaml']) {
      // oxlint-disable-next-line no-await-in-loop -- a few small files
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await write(name, says('x', 'x', 'x'));
    }
    const filesOf = async (...args: readonly string[]) => {
      const { stdout } = await run(['--list', ...args]);
      return [...stdout.matchAll(/^(.*)#/gm)].map(([, file]) => file);
    };
    const both = ['a.polyai.yaml', 'deep/er/b.polyai.yml'];
    assert.deepEqual(await filesOf(), both);
    assert.deepEqual(await filesOf('deep'), both.slice(1));
    assert.deepEqual(await filesOf('**/*.polyai.*'), both);
    assert.deepEqual(await filesOf('deep/er/b.polyai.yml', 'a.polyai.yaml'), both);
    assert.deepEqual(await filesOf('d.yaml'), ['d.yaml']);
    const folders = await run(['--list', 'dee*/']);
    assert.equal(folders.exitCode, 2);
    assert.match(
      folders.stderr,
      /^dee\*\/ matches folders, and no test file\. Write dee\*\/\*\* for the tests in them\.\n/,
    );
    assert.deepEqual(await filesOf('dee*/**'), both.slice(1));
    const none = await mkdtemp(path.join(tmpdir(), 'no-tests-'));
    const { exitCode, stderr } = await runCli(['test'], { folder: none });
    await rm(none, { recursive: true });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^There is no test below this folder\./);
  });
});

describe('where and how', () => {
  it('--connection reads the variables of its name, and may be given several times', async () => {
    await write('a.polyai.yaml', says('a', 'x', 'x'));
    const names = ['acme pre-release', 'Zoë 2'];
    const env = { ...envOf('POLYAI_ACME_PRE_RELEASE_'), ...envOf('POLYAI_ZO__2_') };
    const args = ['test', '--json', ...names.flatMap((name) => ['--connection', name])];
    const { exitCode, stdout } = await runCli(args, { folder, env });
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(
      reportOf(stdout).tests.map(({ id, connection }) => [id, connection]),
      ['Zoë 2', 'acme pre-release'].map((name) => ['a.polyai.yaml#a', name]),
    );
    const { stderr } = await runCli(args, { folder, env: envOf('POLYAI_ZO__2_') });
    assert.match(stderr, /POLYAI_ACME_PRE_RELEASE_REGION/);
  });

  it('--allow-live runs where the connection is live, which nothing else does', async () => {
    await write('a.polyai.yaml', says('a', 'x', 'x'));
    const live = { POLYAI_ENVIRONMENT: 'live' };
    const sent = agent.requests.length;
    assert.equal((await run([], live)).exitCode, 2);
    assert.equal(agent.requests.length, sent);
    assert.equal((await run(['--allow-live'], live)).exitCode, 0);
  });

  it('--timeout ends a call that has no answer; what a file says of itself counts more', async () => {
    await write('a.polyai.yaml', says('a', 'fault:no-answer', 'x'));
    const { exitCode, stdout } = await run(['--json', '--timeout', '0.2']);
    assert.equal(exitCode, 3);
    const [entry] = reportOf(stdout).tests;
    assert.equal(entry?.status, 'errored');
    assert.match(entry.reason ?? '', /0\.2 seconds/);
    await write('a.polyai.yaml', says('a', 'slowly', 'At last.', 'timeoutSeconds: 20\n'));
    assert.equal((await run(['--timeout', '0.05'])).exitCode, 0);
  });

  it('--concurrency holds so many conversations at the same time, 2 when not given', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => `{ n: ${n} }`).join(', ');
    await write('a.polyai.yaml', says('a ${n}', 'slowly', 'At last.', `rows: [${rows}]\n`));
    let most = 0;
    const open = new Set<string>();
    const listening = agent.onDidAnswer(({ operation, conversationId = '' }) => {
      if (operation === 'create') open.add(conversationId);
      if (operation === 'close') open.delete(conversationId);
      most = Math.max(most, open.size);
    });
    const mostWith = async (...flags: readonly string[]) => {
      most = 0;
      assert.equal((await run(flags)).exitCode, 0);
      return most;
    };
    assert.equal(await mostWith(), 2);
    assert.equal(await mostWith('--concurrency', '1'), 1);
    assert.equal(await mostWith('--concurrency', '5'), 5);
    listening.dispose();
  });

  it('--shuffle prints its seed, which gives the same order again', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => `{ n: ${n} }`).join(', ');
    await write('a.polyai.yaml', says('a${n}', 'x', 'x', `rows: [${rows}]\n`));
    const order = (text: string) => [...text.matchAll(/^✓ a(\d+) /gm)].map(([, n]) => Number(n));
    const first = (await run(['--shuffle', '--concurrency', '1'])).stdout;
    const [, seed = ''] = /--shuffle (\d+)\./.exec(first) ?? [];
    const again = (await run(['--shuffle', seed, '--concurrency', '1'])).stdout;
    assert.equal(order(first).length, 12);
    assert.notDeepEqual(
      order(first),
      order(first).sort((a, b) => a - b),
    );
    assert.deepEqual(order(again), order(first));
    const { stdout } = await run([`--shuffle=${seed}`, '--json']);
    assert.equal(reportOf(stdout).seed, Number(seed));
  });

  for (const [args, sentence] of [
    [['--concurrency', '0'], /^--concurrency needs a whole number/],
    [['--repeat', '1.5'], /^--repeat needs a whole number/],
    [['--repeat', '2', '--until-sure'], /cannot be used together/],
    [['--shard', '0/2'], /^--shard needs a part/],
    [['--shard', '3/2'], /^--shard needs a part/],
    [['--timeout', '0'], /^--timeout needs a number/],
    [['--connection', 'https://evil.example'], /^--connection needs the name/],
    [['--env', 'A=b'], /^--env needs the name/],
    [['--script', 'x.yaml'], /^--script is for the stand-in agent/],
    [['--reporter', 'tap'], /^There is no such reporter/],
    [['--reporter', 'json='], /needs the name of a file/],
    [['--reporter', 'junit', '--reporter', 'text'], /^Only one reporter can write/],
    [['--reporter', 'junit=r.xml', '--reporter', 'html=./r.xml'], /^Two reporters cannot write to one file/],
    [['--json', '--reporter', 'text'], /^--json has standard output to itself/],
    [['--watch', '--list'], /^--watch cannot be used/],
    [['--bail', '0'], /^--bail needs a whole number/],
    [['--onlyfailed'], /--only-failed/],
    [['--api-key', 'abcdefgh'], /^There is no flag --api-key/],
  ] as const) {
    it(`${args.join(' ')} is told, and nothing is sent`, async () => {
      await write('a.polyai.yaml', says('a', 'x', 'x'));
      const sent = agent.requests.length;
      const { exitCode, stdout, stderr } = await run(args);
      assert.deepEqual([exitCode, stdout, agent.requests.length], [2, '', sent]);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /abcdefgh|evil/);
    });
  }
});

describe('the exit code', () => {
  const errored = says('errored', 'fault:server-error', 'x');
  const failed = says('failed', 'x', 'y');
  const quarantine = 'quarantine: { until: 2999-12-31 }\n';

  it('is 1 when one failed and another errored, and 3 when one only errored', async () => {
    await write('a.polyai.yaml', errored);
    assert.equal((await run([])).exitCode, 3);
    await write('b.polyai.yaml', failed);
    assert.equal((await run([])).exitCode, 1);
  });

  it('is 0 for what is in quarantine, whatever became of it', async () => {
    await write('a.polyai.yaml', errored.replace('turns', `${quarantine}turns`));
    await write('b.polyai.yaml', failed.replace('turns', `${quarantine}turns`));
    await write('c.polyai.yaml', says('c', 'x', 'x'));
    const { exitCode, stdout } = await run(['--json']);
    assert.equal(exitCode, 0);
    const { summary, tests } = reportOf(stdout);
    assert.deepEqual(summary, { passed: 1, failed: 0, notSure: 0, errored: 0, skipped: 0, quarantined: 2 });
    assert.deepEqual(
      tests.map(({ status, quarantined }) => [status, quarantined]),
      [
        ['errored', true],
        ['failed', true],
        ['passed', false],
      ],
    );
  });

  it('of merged reports is that of the whole', async () => {
    const codeOf = async (...names: readonly string[]) =>
      (await runCli(['merge-reports', ...names], { folder })).exitCode;
    for (const [name, text] of [
      ['passed', says('p', 'x', 'x')],
      ['failed', failed],
      ['errored', errored],
      ['wrong', 'test: x\n'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one run after the other
      await write(`${name}.polyai.yaml`, text);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await run([`${name}.polyai.yaml`, '--reporter', `json=${name}.json`]);
    }
    assert.equal(await codeOf('passed.json'), 0);
    assert.equal(await codeOf('passed.json', 'errored.json'), 3);
    assert.equal(await codeOf('passed.json', 'errored.json', 'failed.json'), 1);
    assert.equal(await codeOf('passed.json', 'wrong.json'), 2);
    assert.equal(await codeOf(), 2);
  });
});

describe('the reports', () => {
  it('text and the annotations of GitHub go together in one log', async () => {
    await write('a.polyai.yaml', says('"a: b, c"', 'x', 'y'));
    const { exitCode, stdout } = await run(['--reporter', 'text', '--reporter', 'github']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^✗ a: b, c {2}default/m);
    assert.match(stdout, /a\.polyai\.yaml:4:15 turn 1: The reply is not "y"\./);
    assert.match(
      stdout,
      /^::error file=a\.polyai\.yaml,line=4,col=15,title=a%3A b%2C c::Turn 1: The reply is not "y"\.%0Aexpected: "y"%0Aactual: x$/m,
    );
  });

  it('tell every check of a reply that does not hold, and every reporter does', async () => {
    await write(
      'a.polyai.yaml',
      'test: a\nturns:\n  - user: hello there\n    expect:\n      contains: one\n      equals: two\n      ended: true\n',
    );
    const told = async (reporter: string) => (await run(['--reporter', reporter])).stdout;
    const sentences = ['does not contain "one"', 'is not "two"', 'did not end the conversation'];
    for (const reporter of ['text', 'json', 'junit', 'github', 'html']) {
      // oxlint-disable-next-line no-await-in-loop -- one report after the other
      const readable = (await told(reporter)).replaceAll(/&quot;|\\"/g, '"');
      for (const sentence of sentences) assert.ok(readable.includes(sentence), `${reporter}: ${sentence}`);
    }
    const text = await told('text');
    assert.match(text, /a\.polyai\.yaml:5:7 turn 1: .*one.*\n {4}expected: .*\n {4}actual: hello there\n/);
    assert.match(text, /\n {4}a\.polyai\.yaml:6:7 turn 1: .*two.*\n {4}a\.polyai\.yaml:7:7 turn 1: .*end/);
    const failure = /<failure [^>]*>(.*?)<\/failure>/s.exec(await told('junit'))?.[1];
    assert.match(failure ?? '', /a\.polyai\.yaml:7:7 turn 1: The agent did not end/);
    assert.match(
      await told('github'),
      /^::error [^\n]*%0ATurn 1: The reply is not "two"\.%0ATurn 1: The agent/m,
    );
  });

  it('say which message the agent answered with an error', async () => {
    const text =
      'test: a\nturns:\n  - user: hi\n  - user: fault:server-error\n  - user: never said\n    expect: { ended: false }\n';
    await write('a.polyai.yaml', text);
    const [entry] = reportOf((await run(['--json'])).stdout).tests;
    assert.equal(entry?.status, 'errored');
    assert.deepEqual(
      entry.conversations[0]?.turns.map(({ user, status }) => [user, status]),
      [
        ['hi', 'passed'],
        ['fault:server-error', 'notReached'],
        [undefined, 'notReached'],
      ],
    );
    for (const reporter of ['text', 'junit', 'html']) {
      // oxlint-disable-next-line no-await-in-loop -- one report after the other
      assert.match((await run(['--reporter', reporter])).stdout, /fault:server-error/, reporter);
    }
  });

  it('JUnit has the file as class, the case as name, and says what errored, was skipped and does not count', async () => {
    await write('passed.polyai.yaml', says('row ${n}', '${n}', '"1"', 'rows: [{ n: 1 }, { n: 2 }]\n'));
    await write('errored.polyai.yaml', says('errored', 'fault:server-error', 'x'));
    await write('skipped.polyai.yaml', says('skipped', 'x', 'x', 'connection: elsewhere\n'));
    await write('apart.polyai.yaml', says('apart', 'x', 'y', 'quarantine: { until: 2999-12-31 }\n'));
    const args = ['--connection', 'acme', '--reporter', 'junit'];
    const { stdout, exitCode } = await run(args, envOf('POLYAI_ACME_'));
    assert.equal(exitCode, 1);
    const cases = [
      ...stdout.matchAll(
        /<testcase classname="([^"]*)" name="([^"]*)"[^>]*>(.*?)<\/testcase>|<testcase classname="([^"]*)" name="([^"]*)"[^>]*\/>/gs,
      ),
    ];
    assert.deepEqual(
      cases.map(([, file, name, body = '']) => [
        file,
        name,
        /<(failure|error|skipped) message="([^"]*)"/.exec(body)?.slice(1) ?? [],
      ]),
      [
        ['apart.polyai.yaml', 'apart', ['skipped', 'Quarantined; it failed.']],
        ['errored.polyai.yaml', 'errored', ['error', reasonOf(stdout)]],
        ['passed.polyai.yaml', 'row 1', []],
        ['passed.polyai.yaml', 'row 2', ['failure', 'The reply is not &quot;1&quot;.']],
        ['skipped.polyai.yaml', 'skipped', ['skipped', 'This test asks for the connection “elsewhere”.']],
      ],
    );
    assert.match(stdout, /<testsuites name="polyai-chat" tests="5" failures="1" errors="1" skipped="2"/);
  });

  it('JSON has the fields of its version, of every kind of case', async () => {
    await write('a.polyai.yaml', says('a', 'bye', 'Goodbye.', 'tags: [t]\nrepeat: 2\n'));
    await write('b.polyai.yaml', says('b', 'x', 'y'));
    await write('c.polyai.yaml', says('c', 'x', 'x', 'connection: elsewhere\n'));
    const { stdout } = await run(['--json', '--connection', 'acme'], envOf('POLYAI_ACME_'));
    const report = reportOf(stdout);
    const fields = ['version', 'startedAt', 'durationMs', 'seed', 'commit', 'summary', 'tests', 'problems'];
    assert.deepEqual(Object.keys(report), fields);
    const [passed, failed, skipped] = report.tests;
    const ofCase = ['id', 'file', 'line', 'test', 'case', 'tags', 'connection', 'status', 'quarantined'];
    const ofRuns = ['runs', 'passedRuns', 'erroredRuns', 'rate', 'low', 'high', 'passHat'];
    assert.deepEqual(Object.keys(passed ?? {}), [...ofCase, ...ofRuns, 'conversations']);
    assert.deepEqual(Object.keys(failed ?? {}), [...ofCase, ...ofRuns, 'firstFailure', 'conversations']);
    assert.deepEqual(Object.keys(skipped ?? {}), [...ofCase, 'reason', ...ofRuns, 'conversations']);
    const conversation = passed?.conversations[1];
    assert.match(conversation?.conversationId ?? '', /^CONV-/);
    assert.ok((conversation?.durationMs ?? -1) >= 0);
    const { latencyMs, ...turn } = conversation?.turns[0] ?? {};
    assert.deepEqual(conversation?.latenciesMs, [latencyMs]);
    assert.deepEqual(turn, {
      user: 'bye',
      reply: 'Goodbye.',
      status: 'passed',
      failures: [],
      ended: true,
      handoff: { destination: 'desk', reason: 'asked' },
    });
    assert.deepEqual(passed?.passHat, { 1: 1, 2: 1 });
    assert.deepEqual(failed?.firstFailure, {
      run: 1,
      turn: 1,
      check: 'equals',
      line: 4,
      column: 15,
      expected: '"y"',
      actual: 'x',
      sentence: 'The reply is not "y".',
    });
    assert.deepEqual([skipped?.rate, skipped?.low, skipped?.runs], [null, null, 0]);
  });

  it('an id depends on file and case, not on where either stands nor on the connection', async () => {
    const rows = ['{ n: 1, who: Ada }', '{ n: 2, who: Ada }', '{ n: 3, who: Bob }'];
    const idsWith = async (given: readonly string[], ...connections: readonly string[]) => {
      await write('a.polyai.yaml', says('ask ${who}', 'x', 'x', `rows: [${given.join(', ')}]\n`));
      const flags = connections.flatMap((name) => ['--connection', name]);
      const { stdout } = await run(['--list', '--json', ...flags]);
      return [...new Set((JSON.parse(stdout) as { id: string }[]).map(({ id }) => id))].sort();
    };
    const ids = await idsWith(rows);
    assert.equal(ids.length, 3);
    assert.deepEqual(await idsWith([...rows].reverse()), ids);
    assert.deepEqual(await idsWith(rows, 'one', 'two'), ids);
    await write('0-first.polyai.yaml', says('0', 'x', 'x'));
    assert.deepEqual((await idsWith(rows)).slice(1), ids);
  });

  it('say which commit was tested, and whether something was changed since', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    const commitOf = async () => reportOf((await run(['--json'])).stdout).commit;
    await write('a.polyai.yaml', says('a', 'x', 'x'));
    git('init', '-q', '-b', 'main');
    assert.equal(await commitOf(), null);
    git('add', 'a.polyai.yaml');
    git('commit', '-qm', 'first');
    const id = git('rev-parse', 'HEAD').trim();
    // The folder in which the last run is kept is none of the repository's.
    assert.deepEqual(await commitOf(), { id, branch: 'main', dirty: false });
    assert.equal(git('status', '--porcelain'), '');
    await write('a.polyai.yaml', says('b', 'x', 'x'));
    assert.deepEqual(await commitOf(), { id, branch: 'main', dirty: true });
    git('checkout', '-q', '--detach');
    assert.deepEqual(await commitOf(), { id, branch: null, dirty: true });
  });
});

function reasonOf(junit: string): string {
  return /<error message="([^"]*)"/.exec(junit)?.[1] ?? 'none';
}
