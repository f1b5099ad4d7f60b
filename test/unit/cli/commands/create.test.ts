import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { answerJson, greeting, startHttpServer } from '../../core/chatApi/rawServer.ts';
import { assertNoSecret, runCli, toEnv } from '../runCli.ts';
import { until } from '../../../support/until.ts';

const scriptText = `
greeting: Good evening.
greetings:
  - when: { variant: evil }
    reply: "Hi \\e[31mred\\e]0;title\\a\\u202Eabc\\u009B1m\\r\\nAgent: you owe us"
  - when: { variant: handoff }
    reply: One moment.
    end: true
    handoff: { destination: billing, reason: asked }
  - when: { variant: over }
    reply: Goodbye.
    end: true
`;

describe('polyai-chat create', { concurrency: true }, () => {
  let agent: StandInAgent;
  let env: Record<string, string>;
  before(async () => {
    const { script } = await parseStandInScript(scriptText);
    assert.ok(script);
    agent = await startStandInAgent({ script, recordRequests: true });
    env = toEnv(agent);
  });
  after(() => agent.close());

  const create = async (args: readonly string[], options: Parameters<typeof runCli>[1] = {}) => {
    const result = await runCli(['create', ...args], { env, ...options });
    assertNoSecret(result, agent);
    return result;
  };

  /** What the server received with these flags; `mark` finds it among the requests of the other tests. */
  const bodyOf = async (mark: string, args: readonly string[], files?: Record<string, string>) => {
    const { exitCode, stderr } = await create(['--variant', mark, ...args], { files });
    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
    const body = agent.requests.find((request) => request.body.includes(`"${mark}"`))?.body;
    assert.ok(body);
    return body;
  };

  it('shows status, time, id and reply', async () => {
    const { exitCode, stdout, stderr } = await create([]);
    assert.match(
      stdout,
      /^create {3}hotel \(127\.0\.0\.1:\d+\) {3}200 {3}\d+ ms {3}CONV-[\w-]+\nAgent: Good evening\.\n$/,
    );
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
  });

  it('gives a program the fields of the API and the latency, on one line', async () => {
    const { exitCode, stdout } = await create(['--json', '--variant', 'handoff']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^\{.*\}\n$/);
    const { conversation_id, latency_ms, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
    assert.match(String(conversation_id), /^CONV-/);
    assert.ok(Number.isInteger(latency_ms));
    assert.deepEqual(rest, {
      response: 'One moment.',
      end_conversation: true,
      handoff: { destination: 'billing', reason: 'asked' },
    });
  });

  it('sends every flag under its documented name', async () => {
    const flags =
      '--channel sms --asr-lang en-GB --tts-lang de-DE --initial-message Hi --attribute a=1 --attribute b=x=y';
    assert.deepEqual(JSON.parse(await bodyOf('every', flags.split(' '))), {
      variant_id: 'every',
      channel: 'sms',
      asr_lang_code: 'en-GB',
      tts_lang_code: 'de-DE',
      initial_message: 'Hi',
      integration_attributes: { a: '1', b: 'x=y' },
    });
  });

  it('keeps the types of JSON attributes to the letter, beside text ones', async () => {
    const json = '{"n": 12345678901234567890, "f": 1.10, "t": true, "o": {"x": [null]}}';
    const body = await bodyOf('types', ['--attributes', json, '--attribute', 'text=5']);
    assert.ok(
      body.includes('{"n":12345678901234567890,"f":1.10,"t":true,"o":{"x":[null]},"text":"5"}'),
      body,
    );
  });

  it('reads attributes from a file, with a byte order mark too', async () => {
    const body = await bodyOf('file', ['--attributes-file', 'a.json'], { 'a.json': '\uFEFF{"n": 1}\n' });
    assert.ok(body.includes('"integration_attributes":{"n":1}'), body);
  });

  it('says how the conversation stands when it is over at once', async () => {
    assert.match((await create(['--variant', 'over'])).stdout, /\nThe agent ended the conversation\.\n$/);
    assert.match(
      (await create(['--variant', 'handoff'])).stdout,
      /\nThe agent handed the conversation off to billing \(asked\)\.\n$/,
    );
  });

  it('shows control characters of a reply instead of obeying them', async () => {
    const { stdout } = await create(['--variant', 'evil']);
    assert.ok(!/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(stdout), JSON.stringify(stdout));
    // The second line stands under the first: it cannot pass for another line of ours.
    assert.match(
      stdout,
      /\nAgent: Hi <U\+001B>\[31mred<U\+001B>\]0;title<U\+0007><U\+202E>abc<U\+009B>1m\n {7}Agent: you owe us\n$/,
    );
  });

  it('has them in JSON as they were said, and no terminal obeys it', async () => {
    const { stdout } = await create(['--variant', 'evil', '--json']);
    assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\u2028\u2029]|\p{Bidi_Control}/u);
    const { response } = JSON.parse(stdout) as { readonly response: string };
    assert.ok(response.includes('\u202Eabc\u009B1m'), JSON.stringify(response));
  });

  it('cleans what was pasted around a secret', async () => {
    const pasted = {
      ...env,
      POLYAI_API_KEY: `  "X-API-KEY: ${agent.apiKey}" `,
      POLYAI_TOKEN: `'${agent.token}'`,
    };
    assert.equal((await create([], { env: pasted })).exitCode, 0);
  });

  it('reads all five variables with what comes around them', async () => {
    const quoted = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, `"${value}"`]));
    const twice = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, `'"${value}"' `]));
    const named = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, `export ${name}=${value}`]),
    );
    for (const pasted of [quoted, twice, named]) {
      const from = agent.requests.length;
      assert.equal((await create(['--variant', 'pasted'], { env: pasted })).exitCode, 0);
      const request = agent.requests.slice(from).find(({ body }) => body.includes('"pasted"'));
      assert.equal(request?.path, '/v1/acme/hotel/chat/create');
    }
    const empty = await create([], { env: { ...env, POLYAI_ACCOUNT_ID: `'""'` } });
    assert.match(empty.stderr, /^These environment variables are missing: POLYAI_ACCOUNT_ID\./);
  });

  it('null for a text is an empty reply', async () => {
    await using server = await startHttpServer(answerJson({ ...greeting, response: null }));
    const at = { env: { ...env, POLYAI_REGION: server.origin } };
    assert.match((await create([], at)).stdout, / CONV-1\nThe agent answered without a text\.\n$/);
    assert.match((await create(['--json'], at)).stdout, /^\{"conversation_id":"CONV-1","response":null,/);
  });

  it('shows the id of a chat whose reply cannot be used, and how to close it', async () => {
    await using server = await startHttpServer(answerJson({ conversation_id: 'CONV-\u202e7' }));
    const at = { env: { ...env, POLYAI_REGION: server.origin } };
    const { exitCode, stdout, stderr } = await create([], at);
    assert.deepEqual({ exitCode, stdout }, { exitCode: 3, stdout: '' });
    assert.match(
      stderr,
      /^The reply cannot be used: The reply has no text of the agent\.[^\n]*\nconversation id CONV-<U\+202E>7\nThe conversation may still be open\. To close it, run “polyai-chat close --conversation CONV-<U\+202E>7”\.\n$/,
    );
    const json = JSON.parse((await create(['--json'], at)).stdout) as Record<string, unknown>;
    assert.equal(json['conversation_id'], 'CONV-\u202e7');
    assert.deepEqual(Object.keys(json['error'] as object), [
      'reason',
      'status',
      'code',
      'message',
      'correlation_id',
      'outcome',
    ]);
  });

  it('names a web page by its title, as text', async () => {
    const page = '<!doctype html><title>Sign in\u001b[31m \u202ehere</title>';
    await using server = await startHttpServer((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(page),
    );
    const { stderr } = await create([], { env: { ...env, POLYAI_REGION: server.origin } });
    assert.match(
      stderr,
      /^The reply cannot be used: This is a web page \(“Sign in \[31m here”\), not the Chat API: a login or a proxy\? /,
    );
  });

  it('says who refused what, and gives the correlation id', async () => {
    const { exitCode, stdout, stderr } = await create([], { env: { ...env, POLYAI_TOKEN: 'wrong-token' } });
    assert.deepEqual({ exitCode, stdout }, { exitCode: 3, stdout: '' });
    assert.match(
      stderr,
      /^The key was refused \(401\)\. Check that the API key belongs to 127\.0\.0\.1:\d+\.\ncorrelation id [\da-f-]{36}\n$/,
    );
  });

  it('gives a program the same as one object', async () => {
    const { exitCode, stdout, stderr } = await create(['--json', '--variant', 'fault:rate-limited']);
    assert.deepEqual({ exitCode, stderr }, { exitCode: 3, stderr: '' });
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    assert.match(String(error['correlation_id']), /^[\da-f-]{36}$/);
    assert.deepEqual(
      { ...error, correlation_id: '' },
      {
        reason: 'rateLimited',
        status: 429,
        code: 'RATE_LIMIT_EXCEEDED',
        message: 'The agent has had too many requests (429).',
        correlation_id: '',
        outcome: 'refused',
      },
    );
  });

  it('names its own flag when the time was too short', async () => {
    const { exitCode, stderr } = await create(['--variant', 'fault:no-answer', '--timeout', '0.3']);
    assert.equal(exitCode, 3);
    assert.equal(
      stderr,
      'No complete reply came within 0.3 seconds. A conversation may have been created. Nothing was sent again. If the agent needs longer, raise --timeout.\n',
    );
  });

  it('says when nobody is there', async () => {
    const gone = await startStandInAgent();
    await gone.close();
    const result = await create(['--json'], { env: { ...env, POLYAI_REGION: gone.origin } });
    assert.equal(result.exitCode, 3);
    const { error } = JSON.parse(result.stdout) as { error: Record<string, unknown> };
    assert.equal(error['reason'], 'unreachable');
    assert.equal(error['outcome'], 'notSent');
    assert.equal(error['status'], null);
  });

  it('asks the proxy to reach the region, and the proxy sees no secret', async () => {
    let seen = '';
    const proxy = createServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        seen += chunk.toString('latin1');
        socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      });
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const through = { ...env, POLYAI_REGION: 'uk-1', HTTPS_PROXY: address };
    const { exitCode, stderr } = await create([], { env: through });
    proxy.close();
    assert.equal(exitCode, 3);
    assert.match(stderr, /^Your proxy did not connect to uk-1 \(PROXY_502\)\. Nothing was sent\./);
    assert.match(seen, /^CONNECT api\.uk-1\.platform\.polyai\.app:443 HTTP\/1\.1\r\n/);
    assert.ok(!seen.includes(agent.apiKey) && !seen.includes(agent.token));
  });

  const uk = () => ({ ...env, POLYAI_REGION: 'uk-1' });

  it('a proxy that is not found is blamed, and nothing was sent', async () => {
    for (const variable of ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY', 'https_proxy']) {
      const through = { env: { ...uk(), [variable]: 'proxy.invalid:8080' } };
      assert.match(
        (await create([], through)).stderr,
        /^Your proxy was not found \((?:ENOTFOUND|EAI_AGAIN)\)\. Nothing was sent\. Check HTTPS_PROXY, ALL_PROXY, HTTP_PROXY and NO_PROXY\.\n$/,
      );
      const { error } = JSON.parse((await create(['--json'], through)).stdout) as {
        error: Record<string, unknown>;
      };
      assert.deepEqual([error['reason'], error['outcome']], ['unreachable', 'notSent']);
    }
  });

  it('a proxy that hangs up, that speaks no HTTP, or that is not there has passed nothing on', async () => {
    for (const answer of [
      (socket: Socket) => socket.resetAndDestroy(),
      (socket: Socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
    ]) {
      const proxy = createServer((socket) =>
        socket.on('error', () => undefined).once('data', () => answer(socket)),
      );
      await once(proxy.listen(0, '127.0.0.1'), 'listening');
      const { port } = proxy.address() as AddressInfo;
      const through = { env: { ...uk(), HTTPS_PROXY: `127.0.0.1:${port}` } };
      const said = await create([], through);
      proxy.close();
      await once(proxy, 'close');
      const gone = await create([], through);
      for (const { exitCode, stderr } of [said, gone]) {
        assert.equal(exitCode, 3);
        assert.match(stderr, /^Your proxy cannot be reached \([A-Z_]+\)\. Nothing was sent\./);
      }
    }
  });

  it('a SOCKS proxy is named as not supported, without its password', async () => {
    for (const scheme of ['socks5', 'socks5h', 'socks4']) {
      const value = `${scheme}://anna:canary-pw@proxy.invalid:1080`;
      const { exitCode, stderr } = await create([], { env: { ...uk(), ALL_PROXY: value } });
      assert.equal(exitCode, 2);
      assert.equal(
        stderr,
        `ALL_PROXY: a ${scheme}:// proxy is not supported, so nothing was sent. Set an http:// or https:// proxy, or name the host in NO_PROXY.\n`,
      );
    }
  });

  it('never asks a proxy to reach this machine', async () => {
    const { exitCode } = await create([], { env: { ...env, HTTP_PROXY: 'http://127.0.0.1:1' } });
    assert.equal(exitCode, 0);
  });

  it('never repeats a secret that a server echoes', async () => {
    const { stderr } = await create(['--variant', 'fault:echoed-secrets']);
    assert.match(stderr, /X-API-KEY=•••• and X-TOKEN=••••/);
  });

  it('Ctrl+C cancels the call', async () => {
    const ending = new AbortController();
    const call = create(['--json', '--variant', 'fault:stalled-body'], { signal: ending.signal });
    await until('the request', () => agent.requests.some(({ body }) => body.includes('fault:stalled-body')));
    ending.abort();
    const { exitCode, stdout } = await call;
    assert.equal(exitCode, 130);
    assert.match(stdout, /^\{"error":\{"reason":"cancelled",.*"outcome":"unknown"\}\}\n$/);
  });
});
