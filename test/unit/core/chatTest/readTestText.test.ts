import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readTestText } from '../../../../src/core/chatTest/readTestText.ts';

describe('a test file on this machine', () => {
  let outside = '';
  let folder = '';
  before(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'read-test-text-'));
    folder = path.join(outside, 'workspace');
    await mkdir(path.join(folder, 'below'), { recursive: true });
    await writeFile(path.join(outside, 'secret.yaml'), 'password: hunter2');
    await writeFile(path.join(folder, 'mine.polyai.yaml'), 'test: ä');
    await writeFile(path.join(folder, 'latin.polyai.yaml'), Buffer.from('test: \xe4', 'latin1'));
    await writeFile(path.join(folder, 'large.polyai.yaml'), 'a'.repeat(300_000));
    await symlink(path.join(outside, 'secret.yaml'), path.join(folder, 'out.polyai.yaml'));
    await symlink('/dev/zero', path.join(folder, 'endless.polyai.yaml'));
    await symlink('../mine.polyai.yaml', path.join(folder, 'below/link.polyai.yaml'));
  });
  after(() => rm(outside, { recursive: true, force: true }));
  const read = (name: string) => readTestText(path.join(folder, name), folder, (file) => readFile(file));

  it('is read, also by a link within the folder', async () => {
    assert.equal(await read('mine.polyai.yaml'), 'test: ä');
    assert.equal(await read('below/link.polyai.yaml'), 'test: ä');
  });

  for (const [name, sentence] of [
    ['out', /leads out of the folder/],
    ['endless', /to a device/],
    ['large', /too large/],
    ['latin', /cannot be read as UTF-8/],
    ['missing', /cannot be read as UTF-8/],
  ] as const) {
    it(`is not read, and says why: ${name}`, async () => {
      const why = await read(`${name}.polyai.yaml`);
      assert.ok(typeof why !== 'string');
      assert.match(why.sentence, sentence);
    });
  }
});
