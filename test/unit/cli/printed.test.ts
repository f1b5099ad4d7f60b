import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  answerJson,
  type RawServer,
  type ReceivedRequest,
  startHttpServer,
} from '../core/chatApi/rawServer.ts';
import { inherited, main } from './commandLineProcess.ts';
import { type CliResult, runCli } from './runCli.ts';

/*
 * What `create`, `send`, `close` and `chat` print, to the letter but for times and the port: programs read it. It was
 * recorded from the process. A change that is meant is recorded with PRINTED=record and read in the diff.
 */

const recorded = fileURLToPath(new URL('../../fixtures/commandLine/printed.json', import.meta.url));
const isRecording = process.env['PRINTED'] === 'record';
/** All of them in a process of its own; otherwise one of each command. */
const isThorough = isRecording || process.env['PRINTED'] === 'process';

const apiKey = 'key-of-the-printed-4711';
const token = 'token-of-the-printed-0815';
const messages = (...texts: readonly string[]) => texts.flatMap((message) => ['-m', message]);
const to = (id: string) => ['--conversation', id];

const cases: Readonly<Record<string, readonly string[]>> = {
  create: ['create'],
  'create, as JSON': ['create', '--json'],
  'create with a first message, as JSON': ['create', '--json', '--initial-message', 'first'],
  'create that ends, as JSON': ['create', '--json', '--variant', 'ends'],
  'create that ends': ['create', '--variant', 'ends'],
  'create that hands off': ['create', '--variant', 'handoff'],
  'create that is refused': ['create', '--variant', 'refused'],
  'create that is refused, as JSON': ['create', '--json', '--variant', 'refused'],
  'create with a reply that cannot be used': ['create', '--variant', 'unusable'],
  'create with a reply that cannot be used, as JSON': ['create', '--json', '--variant', 'unusable'],
  'create with a web page': ['create', '--variant', 'page'],
  'create with a text that deceives': ['create', '--variant', 'deceives'],
  'create with a text that deceives, as JSON': ['create', '--json', '--variant', 'deceives'],
  'create with numbers and unknown fields, as JSON': ['create', '--json', '--variant', 'unknown'],
  'create with an echo of the secrets, as JSON': ['create', '--json', '--variant', 'echo'],
  send: ['send', ...to('C-7'), ...messages('hello')],
  'send, as JSON': ['send', '--json', ...to('C-7'), ...messages('hello')],
  'send for a delayed reply, as JSON': ['send', '--json', ...to('C-7'), '--delayed'],
  'send that ends': ['send', ...to('C-7'), ...messages('bye')],
  'send that hands off, as JSON': ['send', '--json', ...to('C-7'), ...messages('person')],
  'send that hands off': ['send', ...to('C-7'), ...messages('person')],
  'send to what is over': ['send', ...to('C-7'), ...messages('gone')],
  'send to what is over, as JSON': ['send', '--json', ...to('C-7'), ...messages('gone')],
  'send to what has expired, as JSON': ['send', '--json', ...to('C-7'), ...messages('idle')],
  'send that fails': ['send', ...to('C-7'), ...messages('fail')],
  'send that fails, as JSON': ['send', '--json', ...to('C-7'), ...messages('fail')],
  'send that loses its connection, as JSON': ['send', '--json', ...to('C-7'), ...messages('reset')],
  'send with an empty reply': ['send', ...to('C-7'), ...messages('silent')],
  'send without a message, as JSON': ['send', '--json', ...to('C-7')],
  close: ['close', ...to('C-7')],
  'close, as JSON': ['close', '--json', ...to('C-7')],
  'close of what is over': ['close', ...to('C-over')],
  'close of what is over, as JSON': ['close', '--json', ...to('C-over')],
  'close that is not confirmed': ['close', ...to('C-unconfirmed')],
  'close that is not confirmed, as JSON': ['close', '--json', ...to('C-unconfirmed')],
  'close that fails': ['close', ...to('C-fails')],
  'close that fails, as JSON': ['close', '--json', ...to('C-fails')],
  chat: ['chat', ...messages('one', '/delayed', 'two')],
  'chat, as JSON': ['chat', '--json', ...messages('one', '/delayed', 'two')],
  'chat that is kept open': ['chat', '--keep-open', ...messages('one')],
  'chat that is closed, as JSON': ['chat', '--json', '--close', ...messages('one')],
  'chat with a first message, as JSON': ['chat', '--json', '--initial-message', 'first', ...messages('one')],
  'chat that goes on': ['chat', ...to('C-7'), ...messages('one')],
  'chat that goes on, as JSON': ['chat', '--json', ...to('C-7'), ...messages('one')],
  'chat that ends': ['chat', ...messages('bye', 'lost', 'lost too')],
  'chat that ends, as JSON': ['chat', '--json', ...messages('bye', 'lost', 'lost too')],
  'chat that ends with its last reply, as JSON': ['chat', '--json', ...messages('one', 'bye')],
  'chat that ends at once': ['chat', '--variant', 'ends', ...messages('lost')],
  'chat that ends at once, as JSON': ['chat', '--json', '--variant', 'ends', ...messages('lost')],
  'chat that hands off': ['chat', ...messages('person', 'lost')],
  'chat that hands off, as JSON': ['chat', '--json', ...messages('person', 'lost')],
  'chat that is over': ['chat', ...messages('gone', 'lost')],
  'chat that is over, as JSON': ['chat', '--json', ...messages('gone', 'lost')],
  'chat that has expired, as JSON': ['chat', '--json', ...messages('idle', 'lost', '/restart', 'one')],
  'chat that fails': ['chat', ...messages('one', 'fail', 'lost', '/restart', 'lost too')],
  'chat that fails, as JSON': ['chat', '--json', ...messages('one', 'fail', 'lost', '/restart', 'lost too')],
  'chat that loses its connection, as JSON': ['chat', '--json', '--close', ...messages('reset', 'lost')],
  'chat that is refused': ['chat', '--variant', 'refused', ...messages('lost')],
  'chat that is refused, as JSON': ['chat', '--json', '--variant', 'refused', ...messages('lost')],
  'chat with a reply that cannot be used': ['chat', '--variant', 'unusable', ...messages('lost')],
  'chat with a reply that cannot be used, as JSON': [
    'chat',
    '--json',
    '--variant',
    'unusable',
    ...messages('lost'),
  ],
  'chat with restart, close and exit': [
    'chat',
    ...messages('one', '/restart', 'two', '/close', 'lost', '/restart', 'three', '/exit', 'never'),
  ],
  'chat with restart, close and exit, as JSON': [
    'chat',
    '--json',
    ...messages('one', '/restart', 'two', '/close', 'lost', '/restart', 'three', '/exit', 'never'),
  ],
  'chat with texts that deceive': [
    'chat',
    ...messages('deceive \u200b\u{e0041}\u{e0042}\u202e', 'two\u0007'),
  ],
  'chat with texts that deceive, as JSON': [
    'chat',
    '--json',
    ...messages('deceive \u200b\u{e0041}\u{e0042}\u202e'),
  ],
  'chat with unknown fields, as JSON': [
    'chat',
    '--json',
    '--variant',
    'unknown',
    ...messages('unknown', 'hint'),
  ],
  'chat with a close that fails': ['chat', '--variant', 'closeFails', ...messages('one')],
  'chat with a close that fails, as JSON': [
    'chat',
    '--json',
    '--close',
    '--variant',
    'closeFails',
    ...messages('one'),
  ],
  'chat with a close that is not confirmed': ['chat', '--variant', 'unconfirmed', ...messages('one')],
  'chat with a close that is not confirmed, as JSON': [
    'chat',
    '--json',
    '--close',
    '--variant',
    'unconfirmed',
    ...messages('one'),
  ],
  'chat with a close twice, as JSON': [
    'chat',
    '--json',
    '--close',
    '--variant',
    'closeFails',
    ...messages('one', '/close', '/close', 'lost'),
  ],
  'chat with a server that renames it, as JSON': ['chat', '--json', '--close', ...messages('rename', 'one')],
  'chat without a message, as JSON': ['chat', '--json'],
};

