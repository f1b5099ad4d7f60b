import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { toFetchCode, toPythonCode } from '../../../../src/core/chatApi/codeSnippets.ts';
import { toRespondBody } from '../../../../src/core/chatApi/wire.ts';

const run = promisify(execFile);
const secrets = { POLYAI_API_KEY: "key'\\1", POLYAI_TOKEN: 'token-1' };

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What arrives when somebody runs the code that `write` makes for a server of ours. */
async function whatArrives(send: (origin: string) => Promise<unknown>): Promise<Received> {
  let received: Received | undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received = { method: request.method, url: request.url, headers: request.headers, body };
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  assert.ok(received, 'nothing arrived');
  return received;
}

const body = toRespondBody({
  conversationId: 'CONV-1',
  message: 'It\'s "quoted" \\ and \n new, \u202ehidden\u2028, 😀 $(x) %s {y}',
});
const callPath = "/v1/acme/it's/chat/respond";

const languages: [name: string, write: typeof toFetchCode, file: string, command: string, args: string[]][] =
  [
    ['fetch', toFetchCode, 'code.mjs', process.execPath, []],
    ['Python', toPythonCode, 'code.py', 'python3', []],
  ];
const hasPython = spawnSync('python3', ['-c', 'import requests']).status === 0;

for (const [name, write, file, command, args] of languages) {
  describe(`Copy as ${name}`, () => {
    const skip = name === 'Python' && !hasPython ? 'needs python3 with requests' : false;

    for (const [what, sent] of [
      ['with a body', body],
      ['without a body', undefined],
    ] as const) {
      it(`sends the same request, ${what}, byte for byte`, { skip }, async () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'polyai-snippet-'));
        const received = await whatArrives(async (origin) => {
          const code = path.join(folder, file);
          writeFileSync(code, write({ method: 'POST', url: `${origin}${callPath}`, body: sent }));
          await run(command, [...args, code], { env: { ...process.env, ...secrets } });
        });
        rmSync(folder, { recursive: true });
        assert.equal(received.method, 'POST');
        assert.equal(decodeURIComponent(received.url ?? ''), callPath);
        assert.equal(received.headers['x-api-key'], secrets.POLYAI_API_KEY);
        assert.equal(received.headers['x-token'], secrets.POLYAI_TOKEN);
        assert.equal(received.headers['content-type'], sent === undefined ? undefined : 'application/json');
        assert.equal(received.body, sent ?? '');
      });
    }

    it('shows what would hide in it, and refuses redirects', () => {
      const code = write({ method: 'POST', url: 'https://a.example', body });
      assert.doesNotMatch(code, /[\u202e\u2028]/);
      assert.match(code, /redirect: 'error'|allow_redirects=False/);
    });
  });
}
