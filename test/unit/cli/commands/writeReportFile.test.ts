import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
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

  it('is written nowhere else by a link that a folder holds in place of what becomes of it', async () => {
    const [file, other] = [path.join(folder, 'report.xml'), path.join(folder, 'mine')];
    writeFileSync(other, 'mine');
    // A process of a container has the same number in every run.
    symlinkSync('mine', `${file}.${process.pid}.tmp`);
    assert.equal(await writeReportFile(file, 'report'), undefined);
    assert.deepEqual([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')], ['report', 'mine']);
  });
});