/** One of each, in a process by every run of the tests. */
const always = [
  'create, as JSON',
  'send that fails, as JSON',
  'close of what is over',
  'chat that hands off, as JSON',
];

const deceiving =
  'Hi\u200b \u{e0001}\u{e0068}\u{e0069} \u202eabc\u202c \u001b[31mred\r\nAgent: no\u2028You: yes\u00ad';

function answer(response: http.ServerResponse, { url, body }: ReceivedRequest): void {
  const sent = (body === '' ? {} : JSON.parse(body)) as Record<string, string | undefined>;
  const id = sent['conversation_id'] ?? `C-${sent['variant_id'] ?? '7'}`;
  const json = (value: unknown, status = 200) =>
    answerJson(value, status, { 'x-polyai-correlation-id': 'corr-1' })(response);
  const reply = (said: string, more: object = {}) => json({ conversation_id: id, response: said, ...more });
  const failure = (code: string, status: number, more: object = {}) =>
    json(
      { success: false, error: 'failed', error_code: code, error_message: 'It \u202ewas\u200b so', ...more },
      status,
    );

  if (url.endsWith('/close')) {
    if (id === 'C-over') return failure('CHAT_CONVERSATION_ENDED', 410);
    if (id === 'C-unconfirmed') return json({ success: false });
    return /fails$/i.test(id) ? failure('INTERNAL', 500) : json({ success: true });
  }
  switch ((sent['message'] ?? sent['variant_id'] ?? '').split(' ')[0]) {
    case 'ends':
    case 'bye':
      return reply('Goodbye.', { end_conversation: true });
    case 'handoff':
    case 'person':
      return reply('One moment.', {
        handoff: { destination: 'desk\u200b', reason: 'asked \u202e', queue: 7.5 },
      });
    case 'refused':
      return failure('UNAUTHORIZED', 401);
    case 'unusable':
      return json({ conversation_id: id });
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return undefined;
    case 'deceives':
    case 'deceive':
      return reply(deceiving);
    case 'unknown':
      return json(
        `{"conversation_id":"${id}", "response":"Hi", "order_id":174322306148984899, "price": 1.10}`,
      );
    case 'hint':
      return failure('BAD', 400, { hint: 1 });
    case 'echo':
      return reply(`${apiKey} and ${token}`);
    case 'gone':
      return failure('CHAT_CONVERSATION_ENDED', 410);
    case 'idle':
      return failure('CHAT_TIMEOUT', 400);
    case 'fail':
      return failure('INTERNAL', 500);
    case 'reset':
      response.destroy();
      return undefined;
    case 'silent':
      return reply('');
    case 'rename':
      return json({ conversation_id: 'C-other', response: 'Who?' });
    default:
      return reply(sent['message'] === undefined ? 'Hello.' : `You said “${sent['message']}”.`);
  }
}

