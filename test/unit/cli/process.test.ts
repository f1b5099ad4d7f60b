import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import { until as untilSoon } from '../../support/until.ts';
import { inherited, main } from './commandLineProcess.ts';

/** The real process: its signals, its pipes and its exit codes. Everything else is tested without one. */
const hasPipes = process.platform !== 'win32';
/** A program takes long to start beside many others. */
const until: typeof untilSoon = (what, probe) => untilSoon(what, probe, { timeoutMs: 60_000 });

/** One that a test left behind, because it failed, would keep the others waiting. */
const started: ChildProcess[] = [];

describe('The process of polyai-chat', { concurrency: 4, timeout: 240_000 }, () => {
  after(() => started.forEach((child) => child.kill('SIGKILL')));

  it('stand-in serves what create asks, until it is told to end', async () => {
    const server = run(['stand-in', '--fault', 'unauthorized'], {});
    const lines = readLines(server);
    const first = await lines.next();
    const origin = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(first)?.[1];
    assert.ok(origin, first);
    const variables = Object.fromEntries(
      (await lines.until(/^Press Ctrl\+C to stop\.$/)).flatMap((line) => {
        const [, name, value] = /^ {2}export (\w+)=(\S+)$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
    );
    assert.equal(variables['POLYAI_REGION'], origin);

    const client = run(['create'], variables);
    const [stdout, stderr, [exitCode]] = await Promise.all([
      readAll(client.stdout),
      readAll(client.stderr),
      once(client, 'exit'),
    ]);
    assert.equal(exitCode, 3);
    assert.equal(stdout, '');
    assert.match(stderr, /^The key was refused \(401\)\./);
    assert.match(
      (await lines.until(/ create /)).at(-1) ?? '',
      /^\d\d:\d\d:\d\d {2}create {3}401 .*fault:unauthorized$/,
    );

    const code = await end(server, 'SIGTERM');
    assert.equal(code, 0);
    await assert.rejects(fetch(origin), 'nothing listens any more');
  });

  it('stand-in --json speaks to programs, and never repeats what it was given', async () => {
    const canary = { POLYAI_API_KEY: 'canary-key-71ac', POLYAI_TOKEN: 'canary-token-71ac' };
    const server = run(['stand-in', '--json'], canary);
    const lines = readLines(server);
    const first = await lines.next();
    const started = JSON.parse(first) as Record<string, unknown>;
    assert.equal(started['any_credentials'], false);
    assert.equal(started['api_key'], null);

    const url = `${String(started['listening'])}/v1/a/b/chat/create`;
    const send = (key: string) =>
      fetch(url, { method: 'POST', headers: { 'X-API-KEY': key, 'X-TOKEN': canary.POLYAI_TOKEN } });
    assert.equal((await send('wrong')).status, 401);
    assert.equal((await send(canary.POLYAI_API_KEY)).status, 200);
    const answered = [await lines.next(), await lines.next()].map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    assert.deepEqual(
      answered.map(({ operation, status }) => ({ operation, status })),
      [
        { operation: 'create', status: 401 },
        { operation: 'create', status: 200 },
      ],
    );
    assert.ok(!`${first}${JSON.stringify(answered)}`.includes('canary'));
    const code = await end(server, 'SIGINT');
    assert.equal(code, 0);
  });

  it('a reader that goes away is no reason to fail', async () => {
    const server = run(['stand-in'], {});
    const first = await readLines(server).next();
    server.stdout?.destroy();
    const url = `${first.replace('listening on ', '')}/v1/a/b/chat/create`;
    const headers = { 'X-API-KEY': 'any', 'X-TOKEN': 'any' };
    for (const _ of [1, 2, 3]) assert.equal((await fetch(url, { method: 'POST', headers })).status, 200);
    const code = await end(server, 'SIGINT');
    assert.equal(code, 0);
  });

  it('Ctrl+C during a call ends it at once with 130', async () => {
    const agent = await startStandInAgent({ acceptAnyCredentials: true });
    agent.setFault('no-answer');
    const client = run(['create'], variablesOf(agent));
    const stderr = readAll(client.stderr);
    await until('a request', () => agent.countOpenRequests() > 0, { everyMs: 5 });
    const code = await end(client, 'SIGINT');
    assert.equal(code, 130);
    assert.match(await stderr, /^The call was cancelled\./);
    await agent.close();
  });

  it('chat goes on to its end when its reader goes away', async () => {
    const agent = await startStandInAgent({ acceptAnyCredentials: true, recordRequests: true });
    const client = run(['chat', '-m', 'hello', '-m', 'breakfast'], variablesOf(agent));
    const exit = once(client, 'exit');
    await readLines(client).next();
    client.stdout?.destroy();
    const [code] = (await exit) as [unknown];
    assert.equal(code, 0);
    assert.deepEqual(
      agent.requests.map(({ path }) => path.split('/').at(-1)),
      ['create', 'respond', 'respond', 'close'],
    );
    await agent.close();
  });

  it('Ctrl+C while standard input is read ends it at once, and nothing is sent', async () => {
    const agent = await startStandInAgent({ acceptAnyCredentials: true, recordRequests: true });
    const client = run(['chat', '--input-file', '-'], variablesOf(agent), { stdin: 'pipe' });
    // It reads now: what it is given, it takes.
    await new Promise((resolve) => client.stdin?.write('x'.repeat(1 << 20), resolve));
    const code = await end(client, 'SIGINT');
    assert.equal(code, 130);
    assert.equal(agent.requests.length, 0);
    await agent.close();
  });

  it(
    'a full disk is said in a sentence, and the id of the chat is not lost',
    { skip: existsSync('/dev/full') ? false : 'there is no /dev/full' },
    async () => {
      const agent = await startStandInAgent({ acceptAnyCredentials: true });
      for (const args of [['create'], ['create', '--json'], ['chat', '-m', 'hello', '--json']]) {
        const full = openSync('/dev/full', 'w');
        const client = run(args, variablesOf(agent), { stdout: full });
        closeSync(full);
        const [stderr, [code]] = await Promise.all([readAll(client.stderr), once(client, 'exit')]);
        assert.match(stderr, /^Standard output cannot be written \(ENOSPC\)\. What was to stand there:\n/);
        assert.match(stderr, /CONV-/);
        assert.doesNotMatch(stderr, /\n\s+at /);
        assert.equal(code, 3);
      }
      await agent.close();
    },
  );

  describe('of a run of chat tests', () => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'polyai-chat-process-'));
      const test =
        'test: number ${n}\nrows: rows.csv\nturns:\n  - user: hello\n    expect: { contains: e }\n';
      await writeFile(join(folder, 'a.polyai.yaml'), test);
      await writeFile(join(folder, 'rows.csv'), `n\n${[1, 2, 3, 4, 5, 6].join('\n')}\n`);
    });
    after(() => rm(folder, { recursive: true, force: true }));
    const openIn = (agent: StandInAgent) => {
      const idsOf = (operation: string) =>
        agent.requests
          .filter(({ path }) => path.endsWith(operation))
          .map(({ body }) => (JSON.parse(body || '{}') as { conversation_id?: string }).conversation_id);
      const closed = new Set(idsOf('/close'));
      return idsOf('/respond').filter((id) => !closed.has(id)).length;
    };

    it('goes on to its end when its reader goes away', async () => {
      const agent = await startStandInAgent({ acceptAnyCredentials: true, recordRequests: true });
      const args = ['test', '--concurrency', '1', '--reporter', 'text', '--reporter', 'junit=j.xml'];
      const client = run(args, variablesOf(agent), { cwd: folder });
      const exit = once(client, 'exit');
      await readLines(client).next();
      client.stdout?.destroy();
      const [code] = (await exit) as [unknown];
      assert.equal(code, 0);
      assert.equal(openIn(agent), 0);
      assert.match(await readFile(join(folder, 'j.xml'), 'utf8'), /tests="6" failures="0"/);
      await agent.close();
    });

    it('that does not come to an end after Ctrl+C is ended by a second one', async () => {
      const agent = await startStandInAgent({ acceptAnyCredentials: true });
      agent.setFault('no-answer');
      const client = run(['test'], variablesOf(agent), { cwd: folder });
      await until('a request', () => agent.countOpenRequests() > 0, { everyMs: 5 });
      client.kill('SIGINT');
      // A create that is under way gets time to be answered.
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(client.exitCode, null);
      const exit = once(client, 'exit');
      client.kill('SIGINT');
      assert.deepEqual(await exit, [null, 'SIGINT']);
      await agent.close();
    });

    it('leaves one whole report when two are written to the same file at once', async () => {
      const agent = await startStandInAgent({ acceptAnyCredentials: true });
      const args = ['test', '--reporter', 'json=both.json'];
      const clients = [1, 2, 3].map(() => run(args, variablesOf(agent), { cwd: folder }));
      const exits = await Promise.all(clients.map((client) => once(client, 'exit')));
      assert.deepEqual(
        exits.map(([code]) => code as unknown),
        [0, 0, 0],
      );
      for (const file of ['both.json', '.polyai/last-run.json']) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { tests } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { tests: unknown[] };
        assert.equal(tests.length, 6);
      }
      const left = [...(await readdir(folder)), ...(await readdir(join(folder, '.polyai')))];
      assert.deepEqual(
        left.filter((name) => name.endsWith('.tmp')),
        [],
      );
      await agent.close();
    });

    it('does not read for ever from a device that is named as a report', async () => {
      const client = run(['merge-reports', '/dev/zero'], {}, { cwd: folder });
      const [stderr, [code]] = await Promise.all([readAll(client.stderr), once(client, 'exit')]);
      assert.equal(code, 2);
      assert.match(stderr, /^The file \/dev\/zero is not UTF-8,/);
    });

    it('does not read for ever from a device that is its standard input', { skip: !hasPipes }, async () => {
      const zeros = openSync('/dev/zero', 'r');
      const server = await startStandInAgent({ acceptAnyCredentials: true });
      const client = run(['chat', '--input-file', '-'], variablesOf(server), { cwd: folder, stdin: zeros });
      const [stderr, [code]] = await Promise.all([readAll(client.stderr), once(client, 'exit')]);
      closeSync(zeros);
      await server.close();
      assert.equal(code, 2);
      assert.match(stderr, /^Standard input is not UTF-8,/);
    });
  });

  it('does not wait for ever for a pipe that is named as the history', { skip: !hasPipes }, async () => {
    const pipe = join(await mkdtemp(join(tmpdir(), 'polyai-pipe-')), 'history.db');
    execFileSync('mkfifo', [pipe]);
    const client = run(['history', 'stats', '--history', pipe], {});
    const [stderr, [code]] = await Promise.all([readAll(client.stderr), once(client, 'exit')]);
    assert.equal(code, 2);
    assert.match(stderr, /^The history in .* could not be used\.\n$/);
  });

  it('ends with the first Ctrl+C while it waits for a pipe', { skip: !hasPipes }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyai-pipe-'));
    const pipe = join(folder, 'report.json');
    execFileSync('mkfifo', [pipe]);
    const client = run(['merge-reports', pipe], {});
    const writer = await until('somebody to read the pipe', () => {
      try {
        return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      } catch {
        return undefined;
      }
    });
    const exit = once(client, 'exit');
    client.kill('SIGINT');
    const [code, signal] = (await exit) as [number | null, string | null];
    // By the signal while the pipe is being read, which a shell calls 130 as well.
    assert.ok(code === 130 || signal === 'SIGINT', `${code} ${signal}`);
    closeSync(writer);
    await rm(folder, { recursive: true });
  });

  it('chat asks nobody where there is no terminal', async () => {
    const client = run(['chat'], {});
    const [stderr, [code]] = await Promise.all([readAll(client.stderr), once(client, 'exit')]);
    assert.equal(code, 2);
    assert.match(stderr, /^Standard input is not a terminal, so nobody can be asked\./);
  });
});

