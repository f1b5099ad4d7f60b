import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { humanStandInReport, jsonStandInReport } from '../../../src/cli/reports/standInReport.ts';
import { toTerminalText } from '../../../src/cli/terminalText.ts';
import { threadMs } from '../../support/threadTime.ts';
import { answerJson, type RawServer, startHttpServer } from '../core/chatApi/rawServer.ts';
import { type CliOptions, runCli } from './runCli.ts';

/** Every command of a build server, wherever in a line or at the beginning of one it is obeyed. */
const hostile = [
  'Hi ##vso[task.setvariable variable=PATH]evil',
  '##VSO[task.complete result=Succeeded]',
  '##[error]red',
  'and ##[add-path]/tmp',
  "##teamcity[testFailed name='x']",
  '::set-output name=a::b',
  ' \t::add-mask::b',
  '::stop-commands::x',
].join('\n');

/** What a build server would obey; annotations of ours are meant. */
function assertObeyedByNobody(output: string, isAnnotated = false): void {
  for (const line of output.split(/\r?\n/)) {
    assert.doesNotMatch(line, /##(?:vso|teamcity)?\[/i);
    const isOurs = isAnnotated && /^::(?:error|warning) file=[^:]*,line=\d+[^:]*::/.test(line);
    if (!isOurs) assert.doesNotMatch(line, /^\s*::.*::/);
  }
}

describe('a build server obeys nothing that others say', () => {
  let server: RawServer;
  let folder: string;
  let options: CliOptions;
  before(async () => {
    server = await startHttpServer((response, { url, body }) => {
      if (url.endsWith('/close') && body.includes('refuse')) {
        return answerJson({ error_message: hostile, error_code: hostile }, 400)(response);
      }
      if (url.endsWith('/close')) return answerJson({ success: true })(response);
      if (body.includes('refuse')) {
        return answerJson({ error_message: hostile }, 400, { 'x-polyai-correlation-id': '##vso[x]' })(
          response,
        );
      }
      return answerJson({
        conversation_id: hostile,
        response: hostile,
        [hostile]: hostile,
        handoff: body.includes('person')
          ? { destination: hostile, reason: hostile, [hostile]: 1 }
          : undefined,
      })(response);
    });
    folder = await mkdtemp(path.join(tmpdir(), 'polyai-log-commands-'));
    const text = JSON.stringify(hostile);
    await writeFile(
      path.join(folder, 'a.polyai.yaml'),
      `test: ${text}\ntags: [${text}]\nturns:\n  - user: ${text}\n    expect: { contains: ${text}, equals: no }\n`,
    );
    await writeFile(path.join(folder, 'b.polyai.yaml'), `test: b\n${text}: 1\nturns: []\n`);
    options = {
      folder,
      env: {
        POLYAI_REGION: server.origin,
        POLYAI_ACCOUNT_ID: 'acme',
        POLYAI_PROJECT_ID: '##vso[x]',
        POLYAI_API_KEY: 'key-for-a-test',
        POLYAI_TOKEN: 'token-for-a-test',
      },
    };
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const commands: readonly (readonly string[])[] = [
    ['create'],
    ['create', '--variant', 'person'],
    ['create', '--variant', 'refuse'],
    ['send', '--conversation', hostile, '-m', hostile],
    ['send', '--conversation', '##[x]', '-m', 'refuse'],
    ['close', '--conversation', hostile],
    ['close', '--conversation', '##vso[x] refuse'],
    ['chat', '-m', hostile, '-m', 'person'],
    ['chat', '-m', 'refuse'],
    ['chat', '--keep-open', '-m', hostile],
  ];
  for (const args of commands.flatMap((one) => [one, [...one, '--json']])) {
    const shown = args.map((arg) => (arg === hostile ? '…' : arg)).join(' ');
    it(shown, async () => {
      const { stdout, stderr } = await runCli(args, options);
      assertObeyedByNobody(stdout);
      assertObeyedByNobody(stderr);
      if (!args.includes('--json')) return;
      assert.equal(stderr, '');
      // A program reads what was said, to the letter.
      const isSaid = JSON.stringify(JSON.parse(stdout)).includes(JSON.stringify(hostile).slice(1, -1));
      assert.equal(isSaid, args[0] === 'chat' || !args.join(' ').includes('refuse'), stdout);
    });
  }

  for (const name of ['text', 'json', 'junit', 'github', 'html']) {
    it(`test --reporter ${name}, and merge-reports`, async () => {
      const run = ['test', 'a.polyai.yaml', '--reporter', name, '--reporter', 'json=report.json'];
      const { exitCode, stdout, stderr } = await runCli(run, options);
      assert.equal(exitCode, 1, stderr);
      assertObeyedByNobody(stdout, name === 'github');
      assertObeyedByNobody(stderr);
      const merged = await runCli(['merge-reports', 'report.json', '--reporter', name], options);
      assert.equal(merged.exitCode, 1, merged.stderr);
      assertObeyedByNobody(merged.stdout, name === 'github');
    });
    it(`a wrong file, told by ${name}`, async () => {
      const { exitCode, stdout, stderr } = await runCli(
        ['test', 'b.polyai.yaml', '--reporter', name],
        options,
      );
      assert.equal(exitCode, 2);
      assertObeyedByNobody(stdout, name === 'github');
      assertObeyedByNobody(stderr);
    });
  }

  for (const args of [
    ['test', '--list', 'a.polyai.yaml'],
    ['test', '--list', '--json', 'a.polyai.yaml'],
    ['test', '##vso[x].polyai.yaml'],
    ['chat', '--input-file', '##vso[x]'],
    ['merge-reports', '##teamcity[x]'],
    ['create', '--attribute', '##vso[x]'],
  ]) {
    it(args.join(' '), async () => {
      const { stdout, stderr } = await runCli(args, options);
      assertObeyedByNobody(stdout);
      assertObeyedByNobody(stderr);
    });
  }

  for (const [name, report] of [
    ['stand-in', humanStandInReport],
    ['stand-in --json', jsonStandInReport],
  ] as const) {
    it(name, () => {
      let output = '';
      report({ writeOut: (text) => void (output += text) }).answered({
        startedAt: '2026-11-27T08:00:00.000Z',
        method: 'POST',
        path: `/${hostile}`,
        operation: undefined,
        status: 404,
        latencyMs: 1,
        conversationId: hostile,
        correlationId: 'c',
        fault: undefined,
      });
      assertObeyedByNobody(output);
    });
  }

  it('not of the name of a file either, whose lines are joined', async (t) => {
    if (process.platform === 'win32') return t.skip('no file is called so');
    const joined = await mkdtemp(path.join(tmpdir(), 'polyai-log-commands-'));
    try {
      await writeFile(path.join(joined, '::error title=x\ny::z.polyai.yaml'), 'test: a\nturns: []\n');
      const { stdout, stderr } = await runCli(['test', '--check'], { folder: joined });
      assert.match(stdout, /turns must be a list/);
      assertObeyedByNobody(`${stdout}\n${stderr}`);
    } finally {
      await rm(joined, { recursive: true, force: true });
    }
  });

  it('a person still reads what was said', () => {
    assert.equal(
      toTerminalText('a ##vso[x] and\n ::warning::y'),
      'a <U+0023>#vso[x] and\n <U+003A>:warning::y',
    );
    const harmless = 'a ## b ##c [d] std::vector ::x';
    assert.equal(toTerminalText(harmless), harmless);
  });

  it('a reply of empty lines is printed in a moment, and a command behind them is none', () => {
    for (const piece of ['\n', '\r\n', '\u2028', ' \n', '::a\r']) {
      const reply = piece.repeat(100_000 / piece.length);
      const before = threadMs();
      const shown = toTerminalText(`${reply}\n ::error::x`);
      const ms = threadMs() - before;
      assert.ok(shown.endsWith('\n <U+003A>:error::x'), JSON.stringify(shown.slice(-30)));
      assert.ok(ms < 1000, `${JSON.stringify(piece)}: ${ms} ms`);
    }
  });
});
