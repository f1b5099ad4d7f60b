import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { toChangesText } from '../../src/core/chatTest/changesText.ts';
import { readChanges } from '../../src/vscode/chatTest/gitChanges.ts';
import { readCommit } from '../../src/vscode/chatTest/gitWorkspace.ts';
import { parseStandInScript } from '../../src/standInAgent/parseStandInScript.ts';
import { createFailureActions } from '../../src/vscode/chatTest/failureCommands.ts';
import { noteOf } from '../../src/vscode/documents/comparisons.ts';
import { until } from '../support/until.ts';
import { aTestPlace } from './support/testPlace.ts';

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

  it('is shown from a failure to the last pass, with what was said then and now', async () => {
    const tests = join(folder, 'agent/tests');
    mkdirSync(tests, { recursive: true });
    const flow = 'agent/flows/booking.yaml';
    // The history of the test lies beside it, and is none of the repository's.
    const first = commit('A test', {
      [flow]: 'a: 3\n',
      'agent/tests/.gitignore': '*\n!.gitignore\n!*.yaml\n',
      'agent/tests/a.polyai.yaml': 'test: Hour\nturns:\n  - user: when\n    expect: { contains: seven }\n',
    });
    const { script } = await parseStandInScript('greeting: Hello\nfallback: Hm.\n');
    assert.ok(script);
    const rules = [{ when: { contains: ['when'] }, reply: 'At seven.' }];
    const place = await aTestPlace({ script: { ...script, rules }, directory: tests });
    try {
      const uri = place.uriOf('a.polyai.yaml');
      await place.tree.refresh(uri);
      const item = place.controller.items.get(uri.toString());
      assert.ok(item);
      const states = (run: Awaited<ReturnType<typeof place.run>>) => run.tests.get(item.id)?.states.at(-1);
      assert.equal(states(await place.run([item])), 'passed');
      commit('Serve later', { [flow]: 'a: 4\n' });
      rules[0] = { when: { contains: ['when'] }, reply: 'At eight.' };
      const last = commit('Readme again', { 'README.md': 'y\n' });
      writeFileSync(join(folder, 'README.md'), 'not committed\n');
      assert.equal(states(await place.run([item])), 'failed');

      const { commands } = createFailureActions({
        recorder: place.recorder,
        get: (id) => place.history.get(id),
        openPanel: assert.fail,
      });
      await commands['polyai.showWhatChanged'](item);
      const tab = await until('the comparison', () => vscode.window.tabGroups.activeTabGroup.activeTab);
      assert.match(tab.label, /^What Changed: Hour/);
      const notes = Array.from({ length: 20 }, (_, note) =>
        noteOf(vscode.Uri.from({ scheme: 'x', query: JSON.stringify({ note }) })),
      );
      const text = notes.findLast((note) => note !== undefined) ?? '';
      const lines = text.split('\n').filter((line) => !/\d\d:\d\d| [AP]M/.test(line));
      assert.deepEqual(lines, [
        `        main ${first.slice(0, 8)}`,
        `        main ${last.slice(0, 8)}`,
        '        with changes that were not committed',
        '',
        `${last.slice(0, 8)} Readme again`,
        '  no file of the agent',
        `${git('rev-parse', 'HEAD~1').slice(0, 8)} Serve later`,
        '  flows/booking.yaml',
        '',
      ]);
      await until('the file of the agent then', () =>
        vscode.workspace.textDocuments.some(
          (document) =>
            document.uri.scheme === 'git' &&
            document.uri.path.endsWith(flow) &&
            document.getText() === 'a: 3\n',
        ),
      );
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await place.close({ keep: true });
    }
  }).timeout(30_000);
});
