import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { replaceInPieces } from '../../../../src/core/files/replaceInPieces.ts';
import { exportConversations } from '../../../../src/core/history/export/exportConversations.ts';
import { exportFormats } from '../../../../src/core/history/export/exportFormats.ts';
import { aConversation, aPlace } from '../history/fixtures.ts';

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

  it('that is killed half-way leaves what stood there, and the next export takes away what it left', async () => {
    const exports = path.join(folder, 'exports');
    mkdirSync(exports);
    const old = path.join(exports, 'polyai-2026-11-23.jsonl');
    const next = path.join(exports, 'polyai-2026-11-24.jsonl');
    const mine = 'notes.11111111-1111-1111-1111-111111111111.tmp';
    writeFileSync(path.join(exports, mine), 'of another program');
    writeFileSync(old, 'before');
    const killed = spawn(process.execPath, [path.join(import.meta.dirname, 'killedExport.ts'), old], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    assert.equal(readFileSync(old, 'utf8'), 'before');
    const leftover = () =>
      readdirSync(exports).filter((name) => name.startsWith('polyai-') && name.endsWith('.tmp'));
    const [left = ''] = leftover();
    assert.ok(statSync(path.join(exports, left)).size > 100_000);
    // It may be one that is still being written.
    await replaceInPieces(next, pieces(1));
    assert.deepEqual(leftover(), [left]);
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path.join(exports, left), longAgo, longAgo);
    utimesSync(path.join(exports, mine), longAgo, longAgo);
    await replaceInPieces(next, pieces(1));
    assert.deepEqual(readdirSync(exports).toSorted(), [mine, path.basename(old), path.basename(next)]);
    rmSync(exports, { recursive: true });
  });

  it(
    'goes into a pipe, and leaves the pipe where it is',
    { skip: process.platform === 'win32' },
    async () => {
      const pipe = path.join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const [isWhole, text] = await Promise.all([replaceInPieces(pipe, pieces(3)), readFile(pipe, 'utf8')]);
      assert.deepEqual([isWhole, text.split('\n').length], [true, 4]);
      assert.ok(statSync(pipe).isFIFO());
      rmSync(pipe);
    },
  );

  it('goes to standard output, also where that is a file', { skip: process.platform !== 'linux' }, () => {
    const module = new URL('../../../../src/core/files/', import.meta.url);
    const code = `
      const { replaceInPieces } = await import('${module.href}replaceInPieces.ts');
      await replaceInPieces('/proc/self/fd/1', (async function* () { yield 'one'; yield ' two'; })());`;
    const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code];
    const out = openSync(path.join(folder, 'out'), 'w');
    execFileSync(process.execPath, options, { stdio: ['ignore', out, 'inherit'] });
    closeSync(out);
    assert.equal(readFileSync(path.join(folder, 'out'), 'utf8'), 'one two');
    rmSync(path.join(folder, 'out'));
  });

  it('stands where a link leads, and leaves the link', { skip: process.platform === 'win32' }, async () => {
    const link = path.join(folder, 'link');
    symlinkSync('all.jsonl', link);
    await replaceInPieces(link, pieces(2));
    assert.equal(readlinkSync(link), 'all.jsonl');
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 3);
    rmSync(link);
  });

  it('never takes the place of a history, not of the one it was read from either', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation());
    const database = path.join(place.directory, 'history.db');
    const all = exportConversations(history.parts, { format: exportFormats.csv, withoutMessages: false });
    await assert.rejects(replaceInPieces(database, all), {
      message: /could not be saved \(SQLite\)\.$/,
    });
    history.dispose();
    assert.equal(place.open().count(), 1);
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
