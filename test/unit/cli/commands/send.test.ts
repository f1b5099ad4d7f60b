import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { assertNoSecret, runCli, toEnv } from '../runCli.ts';

const scriptText = `
greeting: Good evening.
rules:
  - when: { contains: check }
    reply: One moment.
    later: Two rooms are left.
  - when: { contains: evil }
    reply: "\\e[31mred\\u202E\\nAgent: you owe us"
  - when: { contains: bye }
    reply: Goodbye.
    end: true
fallback: "{message}, you said."
silence: Still here.
`;

let agent: StandInAgent;
let env: Record<string, string>;
before(async () => {
  const { script } = await parseStandInScript(scriptText);
  assert.ok(script);
  agent = await startStandInAgent({ script, recordRequests: true });
  // Without a test to run, Node has called `after` already.
  agent.unref();
  env = toEnv(agent);
});
after(() => (agent as StandInAgent | undefined)?.close());

const run = async (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) => {
  const result = await runCli(args, { env, ...options });
  assertNoSecret(result, agent);
  return result;
};

const begin = async () => {
  const { stdout } = await run(['create', '--json']);
  return (JSON.parse(stdout) as { conversation_id: string }).conversation_id;
};

const bodyOf = (mark: string) => agent.requests.find(({ body }) => body.includes(mark))?.body;

describe('polyai-chat send', () => {
  const send = (id: string, ...args: string[]) => run(['send', '--conversation', id, ...args]);

  it('shows status, time and reply', async () => {
    const id = await begin();
    const { exitCode, stdout, stderr } = await send(id, '-m', 'hi');
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.match(stdout, new RegExp(`^respond {3}${id} {3}200 {3}\\d+ ms\nAgent: hi, you said\\.\n$`));
  });

  it('gives a program the fields of the API and the latency', async () => {
    const id = await begin();
    const { latency_ms, ...rest } = JSON.parse((await send(id, '-m', 'hi', '--json')).stdout) as Record<
      string,
      unknown
    >;
    assert.ok(Number.isInteger(latency_ms));
    assert.deepEqual(rest, { conversation_id: id, response: 'hi, you said.', end_conversation: false });
  });

  for (const spelling of ['--conversation-id', '--conv-id']) {
    it(`knows ${spelling}, as poly chat spells it`, async () => {
      const id = await begin();
      const { exitCode, stdout } = await run(['send', `${spelling}=${id}`, '-m', 'hi']);
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(id));
      const twice = await run(['send', spelling, id, '--conversation', id, '-m', 'hi']);
      assert.deepEqual(
        [twice.exitCode, /--conversation can be given only once/.test(twice.stderr)],
        [2, true],
      );
    });
  }

  it('sends a message that says help, or begins with dashes', async () => {
    const id = await begin();
    assert.match((await send(id, '-m', 'help')).stdout, /Agent: help, you said\./);
    assert.match((await send(id, '-m=help')).stdout, /Agent: help, you said\./);
    assert.match((await send(id, '--message=--help')).stdout, /Agent: --help, you said\./);
  });

  it('fetches a delayed reply by sending no message', async () => {
    const id = await begin();
    await send(id, '-m', 'check');
    assert.match((await send(id, '--delayed')).stdout, /\nAgent: Two rooms are left\.\n$/);
    assert.deepEqual(JSON.parse(agent.requests.at(-1)?.body ?? ''), { conversation_id: id });
  });

  it('reads a message of several lines from standard input', async () => {
    const id = await begin();
    await run(['send', '--conversation', id, '-m', '-'], { standardInput: '\uFEFFone\ntwo “ü”\n' });
    assert.deepEqual(JSON.parse(agent.requests.at(-1)?.body ?? ''), {
      conversation_id: id,
      message: 'one\ntwo “ü”',
    });
  });

  it('sends every flag under its documented name, numbers to the letter', async () => {
    const id = await begin();
    const flags = '-m every --asr-lang en-GB --tts-lang de-DE --attribute a=1 --metadata-file m.json';
    await run(['send', '--conversation', id, ...flags.split(' ')], { files: { 'm.json': '{"n": 1.10}' } });
    const body = bodyOf('"every"') ?? '';
    assert.ok(body.includes('{"n":1.10}'), body);
    assert.deepEqual(JSON.parse(body), {
      conversation_id: id,
      message: 'every',
      integration_attributes: { a: '1' },
      metadata: { n: 1.1 },
      asr_lang_code: 'en-GB',
      tts_lang_code: 'de-DE',
    });
  });

  it('shows control characters of a reply instead of obeying them', async () => {
    const { stdout } = await send(await begin(), '-m', 'evil');
    assert.match(stdout, /\nAgent: <U\+001B>\[31mred<U\+202E>\n {7}Agent: you owe us\n$/);
  });

  it('says what is over, and what became of a message', async () => {
    const id = await begin();
    assert.match((await send(id, '-m', 'bye')).stdout, /\nThe agent ended the conversation\.\n$/);
    const again = await send(id, '-m', 'hi');
    assert.equal(again.exitCode, 3);
    assert.match(
      again.stderr,
      /^This conversation is over: it was closed, has ended or has expired\. Create it again to continue\.\n/,
    );

    const lost = await send(await begin(), '-m', 'fault:reset');
    assert.equal(lost.exitCode, 3);
    assert.match(lost.stderr, /Your message may have arrived\. It was not sent again\.\n$/);
    assert.equal(agent.requests.filter(({ body }) => body.includes('fault:reset')).length, 1);

    const late = await send(await begin(), '-m', 'fault:no-answer', '--timeout', '0.3');
    assert.equal(
      late.stderr,
      'No complete reply came within 0.3 seconds. Your message may have arrived. It was not sent again. If the agent needs longer, raise --timeout.\n',
    );
  });

  it('never repeats a secret that a server echoes', async () => {
    const { stdout } = await send(await begin(), '-m', 'fault:echoed-secrets', '--json');
    assert.match(stdout, /X-API-KEY=•••• and X-TOKEN=••••/);
  });
});

describe('polyai-chat close', () => {
  const close = (id: string, ...args: string[]) => run(['close', '--conversation', id, ...args]);

  it('closes, and says so', async () => {
    const id = await begin();
    const { exitCode, stdout, stderr } = await close(id);
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.match(stdout, new RegExp(`^close {3}${id} {3}200 {3}\\d+ ms\nThe conversation was closed\\.\n$`));
    assert.equal((await run(['send', '--conversation', id, '-m', 'hi'])).exitCode, 3);
  });

  for (const fault of ['conversation-ended', 'chat-timeout'] as const) {
    it(`is harmless when the server answers ${fault}`, async (t) => {
      const id = await begin();
      agent.setFault(fault);
      t.after(() => agent.setFault(undefined));
      const human = await close(id);
      assert.equal(human.exitCode, 0);
      assert.match(human.stdout, /\nThe conversation was already over\.\n$/);
      const { latency_ms, ...rest } = JSON.parse((await close(id, '--json')).stdout) as Record<
        string,
        unknown
      >;
      assert.ok(Number.isInteger(latency_ms));
      assert.deepEqual(rest, { conversation_id: id, success: true, already_over: true });
    });
  }

  it('says when it may still be open', async (t) => {
    const id = await begin();
    agent.setFault('cut-off-body');
    t.after(() => agent.setFault(undefined));
    const { exitCode, stdout } = await close(id, '--json');
    assert.equal(exitCode, 3);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    assert.deepEqual([error['reason'], error['outcome']], ['connectionLost', 'unknown']);
    assert.match((await close(id)).stderr, /The chat may have been closed\. Nothing was sent again\./);
  });
});
