import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { readGitCommit } from '../../../../src/cli/commands/gitCommit.ts';

describe('the commit of a folder', { skip: process.platform === 'win32' }, () => {
  let folder = '';
  let proof = '';
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  /** Git has to read its content to know whether it is the same. */
  const touch = () => utimesSync(path.join(folder, 'a.txt'), 1e9, 1e9);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-git-'));
    proof = path.join(folder, 'was started');
    git('init', '--quiet', '--initial-branch', 'trunk');
    git('config', 'user.email', 'a@example.com');
    git('config', 'user.name', 'A');
    writeFileSync(path.join(folder, 'a.txt'), 'one');
    git('add', '.');
    git('commit', '--quiet', '--message', 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is its id and branch, and whether something is not committed', async () => {
    touch();
    const id = git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await readGitCommit(folder), { id, branch: 'trunk', dirty: false });
    writeFileSync(path.join(folder, 'a.txt'), 'two');
    assert.deepEqual(await readGitCommit(folder), { id, branch: 'trunk', dirty: true });
    assert.equal(await readGitCommit(tmpdir()), null);
  });

  it('is asked of a program that is given no key', async () => {
    const { PATH = '' } = process.env;
    const names = ['POLYAI_API_KEY', 'POLYAI_ACME_TOKEN', 'COPY'] as const;
    writeFileSync(path.join(folder, 'git'), `#!/bin/sh\nenv > '${proof}'\n`);
    chmodSync(path.join(folder, 'git'), 0o755);
    Object.assign(process.env, { PATH: `${folder}:${PATH}` });
    for (const name of names) process.env[name] = 'canary-98765';
    try {
      await readGitCommit(folder);
    } finally {
      Object.assign(process.env, { PATH });
      for (const name of names) delete process.env[name];
    }
    const given = readFileSync(proof, 'utf8');
    assert.ok(given.includes('GIT_ALLOW_PROTOCOL=none') && !given.includes('canary'));
  });

  it('is also known where the folder names a filter, whose program is not asked for changes', async () => {
    writeFileSync(path.join(folder, '.git', 'info', 'attributes'), '* filter=evil');
    git('config', 'filter.evil.clean', `touch '${proof}'; cat`);
    touch();
    const commit = await readGitCommit(folder);
    assert.deepEqual([commit?.branch, commit?.dirty], ['trunk', true]);
    assert.ok(!existsSync(proof));
  });

  for (const [what, settle] of [
    [
      'filter in a file that the settings include',
      () => {
        writeFileSync(path.join(folder, '.git', 'info', 'attributes'), '* filter=evil');
        writeFileSync(path.join(folder, '.git', 'more'), `[filter "evil"]\n\tprocess = touch '${proof}'\n`);
        git('config', 'include.path', 'more');
      },
    ],
    ['file system monitor', () => void git('config', 'core.fsmonitor', `touch '${proof}'`)],
    [
      'filter of a submodule',
      () => {
        git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', folder, 'sub');
        git('commit', '--quiet', '--message', 'sub');
        const inner = path.join(folder, '.git', 'modules', 'sub');
        writeFileSync(path.join(inner, 'info', 'attributes'), '* filter=evil');
        git('config', '--file', path.join(inner, 'config'), 'filter.evil.clean', `touch '${proof}'; cat`);
        utimesSync(path.join(folder, 'sub', 'a.txt'), 1e9, 1e9);
      },
    ],
    [
      'program of a remote, for what is missing',
      () => {
        const tree = git('rev-parse', 'HEAD^{tree}').trim();
        const object = path.join(folder, '.git', 'objects', tree.slice(0, 2), tree.slice(2));
        git('config', 'remote.evil.url', folder);
        git('config', 'remote.evil.promisor', 'true');
        git('config', 'remote.evil.uploadpack', `touch '${proof}';`);
        git('config', 'extensions.partialClone', 'evil');
        git('config', 'core.repositoryFormatVersion', '1');
        rmSync(object);
      },
    ],
  ] as const) {
    it(`starts no ${what}`, async () => {
      settle();
      touch();
      const commit = await readGitCommit(folder);
      assert.equal(commit?.branch, 'trunk');
      assert.ok(!existsSync(proof), readdirSync(folder).join());
    });
  }

  it('comes from the git of the machine, and not from one that lies in the folder', async () => {
    writeFileSync(path.join(folder, 'git'), `#!/bin/sh\ntouch '${proof}'\n`);
    chmodSync(path.join(folder, 'git'), 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `.:${before}`;
    try {
      assert.equal((await readGitCommit(folder))?.branch, 'trunk');
    } finally {
      process.env['PATH'] = before;
    }
    assert.ok(!existsSync(proof));
  });
});