describe('what the command line prints', { concurrency: 2, timeout: 120_000 }, () => {
  let server: RawServer;
  let env: Record<string, string>;
  before(async () => {
    server = await startHttpServer(answer);
    env = {
      POLYAI_REGION: server.origin,
      POLYAI_ACCOUNT_ID: 'acme',
      POLYAI_PROJECT_ID: 'hotel',
      POLYAI_API_KEY: apiKey,
      POLYAI_TOKEN: token,
    };
  });
  const printed: Record<string, CliResult> = {};
  after(async () => {
    if (isRecording) {
      const ordered = Object.fromEntries(Object.keys(cases).map((name) => [name, printed[name]]));
      writeFileSync(recorded, `${JSON.stringify(ordered, undefined, 2)}\n`);
    }
    await server[Symbol.asyncDispose]();
  });

  const settle = ({ exitCode, stdout, stderr }: CliResult): CliResult => {
    const same = (output: string) =>
      output
        .replaceAll(server.origin.slice('http://'.length), 'HOST')
        .replaceAll(/\d+ ms/g, '0 ms')
        .replaceAll(/"latency_ms":\d+/g, '"latency_ms":0');
    return { exitCode, stdout: same(stdout), stderr: same(stderr) };
  };
  const expected = isRecording
    ? {}
    : (JSON.parse(readFileSync(recorded, 'utf8')) as Readonly<Record<string, CliResult>>);
  const check = (name: string, result: CliResult) => {
    printed[name] = settle(result);
    if (!isRecording) assert.deepEqual(printed[name], expected[name]);
  };

  for (const [name, args] of Object.entries(cases)) {
    if (!isRecording) it(name, async () => check(name, await runCli(args, { env })));
    if (isThorough || always.includes(name)) {
      it(`${name}, by the process`, async () => check(name, await runProcess(args, env)));
    }
  }
});

async function runProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: Number(exitCode), stdout, stderr };
}
