import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { until } from '../../../support/until.ts';
import { runCli } from '../runCli.ts';
import { writeReportFile } from '../../../../src/cli/commands/writeReportFile.ts';

describe('a report in a file', { skip: process.platform === 'win32' }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyai-report-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('stands where a link leads, and leaves the link', async () => {
    const [file, link] = [path.join(folder, 'out.json'), path.join(folder, 'link')];
    writeFileSync(file, 'before');
    symlinkSync('out.json', link);
    assert.equal(await writeReportFile(link, 'report'), undefined);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readFileSync(file, 'utf8'), 'report');
  });

  it('goes into a pipe, and leaves the pipe where it is', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [problem, text] = await Promise.all([writeReportFile(pipe, 'report'), readFile(pipe, 'utf8')]);
    assert.deepEqual([problem, text], [undefined, 'report']);
    assert.ok(statSync(pipe).isFIFO());
  });

  it('that nobody reads out of its pipe is given up on Ctrl+C, and so is an export', async () => {
    const pipe = path.join(folder, 'unread');
    execFileSync('mkfifo', [pipe]);
    const ending = new AbortController();
    const history = path.join(folder, 'history.db');
    const made = openSqliteHistory({
      directory: folder,
      now: Date.now,
      isProcessAlive: () => true,
      onProblem: assert.fail,
    });
    made.count();
    made.dispose();
    const exported = runCli(['history', 'export', '--history', history, '--output', pipe], {
      folder,
      signal: ending.signal,
    });
    const written = writeReportFile(pipe, 'report', ending.signal);
    setImmediate(() => ending.abort());
    assert.deepEqual([(await exported).exitCode, await written], [130, undefined]);
    // Lets go of the threads that wait for it.
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    await until('the report', () => readFileSync(reader, 'utf8').includes('report'));
    closeSync(reader);
  });

  it('is written nowhere else by a link that a folder holds in place of what becomes of it', async () => {
    const [file, other] = [path.join(folder, 'report.xml'), path.join(folder, 'mine')];
    writeFileSync(other, 'mine');
    // A process of a container has the same number in every run.
    symlinkSync('mine', `${file}.${process.pid}.tmp`);
    assert.equal(await writeReportFile(file, 'report'), undefined);
    assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')], ['report', 'mine']);
  });
});
