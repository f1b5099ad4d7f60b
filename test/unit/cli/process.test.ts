import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type StandInAgent, startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';

/** The real process: its signals, its pipes and its exit codes. Everything else is tested without one. */
const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

describe('The process of polyai-chat', { concurrency: true, timeout: 30_000 }, () => {
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
    while (agent.countOpenRequests() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
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
    const client = run(['chat', '--input-file', '-'], variablesOf(agent), 'pipe');
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
        const client = run(args, variablesOf(agent), 'ignore', full);
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
  stdin: 'ignore' | 'pipe' = 'ignore',
  stdout: 'pipe' | number = 'pipe',
): ChildProcess {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...(PATH === undefined ? {} : { PATH }), ...env },
    stdio: [stdin, stdout, 'pipe'],
  });
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
