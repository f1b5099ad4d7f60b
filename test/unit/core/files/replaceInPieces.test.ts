import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { replaceInPieces } from '../../../../src/core/files/replaceInPieces.ts';

describe('a file that is written in pieces', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-pieces-'));
    file = path.join(folder, 'all.jsonl');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function* pieces(count: number, then?: () => void) {
    for (let index = 0; index < count; index++) yield `${index} ${'x'.repeat(99_000)}\n`;
    then?.();
  }

  it('is whole, and for its owner only', async () => {
    assert.equal(await replaceInPieces(file, pieces(12)), true);
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 13);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('leaves what stood there before when it is cancelled or fails, and nothing beside it', async () => {
    writeFileSync(file, 'before');
    const canceller = new AbortController();
    const cancelled = pieces(12, () => canceller.abort());
    assert.equal(await replaceInPieces(file, cancelled, canceller.signal), false);
    const failing = pieces(12, () => {
      throw new Error('The history is gone');
    });
    await assert.rejects(replaceInPieces(file, failing), /The history is gone/);
    assert.equal(readFileSync(file, 'utf8'), 'before');
    assert.deepEqual(readdirSync(folder), ['all.jsonl']);
  });

  it('says in a sentence why it cannot be there', async () => {
    mkdirSync(path.join(folder, 'folder', 'inside'), { recursive: true });
    await assert.rejects(replaceInPieces(path.join(folder, 'folder'), pieces(1)), {
      message: /^The file .*folder could not be saved \(\w+\)\.$/,
    });
    await assert.rejects(replaceInPieces(path.join(folder, 'none', 'a'), pieces(1)), {
      message: /could not be saved \(ENOENT\)\.$/,
    });
    assert.deepEqual(readdirSync(folder).toSorted(), ['all.jsonl', 'folder']);
  });
});