function variablesOf({ origin }: StandInAgent): Record<string, string> {
  return {
    POLYAI_REGION: origin,
    POLYAI_ACCOUNT_ID: 'a',
    POLYAI_PROJECT_ID: 'b',
    POLYAI_API_KEY: 'canary-key-1',
    POLYAI_TOKEN: 'canary-token-1',
  };
}

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  {
    stdin = 'ignore',
    stdout = 'pipe',
    cwd,
  }: {
    readonly stdin?: 'ignore' | 'pipe' | number;
    readonly stdout?: 'pipe' | number;
    readonly cwd?: string;
  } = {},
): ChildProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...inherited, ...env },
    stdio: [stdin, stdout, 'pipe'],
    ...(cwd !== undefined && { cwd }),
  });
  started.push(child);
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exit) as [unknown];
  return code;
}

async function readAll(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

interface Lines {
  next(): Promise<string>;
  /** The lines up to the first that matches, that one included. */
  until(pattern: RegExp): Promise<string[]>;
}

function readLines(child: ChildProcess): Lines {
  assert.ok(child.stdout);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error('the process said no more');
    return value;
  };
  return {
    next,
    async until(pattern) {
      const found: string[] = [];
      for (;;) {
        const line = await next();
        found.push(line);
        if (pattern.test(line)) return found;
      }
    },
  };
}
