import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createJsonFile } from '../../../../src/core/files/jsonFile.ts';
import { toSaveProblem, writeWhole } from '../../../../src/core/files/replaceFile.ts';
import { until } from '../../../support/until.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'polyai-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a write that the system cuts short', () => {
  const skip = process.platform === 'win32' ? 'Windows has no ulimit' : false;
  for (const blocks of [0, 8, 16, 40]) {
    it(`is refused, and the connections stay, with at most ${blocks} blocks a file`, { skip }, () => {
      const file = path.join(folder, 'connections.json');
      const connections = Array.from({ length: 120 }, (_, at) => ({
        id: `c${at}`,
        name: `Grand Hotel ${at} by the sea, with a long name`,
        region: 'uk-1',
        accountId: 'acme-uk-account',
        projectId: 'grand-hotel-project',
        environment: 'sandbox',
      }));
      const original = JSON.stringify({ version: 1, connections }, undefined, 2);
      assert.ok(original.length > 20_480);
      writeFileSync(file, original);
      const program = fileURLToPath(new URL('limitedProcess.ts', import.meta.url));
      const command = `ulimit -f ${blocks} && exec "$0" --no-warnings "$@"`;
      const { stdout } = spawnSync('sh', ['-c', command, process.execPath, program, folder, 'c7'], {
        encoding: 'utf8',
      });
      assert.match(stdout, /^refused: The file .* could not be saved \(EFBIG\)/);
      assert.equal(readFileSync(file, 'utf8'), original);
      assert.deepEqual(readdirSync(folder).toSorted(), ['connections.json', 'connections.json.lock']);
    });
  }

  const noFullDevice = existsSync('/dev/full') ? false : 'there is no /dev/full';
  it('is said in words when the disk is full', { skip: noFullDevice }, () => {
    const full = openSync('/dev/full', 'w');
    try {
      writeWhole(full, 'x');
      assert.fail('a full disk took it');
    } catch (error) {
      assert.match(toSaveProblem(error, 'presets.json').message, /disk is full/);
    } finally {
      closeSync(full);
    }
  });

  it('is noticed by what has arrived, whatever the disk said', () => {
    const file = path.join(folder, 'short');
    writeFileSync(file, 'something that is longer than what is written now');
    const handle = openSync(file, 'r+');
    assert.throws(() => writeWhole(handle, 'short'), { code: 'ENOSPC' });
    closeSync(handle);
  });
});

describe('what a killed window has left beside a file', () => {
  const leftover = 'composer.json.0b8f3b3c-4f0e-4d6f-9d5e-1f2a3b4c5d6e.tmp';
  const others = ['composer.json.mine.tmp', 'newChat.json.0b8f3b3c-4f0e-4d6f-9d5e-1f2a3b4c5d6e.tmp'];

  it('goes when the file is opened, and nothing else goes', async () => {
    for (const name of [leftover, ...others]) writeFileSync(path.join(folder, name), 'typed');
    const file = createJsonFile({ path: path.join(folder, 'composer.json'), version: 1 });
    await until('the leftover to be gone', () => !existsSync(path.join(folder, leftover)));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      others,
    );
    file.dispose();
  });

  it('goes with the next save, when the other window was killed later', async () => {
    const file = createJsonFile({ path: path.join(folder, 'composer.json'), version: 1 });
    writeFileSync(path.join(folder, leftover), 'typed');
    await file.update(() => ({ saved: true }));
    assert.deepEqual(readdirSync(folder).toSorted(), ['composer.json', 'composer.json.lock']);
    file.dispose();
  });
});
