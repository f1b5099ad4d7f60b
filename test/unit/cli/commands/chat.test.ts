import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { answerJson, greeting, startHttpServer } from '../../core/chatApi/rawServer.ts';
import { assertNoSecret, runCli, toEnv } from '../runCli.ts';
import { until } from '../../../support/until.ts';

const scriptText = `
greeting: Good evening.
greetings:
  - when: { variant: over }
    reply: Goodbye.
    end: true
rules:
  - when: { contains: check }
    reply: One moment.
    later: Two rooms are left.
  - when: { contains: person }
    reply: I am putting you through.
    handoff: { destination: billing, reason: asked }
  - when: { contains: somebody }
    reply: I am putting you through.
    handoff: { reason: asked }
  - when: { contains: bye }
    reply: Goodbye.
    end: true
  - when: { contains: evil }
    reply: "\\e[31mred\\u202E\\nYou: I owe you"
fallback: "{message}, you said."
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

interface Turn {
  readonly input: string | null;
  readonly response?: string;
  readonly error?: Record<string, unknown>;
}

interface Output {
  readonly conversations: readonly (Record<string, unknown> & {
    readonly conversation_id: string | null;
    readonly turns: readonly Turn[];
  })[];
  readonly error?: Record<string, unknown>;
}

const chat = async (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) => {
  const before = agent.requests.length;
  const result = await runCli(['chat', ...args], { env, ...options });
  assertNoSecret(result, agent);
  const calls = agent.requests.slice(before).map(({ path }) => path.split('/').at(-1));
  return { ...result, calls };
};

const messages = (...texts: string[]) => texts.flatMap((text) => ['-m', text]);

const chatJson = async (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) => {
  const result = await chat(['--json', ...args], options);
  assert.equal(result.stderr, '');
  assert.match(result.stdout, /^\{.*\}\n$/);
  return { ...result, output: JSON.parse(result.stdout) as Output };
};

/** What was said, as `input > response`; an error by its reason. */
const picture = ({ conversations }: Output) =>
  conversations.map(({ turns }) =>
    turns.map(({ input, response, error }) => `${input} > ${response ?? String(error?.['reason'])}`),
  );

describe('polyai-chat chat with a script', { timeout: 60_000 }, () => {
  it('reads like a conversation, and is closed at its end', async () => {
    const { exitCode, stdout, stderr, calls } = await chat(messages('hi', 'help'));
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.match(
      stdout,
      /^create {3}hotel \(127\.0\.0\.1:\d+\) {3}200 {3}\d+ ms {3}CONV-\S+\nAgent: Good evening\.\nYou: hi\nAgent: hi, you said\. {3}\d+ ms\nYou: help\nAgent: help, you said\. {3}\d+ ms\nThe conversation was closed\.\n$/,
    );
    assert.deepEqual(calls, ['create', 'respond', 'respond', 'close']);
  });

  it('gives a program the shape of poly chat, and leaves the conversation open for it', async () => {
    const { exitCode, output, calls } = await chatJson(messages('hi'));
    assert.equal(exitCode, 0);
    assert.deepEqual(calls, ['create', 'respond']);
    const { turns, conversation_id, ...rest } = output.conversations[0] ?? assert.fail();
    assert.match(String(conversation_id), /^CONV-/);
    assert.deepEqual(rest, { url: null, ended_by: null, not_sent: 0, open: true });
    assert.deepEqual(
      turns.map((turn) => ({ ...turn, latency_ms: 0 })),
      [
        { input: null, response: 'Good evening.', conversation_ended: false, latency_ms: 0 },
        { input: 'hi', response: 'hi, you said.', conversation_ended: false, latency_ms: 0 },
      ],
    );
  });

  it('continues a conversation', async () => {
    const { output } = await chatJson(messages('hi'));
    const id = output.conversations[0]?.conversation_id ?? assert.fail();
    const next = await chat(['--conversation', id, ...messages('again'), '--keep-open']);
    assert.match(
      next.stdout,
      new RegExp(
        `^continue {3}hotel \\(127\\.0\\.0\\.1:\\d+\\) {3}${id}\nYou: again\nAgent: again, you said\\. {3}\\d+ ms\nThe conversation stays open\\. To close it, run “polyai-chat close --conversation ${id}”\\.\n$`,
      ),
    );
    assert.deepEqual(next.calls, ['respond']);
  });

  it('reads a file, one message a line, with the words of the prompt', async () => {
    const files = {
      's.txt': '\uFEFFcheck\r\n\r\n/delayed\n  \n/restart\n//exit\n/tmp is full\n/EXIT\nnever\n',
    };
    const { output, exitCode, calls } = await chatJson(['--input-file', 's.txt'], { files });
    assert.equal(exitCode, 0);
    assert.deepEqual(picture(output), [
      ['null > Good evening.', 'check > One moment.', ' > Two rooms are left.'],
      ['null > Good evening.', '/exit > /exit, you said.', '/tmp is full > /tmp is full, you said.'],
    ]);
    assert.deepEqual(
      output.conversations.map(({ open }) => open),
      [false, false],
      '/restart and /exit close',
    );
    assert.deepEqual(calls.filter((call) => call === 'close').length, 2);
  });

  it('reads standard input', async () => {
    const { output } = await chatJson(['--input-file', '-'], { standardInput: 'one\ntwo' });
    assert.deepEqual(picture(output), [
      ['null > Good evening.', 'one > one, you said.', 'two > two, you said.'],
    ]);
  });

  it('sends what create is given', async () => {
    await chatJson(['--channel', 'sms', '--attribute', 'mark=chat', ...messages('hi')]);
    const body = agent.requests.find((request) => request.body.includes('"mark"'))?.body ?? '';
    assert.deepEqual(JSON.parse(body), { channel: 'sms', integration_attributes: { mark: 'chat' } });
  });

  it('shows control characters of a reply instead of obeying them', async () => {
    const { stdout } = await chat(messages('evil'));
    assert.match(stdout, /\nAgent: <U\+001B>\[31mred<U\+202E>\n {7}You: I owe you {3}\d+ ms\n/);
  });

  const ends: readonly (readonly [message: string, endedBy: string, words: RegExp])[] = [
    ['bye', 'end_conversation', /\nThe agent ended the conversation\.\n/],
    ['a person', 'handoff', /\nThe agent handed the conversation off to billing \(asked\)\.\n/],
    ['somebody', 'handoff', /\nThe agent handed the conversation off \(asked\)\.\n/],
    [
      'fault:conversation-ended',
      '410',
      /^This conversation is over: it was closed, has ended or has expired\./,
    ],
    ['fault:chat-timeout', 'CHAT_TIMEOUT', /^This conversation has been idle for too long and is over\./],
  ];
  for (const [message, endedBy, words] of ends) {
    it(`stops at ${endedBy}, and counts what was not sent`, async () => {
      const { exitCode, output, calls } = await chatJson([...messages(message, 'a', 'b'), '--close']);
      assert.equal(exitCode, 1);
      assert.deepEqual(calls, ['create', 'respond']);
      const [conversation] = output.conversations;
      assert.deepEqual(
        [conversation?.['ended_by'], conversation?.['not_sent'], conversation?.['open']],
        [endedBy, 2, false],
      );
      assert.equal(output.error, undefined);

      const human = await chat(messages(message, 'a', 'b'));
      assert.equal(human.exitCode, 1);
      assert.ok(words.test(human.stdout) || words.test(human.stderr), human.stdout + human.stderr);
      assert.match(human.stderr, /(?:^|\n)2 messages were not sent\.\n$/);
    });
  }

  it('all is well when the agent ends with the last reply', async () => {
    assert.equal((await chat(messages('hi', 'bye'))).exitCode, 0);
    assert.equal((await chat(messages('fault:conversation-ended'))).exitCode, 1);
  });

  it('create can end it too', async () => {
    const { exitCode, stderr, calls } = await chat(['--variant', 'over', ...messages('hi')]);
    assert.equal(exitCode, 1);
    assert.equal(stderr, '1 message was not sent.\n');
    assert.deepEqual(calls, ['create']);
  });

  it('/restart goes on after an end', async () => {
    const { exitCode, output } = await chatJson(messages('bye', 'lost', '/restart', 'hi'));
    assert.equal(exitCode, 1);
    assert.deepEqual(picture(output), [
      ['null > Good evening.', 'bye > Goodbye.'],
      ['null > Good evening.', 'hi > hi, you said.'],
    ]);
    assert.deepEqual(
      output.conversations.map((conversation) => conversation['not_sent']),
      [1, 0],
    );
  });

  it('stops at the first call that fails, and sends nothing twice', async () => {
    const { exitCode, output, calls } = await chatJson(messages('hi', 'fault:reset', 'a', '/restart', 'b'));
    assert.equal(exitCode, 3);
    assert.deepEqual(calls, ['create', 'respond', 'respond']);
    assert.deepEqual(picture(output), [
      ['null > Good evening.', 'hi > hi, you said.', 'fault:reset > connectionLost'],
    ]);
    assert.equal(output.error?.['outcome'], 'unknown');
    assert.deepEqual(output.conversations[0]?.['not_sent'], 2);

    const human = await chat(messages('fault:reset', 'a'));
    assert.match(
      human.stderr,
      /^The connection was lost before the reply was complete\. Your message may have arrived\. It was not sent again\.\n1 message was not sent\.\n$/,
    );
    assert.match(human.stdout, /\nThe conversation was closed\.\n$/);
  });

  it('says why it could not be begun', async () => {
    const wrong = { env: { ...env, POLYAI_TOKEN: 'wrong-token' } };
    const { exitCode, output } = await chatJson(messages('hi'), wrong);
    assert.equal(exitCode, 3);
    assert.deepEqual(picture(output), [['null > unauthorized']]);
    assert.equal(output.error?.['status'], 401);
    assert.deepEqual(output.conversations[0]?.['open'], false);
    const human = await chat(messages('hi'), wrong);
    assert.match(human.stderr, /^The key was refused \(401\)\.[^]*\n1 message was not sent\.\n$/);
  });

  it('masks a secret of its own that is said, and never sends the mask, as the editor', async () => {
    const { stdout } = await chat(messages(`my key is ${agent.apiKey}`));
    assert.match(stdout, /\nYou: my key is ••••\nAgent: my key is ••••, you said\./);
    assert.match(agent.requests.at(-2)?.body ?? '', new RegExp(`my key is ${agent.apiKey}`));

    const sentence = '•••• stands for a secret that was not kept. Type it again. Nothing was sent.\n';
    const masked = await chat(messages('hi', 'my key is ••••'));
    assert.deepEqual([masked.exitCode, masked.stderr, masked.calls], [2, sentence, []]);
    const json = await runCli(['create', '--json', '--attribute', 'key=••••'], { env });
    assert.deepEqual([json.exitCode, json.stderr], [2, sentence]);
    assert.match(json.stdout, /^\{"error":\{"reason":"invalidRequest",.*"outcome":"notSent"\}\}\n$/);
  });

  it('says when it could not be closed', async () => {
    const result = await chat(messages('hi'), {
      onWrite: (stdout) => {
        if (stdout.includes('hi, you said')) agent.setFault('server-error');
      },
    });
    agent.setFault(undefined);
    assert.equal(result.exitCode, 3);
    assert.match(
      result.stderr,
      /\nThe conversation may still be open\. To close it, run “polyai-chat close --conversation CONV-\S+”\.\n$/,
    );
  });

  it('Ctrl+C cancels the call under way, and still closes', async () => {
    const ending = new AbortController();
    const call = chat(messages('fault:stalled-body', 'a'), { signal: ending.signal });
    await until('the request', () => agent.requests.some(({ body }) => body.includes('fault:stalled-body')));
    ending.abort();
    const { exitCode, stdout, stderr } = await call;
    assert.equal(exitCode, 130);
    assert.match(
      stderr,
      /^The call was cancelled\. Your message may have arrived\. It was not sent again\.\n/,
    );
    assert.match(stdout, /\nThe conversation was closed\.\n$/);
  });

  it('shows a program what the API does not document, numbers as received', async () => {
    const body =
      '{"conversation_id": "C", "response": "Hi", "order_id": 174322306148984899, "price": 1.10, "n": {"b": 1e3}}';
    await using server = await startHttpServer(answerJson(body));
    const { stdout } = await runCli(['chat', '--json', '-m', 'hi'], {
      env: { ...env, POLYAI_REGION: server.origin },
    });
    const unknown = '"unknown_fields":{"order_id":174322306148984899,"price":1.10,"n":{"b":1e3}}';
    assert.equal(stdout.split(unknown).length - 1, 2, stdout);
    assert.doesNotThrow(() => JSON.parse(stdout) as unknown);
  });

  it('shows a program what is not documented in a handoff and in an error too, as the panel does', async () => {
    const server = await startHttpServer((response, { url }) => {
      if (url.endsWith('/create')) answerJson(greeting)(response);
      else if (url.endsWith('/close')) answerJson({ success: true })(response);
      else answerJson({ error_message: 'No', hint: 1 }, 400)(response);
    });
    await using _ = server;
    const failed = await runCli(['chat', '--json', '-m', 'hi'], {
      env: { ...env, POLYAI_REGION: server.origin },
    });
    assert.match(failed.stdout, /"error":\{[^}]*\},"unknown_fields":\{"hint":1\}\}/);

    const body = '{"conversation_id":"C","response":"","handoff":{"destination":"desk","queue":7.0}}';
    await using leaving = await startHttpServer(answerJson(body));
    const { stdout } = await runCli(['chat', '--json', '-m', 'hi'], {
      env: { ...env, POLYAI_REGION: leaving.origin },
    });
    assert.match(stdout, /"unknown_fields":\{"handoff\.queue":7\.0\}/);
  });

  it('a close that fails for the reason of the message says it once', async () => {
    const server = await startHttpServer((response, { url }) => {
      if (url.endsWith('/create')) answerJson(greeting)(response);
      else answerJson({ error_message: 'Down for maintenance' }, 500)(response);
    });
    await using _ = server;
    const { exitCode, stderr } = await runCli(['chat', '-m', 'hi'], {
      env: { ...env, POLYAI_REGION: server.origin },
    });
    assert.equal(exitCode, 3);
    assert.equal(
      stderr,
      'The agent failed (500): “Down for maintenance” Try again later. If it stays like this, tell PolyAI which agent it was and when.\nThe conversation may still be open. To close it, run “polyai-chat close --conversation CONV-1”.\n',
    );
  });

  it('what stands behind a /close that fails is not sent, and it is tried again at the end', async () => {
    agent.setFault('server-error', { operation: 'close', times: 1 });
    const { exitCode, output, calls } = await chatJson([...messages('hi', '/close', 'lost'), '--close']);
    assert.deepEqual(calls, ['create', 'respond', 'close', 'close']);
    assert.equal(output.conversations[0]?.['open'], false);
    assert.equal(output.error, undefined);
    assert.equal(exitCode, 1, 'a message was not sent');
  });

  it('a /close that fails to the end is exit code 3', async () => {
    agent.setFault('server-error', { operation: 'close', times: 2 });
    const { exitCode, output } = await chatJson([...messages('hi', '/close'), '--close']);
    assert.equal(exitCode, 3);
    assert.equal(output.conversations[0]?.['open'], true);
    assert.equal(output.error?.['status'], 500);
  });

  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const accepted: readonly (readonly [name: string, bytes: Uint8Array])[] = [
    ['UTF-8', Buffer.from('Grüße\nzwei')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFGrüße\r\nzwei\r\n')],
    ['UTF-16 of PowerShell', utf16('\uFEFFGrüße\r\nzwei\r\n')],
    ['UTF-16, big-endian', utf16('\uFEFFGrüße\r\nzwei\r\n').swap16()],
  ];
  for (const [name, bytes] of accepted) {
    it(`reads a file and a pipe in ${name}`, async () => {
      const expected = [['null > Good evening.', 'Grüße > Grüße, you said.', 'zwei > zwei, you said.']];
      const fromFile = await chatJson(['--input-file', 'f'], { files: { f: bytes } });
      assert.deepEqual(picture(fromFile.output), expected);
      const fromPipe = await chatJson(['--input-file', '-'], { standardInput: bytes });
      assert.deepEqual(picture(fromPipe.output), expected);
    });
  }

  const refused: readonly (readonly [name: string, bytes: Uint8Array])[] = [
    ['UTF-16 without its byte order mark', utf16('hello\r\ntwo\r\n')],
    ['Windows-1252', Buffer.from('Gr\u00fc\u00dfe', 'latin1')],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x68, 0, 0, 0])],
    ['half of a UTF-16 character', Buffer.from([0xff, 0xfe, 0x68])],
  ];
  for (const [name, bytes] of refused) {
    it(`sends nothing of ${name}`, async () => {
      const remedy = 'Save it as UTF-8; in PowerShell, set $OutputEncoding to UTF-8 before a pipe.';
      const said = (where: string) =>
        `${where} is not UTF-8, nor UTF-16 with a byte order mark, so nothing was sent. ${remedy}\n`;
      const results = [
        await chat(['--input-file', 'f'], { files: { f: bytes } }),
        await chat([...messages('hi'), '--attributes-file', 'f'], { files: { f: bytes } }),
        await chat(['--input-file', '-'], { standardInput: bytes }),
      ];
      assert.deepEqual(
        results.map(({ exitCode, stderr, calls }) => [exitCode, stderr, calls]),
        ['The file f', 'The file f', 'Standard input'].map((where) => [2, said(where), []]),
      );
    });
  }
});
