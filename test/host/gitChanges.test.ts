import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { toChangesText } from '../../src/core/chatTest/changesText.ts';
import { readChanges } from '../../src/vscode/chatTest/gitChanges.ts';
import { readCommit } from '../../src/vscode/chatTest/gitWorkspace.ts';
import { until } from '../support/until.ts';

interface OpeningGit {
  readonly enabled: boolean;
  getAPI(version: 1): { openRepository(root: vscode.Uri): Promise<unknown> };
}

describe('what lies between two runs of a test', () => {
  let folder = '';
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  const commit = (message: string, files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    git('add', '-A');
    git('commit', '-qm', message);
    return git('rev-parse', 'HEAD');
  };

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'polyai-git-')));
    git('init', '-q', '-b', 'main');
  });
  after(async () => {
    await vscode.workspace.getConfiguration('git').update('enabled', undefined, true);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is told by the Git of the editor: the commits, and the files of the agent that they touched', async () => {
    const project = 'account_id: acme-uk\nproject_id: front-desk\nregion: uk-1\n';
    const first = commit('The agent', {
      'agent/project.yaml': project,
      'agent/flows/booking.yaml': 'a: 1\n',
    });
    const uri = vscode.Uri.file(join(folder, 'agent/tests/a.polyai.yaml'));
    assert.equal(await readCommit(uri), null, 'Git is switched off');

    await vscode.workspace.getConfiguration('git').update('enabled', true, true);
    const extension = vscode.extensions.getExtension<OpeningGit>('vscode.git');
    assert.ok(extension);
    const { exports } = extension;
    await until('Git', () => exports.enabled);
    await exports.getAPI(1).openRepository(vscode.Uri.file(folder));
    const from = await until('the commit', () => readCommit(uri));
    assert.deepEqual(from, { id: first, branch: 'main', dirty: false });

    commit('Ask for the day\n\n[click](command:workbench.action.quit)', {
      'agent/flows/booking.yaml': 'a: 2\n',
      'agent/topics/rooms.yaml': 'b: 1\n',
    });
    const last = commit('Readme', { 'README.md': 'x\n' });
    assert.equal((await readCommit(uri))?.id, last, 'a run right after a commit is one of that commit');
    const to = { id: last, branch: 'main', dirty: true };
    const changes = await readChanges(uri, from, to);
    assert.ok(changes);
    assert.deepEqual(
      changes.commits.map(({ subject, author, files }) => [subject, author, files]),
      [
        ['Readme', 'Ada', []],
        ['Ask for the day', 'Ada', ['flows/booking.yaml', 'topics/rooms.yaml']],
      ],
    );
    const changed = changes.files.map(({ uri: file, before, after }) => [
      file.path.split('/').at(-1),
      before?.scheme,
      after?.scheme,
    ]);
    assert.deepEqual(changed, [
      ['booking.yaml', 'git', 'git'],
      ['rooms.yaml', undefined, 'git'],
    ]);
    const then = await vscode.workspace.openTextDocument(changes.files[0]?.before ?? uri);
    assert.equal(then.getText(), 'a: 1\n');

    const at = '2026-11-23T12:00:00.000Z';
    const text = toChangesText({
      pass: { commit: from, startedAt: at },
      failure: { commit: to, startedAt: at },
      commits: changes.commits,
      hasMore: changes.hasMore,
      locale: 'en-GB',
    });
    assert.match(
      text,
      /^Passed {2}.*\n {8}main [0-9a-f]{8}\nFailed {2}.*\n {8}main [0-9a-f]{8}\n {8}with changes that were not committed\n/,
    );
    assert.match(
      text,
      /^[0-9a-f]{8} Ask for the day\n {2}Ada, .*\n {2}flows\/booking\.yaml\n {2}topics\/rooms\.yaml\n/m,
    );
    assert.equal(await readChanges(uri, from, { ...to, id: '0'.repeat(40) }), undefined);
  }).timeout(30_000);
});
