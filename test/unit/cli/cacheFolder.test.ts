import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { cacheFolderOf, makeFolder } from '../../../src/cli/cacheFolder.ts';

const isWindows = process.platform === 'win32';
const home = path.resolve('/home/ada');
const own = path.resolve('/own/place');

describe('where the command line keeps what it can make again', () => {
  const cases: [string, NodeJS.Platform, Record<string, string>, string | undefined][] = [
    ['Linux', 'linux', {}, path.join(home, '.cache', 'polyai-chat')],
    ['a place of one’s own', 'linux', { XDG_CACHE_HOME: own }, path.join(own, 'polyai-chat')],
    ['an empty name', 'linux', { XDG_CACHE_HOME: '' }, path.join(home, '.cache', 'polyai-chat')],
    ['a place that would be another in each folder', 'linux', { XDG_CACHE_HOME: 'here' }, undefined],
    ['macOS', 'darwin', {}, path.join(home, 'Library', 'Caches', 'polyai-chat')],
    ['Windows', 'win32', { LOCALAPPDATA: own }, path.join(own, 'polyai-chat')],
    ['Windows without it', 'win32', {}, undefined],
  ];
  for (const [what, platform, env, folder] of cases) {
    it(`${what}: ${folder === undefined ? 'nowhere' : 'there'}`, () => {
      assert.equal(
        cacheFolderOf(platform, env, () => home),
        folder,
      );
    });
  }

  it('nowhere for a person whom the system does not know', () => {
    const unknown = () => {
      throw new Error('ENOENT');
    };
    assert.equal(cacheFolderOf('linux', {}, unknown), undefined);
    assert.equal(cacheFolderOf('linux', { XDG_CACHE_HOME: own }, unknown), path.join(own, 'polyai-chat'));
  });
});

describe('the folder for it', () => {
  it('is for this person only', { skip: isWindows }, () => {
    using place = aFolder();
    const folder = path.join(place.folder, 'polyai-chat');
    assert.equal(makeFolder(folder), true);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(makeFolder(folder), true, 'it is there already');
  });

  it('is not used when others may leave code in it', { skip: isWindows }, () => {
    using place = aFolder();
    const folder = path.join(place.folder, 'polyai-chat');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    assert.equal(makeFolder(folder), false);
  });

  it('is not made where its place is missing, or is a file', () => {
    using place = aFolder();
    writeFileSync(path.join(place.folder, 'file'), '');
    assert.equal(makeFolder(path.join(place.folder, 'none', 'polyai-chat')), false);
    assert.equal(makeFolder(path.join(place.folder, 'file', 'polyai-chat')), false);
  });
});

function aFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyai-cache-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
