import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { until } from '../../../support/until.ts';
import { runCli } from '../runCli.ts';

let folder = '';
const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
const says = (name: string, more = '') =>
  `test: ${name}\n${more}turns:\n  - expect: { not: { contains: sorry } }\n`;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'watch-tests-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The names of the cases of each run, as they come; the run is ended when `body` is done. */
async function watching(flags: readonly string[], body: (runs: () => readonly string[]) => Promise<void>) {
  const stop = new AbortController();
  let written = '';
  const running = runCli(['test', '--connection', 'stand-in', '--watch', ...flags], {
    folder,
    signal: stop.signal,
    onWrite: (stdout) => (written = stdout),
  });
  const runs = () =>
    written
      .split('Waiting for a change')
      .slice(0, -1)
      .map((run) =>
        [...run.matchAll(/^✓ (\S+)/gm)]
          .map(([, name]) => name ?? '')
          .sort()
          .join(' '),
      );
  try {
    await body(runs);
  } finally {
    stop.abort();
  }
  return running;
}

describe('polyai-chat test --watch', () => {
  it('runs again what a change touches: the test, a new one, those that name the rows, and nothing else', async () => {
    await write('a.polyai.yaml', says('a'));
    await write('b.polyai.yaml', says('b-${n}', 'rows: "data/rows.csv" # of the table\n'));
    await mkdir(path.join(folder, 'data'));
    await write('data/rows.csv', 'n\n1\n');
    await write('other.json', '[]');
    const { exitCode } = await watching([], async (runs) => {
      await until('the first run', () => runs().length === 1);
      await write('a.polyai.yaml', says('a2'));
      await until('the changed test', () => runs().length === 2);
      // What nobody names, and then what somebody does: one run.
      await write('other.json', '[1]');
      await write('data/rows.csv', 'n\n1\n2\n');
      await until('the test of the rows', () => runs().length === 3);
      await write('c.new', says('c'));
      await rename(path.join(folder, 'c.new'), path.join(folder, 'c.polyai.yaml'));
      await until('the new test', () => runs().length === 4);
      await rm(path.join(folder, 'c.polyai.yaml'));
      await write('a.polyai.yaml', says('a3'));
      await until('the test beside one that is gone', () => runs().length === 5);
      assert.deepEqual(runs(), ['a b-1', 'a2', 'b-1 b-2', 'c', 'a3']);
    });
    assert.equal(exitCode, 130);
  });

  it('says what is wrong with a file, and goes on when it is mended', async () => {
    await write('a.polyai.yaml', says('a'));
    const { stdout } = await watching([], async (runs) => {
      await until('the first run', () => runs().length === 1);
      await write('a.polyai.yaml', says('a').replace('turns', 'turn'));
      await until('the wrong file', () => runs().length === 2);
      await write('a.polyai.yaml', says('b'));
      await until('the mended file', () => runs().length === 3);
      assert.deepEqual(runs(), ['a', '', 'b']);
    });
    assert.match(stdout, /a\.polyai\.yaml:2:1 A test has no key “turn”\. Did you mean “turns”\?/);
  });

  it('takes no report of its own for a change, and keeps standard output for the report', async () => {
    await write('a.polyai.yaml', says('a'));
    const stop = new AbortController();
    let lines: readonly string[] = [];
    const args = ['test', '--connection', 'stand-in', '--watch', '--json'];
    const running = runCli([...args, '--reporter', 'json=report.json', '--reporter', 'html=r.html'], {
      folder,
      signal: stop.signal,
      onWrite: (stdout) => (lines = stdout.split('\n')),
    });
    await until('the first run', () => lines.length === 2);
    await write('a.polyai.yaml', says('b'));
    await until('the changed test', () => lines.length === 3);
    await write('a.polyai.yaml', says('c'));
    await until('the test that was changed again', () => lines.length >= 4);
    stop.abort();
    const { stdout, stderr, exitCode } = await running;
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { tests: { test: string }[] }).tests[0]?.test);
    assert.deepEqual(names, ['a', 'b', 'c']);
    assert.equal(exitCode, 130);
    assert.equal(stderr.match(/Waiting for a change/g)?.length, 3);
  });
});
