import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { openTerminalPrompt } from '../../../src/cli/prompt.ts';
import { parseStandInScript } from '../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import { assertNoSecret, runCli, toEnv } from './runCli.ts';

const scriptText = `
greeting: Good evening.
rules:
  - when: { contains: bye }
    reply: Goodbye.
    end: true
  - when: { contains: slow }
    reply: At last.
    delayMs: 300
fallback: "{message}, you said."
`;

const ctrlC = '\u0003';
const ctrlD = '\u0004';

describe('polyai-chat chat at a terminal', { timeout: 60_000 }, () => {
  let agent: StandInAgent;
  before(async () => {
    const { script } = await parseStandInScript(scriptText);
    assert.ok(script);
    agent = await startStandInAgent({ script, recordRequests: true });
  });
  after(() => agent.close());

  /** A person who waits until they see something, and types. */
  const converse = async (
    steps: readonly (readonly [seen: string | (() => boolean), typed: string | (() => void)])[],
    args: readonly string[] = [],
    ending = new AbortController(),
  ) => {
    const calls = agent.requests.length;
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const prompt = openTerminalPrompt({ input, output, signal: ending.signal });
    let screen = '';
    output.on('data', (chunk: Buffer) => (screen += chunk.toString()));
    let seenUpTo = 0;
    let written = '';
    let isRunning = true;
    const result = runCli(['chat', ...args], {
      env: toEnv(agent),
      prompt,
      signal: ending.signal,
      onWrite: (stdout) => {
        screen += stdout.slice(written.length);
        written = stdout;
      },
    }).finally(() => (isRunning = false));
    // A conversation that waits for ever would keep the whole run of tests alive.
    const deadline = Date.now() + 20_000;
    for (const [seen, typed] of steps) {
      const isSeen = () => (typeof seen === 'function' ? seen() : screen.includes(seen, seenUpTo));
      while (!isSeen()) {
        assert.ok(isRunning && Date.now() < deadline, `it did not come to ${String(seen)}: ${screen}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      seenUpTo = screen.length;
      if (typeof typed === 'function') typed();
      else input.write(typed);
    }
    const { exitCode, stdout, stderr } = await result;
    assertNoSecret({ exitCode, stdout, stderr }, agent);
    return {
      exitCode,
      screen,
      stdout: stdout.replaceAll(/\d+ ms|CONV-\S+|127\S+\)/g, '…'),
      stderr,
      calls: agent.requests.slice(calls).map(({ path }) => path.split('/').at(-1)),
    };
  };
  const isWaiting = () => agent.countOpenRequests() > 0;

  it('asks, sends, and closes on /exit', async () => {
    const { exitCode, stdout, stderr, calls } = await converse([
      ['You: ', 'hello\r'],
      ['You: ', '\r'],
      ['You: ', '/delayed\r'],
      ['You: ', '/exit\r'],
    ]);
    assert.equal(exitCode, 0);
    assert.equal(
      stdout,
      'create   hotel (…   200   …   …\nAgent: Good evening.\nAgent: hello, you said.   …\nAgent: Are you still there?   …\nThe conversation was closed.\n',
    );
    // It asks for patience where a busy machine takes seconds.
    const said = stderr.replaceAll('Waiting for the agent. Ctrl+C cancels.\n', '');
    assert.equal(said, 'Type a message. “/help” shows what else can be typed.\n');
    assert.deepEqual(calls, ['create', 'respond', 'respond', 'close']);
  });

  it('what holds the mask is not sent, and the conversation goes on', async () => {
    const { exitCode, stderr, calls } = await converse([
      ['You: ', 'my key is ••••\r'],
      ['You: ', 'hello\r'],
      ['You: ', '/exit\r'],
    ]);
    assert.equal(exitCode, 0);
    assert.match(
      stderr,
      /\n•••• stands for a secret that was not kept\. Type it again\. Nothing was sent\.\n$/,
    );
    assert.deepEqual(calls, ['create', 'respond', 'close']);
  });

  for (const [name, key] of [
    ['Ctrl+C', ctrlC],
    ['Ctrl+D', ctrlD],
  ] as const) {
    it(`${name} at the prompt ends, and closes`, async () => {
      const { exitCode, calls } = await converse([['You: ', key]]);
      assert.equal(exitCode, 0);
      assert.deepEqual(calls, ['create', 'close']);
    });
  }

  const pasteOf = (text: string) => `\u001b[200~${text}\u001b[201~`;
  const saidIn = (from: number) =>
    agent.requests
      .slice(from)
      .filter(({ path }) => path.endsWith('/respond'))
      .map(({ body }) => (JSON.parse(body) as { message: string }).message);

  it('three pasted lines are one message, which Enter sends', async () => {
    const from = agent.requests.length;
    const { exitCode, calls } = await converse([
      ['You: ', pasteOf('one\r\rthree \\')],
      ['three', ' more\r'],
      ['You: ', pasteOf('single\r')],
      ['single', '\r'],
      ['You: ', pasteOf('/tmp\r/exit\r')],
      ['/exit', '\r'],
      ['You: ', '/exit\r'],
    ]);
    assert.equal(exitCode, 0);
    assert.deepEqual(saidIn(from), ['one\n\nthree \\ more', 'single', '/tmp\n/exit']);
    assert.deepEqual(calls, ['create', 'respond', 'respond', 'respond', 'close']);
  });

  it('a paste while a call is under way is one message too', async () => {
    const from = agent.requests.length;
    await converse([
      ['You: ', 'slow\r'],
      [isWaiting, `${pasteOf('a\rb')}\r`],
      ['b, you said.', '/exit\r'],
    ]);
    assert.deepEqual(saidIn(from), ['slow', 'a\nb']);
  });

  it('a backslash at the end of a line goes on with the next one', async () => {
    const from = agent.requests.length;
    await converse([
      ['You: ', 'one\\\r'],
      ['     ', 'two\r'],
      ['You: ', 'C:\\\\\r'],
      ['You: ', 'dropped\\\r'],
      ['     ', ctrlC],
      ['You: ', '/exit\r'],
    ]);
    assert.deepEqual(saidIn(from), ['one\ntwo', 'C:\\']);
  });

  it('the terminal marks pastes only as long as it is asked', async () => {
    const { screen } = await converse([['You: ', '/exit\r']]);
    assert.ok(screen.indexOf('\u001b[?2004h') < screen.indexOf('You: '));
    assert.ok(screen.endsWith('\u001b[?2004l'), JSON.stringify(screen.slice(-20)));
  });

  it('Ctrl+C during a call cancels only that, and what was typed ahead is not sent', async () => {
    const { exitCode, stderr, calls } = await converse([
      ['You: ', 'fault:no-answer\r'],
      [isWaiting, 'typed ahead\r'],
      ['typed ahead', ctrlC],
      ['You: ', 'still here\r'],
      ['You: ', ctrlC],
    ]);
    assert.equal(exitCode, 0);
    assert.match(
      stderr,
      /\nThe call was cancelled\. Your message may have arrived\. It was not sent again\.\nWhat you typed meanwhile was not sent\.\n$/,
    );
    assert.deepEqual(calls, ['create', 'respond', 'respond', 'close']);
    assert.ok(!agent.requests.some(({ body }) => body.includes('typed ahead')));
  });

  it('after an end nothing is sent until /restart', async () => {
    const { stderr, stdout, calls } = await converse([
      ['You: ', 'bye\r'],
      ['You: ', 'hello?\r'],
      ['You: ', '/restart\r'],
      ['You: ', '/close\r'],
      ['You: ', 'hello?\r'],
      ['You: ', '/foo\r'],
      ['You: ', '/help\r'],
      ['You: ', '/exit\r'],
    ]);
    assert.deepEqual(calls, ['create', 'respond', 'create', 'close']);
    assert.match(stdout, /\nThe agent ended the conversation\.\ncreate /);
    assert.equal(
      stderr.split('The conversation is over. /restart begins a new one, /exit ends.').length - 1,
      3,
    );
    assert.match(stderr, /\nThere is no \/foo\. To send it as a message, write \/\/foo\.\n\/delayed /);
  });

  it('a /close that fails keeps the conversation, and can be tried again', async () => {
    agent.setFault('server-error', { operation: 'close', times: 1 });
    const { exitCode, stdout, stderr, calls } = await converse([
      ['You: ', '/close\r'],
      ['You: ', '/close\r'],
      ['You: ', '/exit\r'],
    ]);
    assert.deepEqual(calls, ['create', 'close', 'close']);
    assert.match(
      stderr,
      /\nThe conversation may still be open\. To close it, run “polyai-chat close --conversation CONV-[\w-]+”\.\nIt is kept here: \/close tries again\.\n$/,
    );
    assert.match(stdout, /\nThe conversation was closed\.\n$/);
    assert.equal(exitCode, 0);
  });

  for (const [name, words] of [
    ['/exit', ['/exit\r']],
    ['/restart and /exit', ['/restart\r', '/exit\r']],
  ] as const) {
    it(`a /close that failed is exit code 3 after ${name}`, async () => {
      agent.setFault('server-error', { operation: 'close', times: 2 });
      const { exitCode } = await converse(['/close\r', ...words].map((word) => ['You: ', word] as const));
      agent.setFault(undefined);
      assert.equal(exitCode, 3);
    });
  }

  it('--keep-open leaves it open, and says how to close it', async () => {
    const { stdout, calls } = await converse([['You: ', '/exit\r']], ['--keep-open']);
    assert.match(
      stdout,
      /\nThe conversation stays open\. To close it, run “polyai-chat close --conversation …\.?\n$/,
    );
    assert.deepEqual(calls, ['create']);
  });

  it('a process that is told to end closes it first', async () => {
    const ending = new AbortController();
    const { exitCode, calls } = await converse([['You: ', () => ending.abort()]], [], ending);
    assert.equal(exitCode, 130);
    assert.deepEqual(calls, ['create', 'close']);
  });

  it('writes no escapes to a terminal that knows none', async () => {
    const input = new PassThrough();
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const { signal } = new AbortController();
    const prompt = openTerminalPrompt({ input, output, signal, isPlain: true });
    const asked = prompt.ask('You: ');
    input.write('hello\n');
    assert.equal(await asked, 'hello');
    prompt.close();
    assert.equal(String(output.read()), 'You: ');
  });

  it('ends when it cannot begin', async () => {
    const { exitCode, calls } = await converse([], ['--variant', 'fault:forbidden']);
    assert.equal(exitCode, 3);
    assert.deepEqual(calls, ['create']);
  });
});
