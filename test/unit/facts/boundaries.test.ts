import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../support/manifest.ts';

/** A line that must not be in a file of that room, and the rule that refuses it. */
const refusals: [file: string, line: string, rule: RegExp][] = [
  ['src/core/a.ts', `import 'vscode';`, /no-restricted-imports/],
  ['src/core/b.ts', `import '../vscode/b.ts';`, /no-restricted-imports/],
  ['src/core/c.ts', `import 'undici';`, /no-restricted-imports/],
  ['src/core/d.ts', `export const home = process.env['HOME'];`, /no-restricted-globals/],
  ['src/core/e.ts', `export const reply = fetch('/');`, /no-restricted-globals/],
  ['src/vscode/f.ts', `import '../cli/f.ts';`, /no-restricted-imports/],
  ['src/vscode/g.ts', `import 'undici';`, /no-restricted-imports/],
  ['src/vscode/a/notify.ts', `vscode.window.showInformationMessage('');`, /no-restricted-properties/],
  ['src/vscode/a/warn.ts', `void vscode.window.showWarningMessage('');`, /no-restricted-properties/],
  ['src/vscode/a/fail.ts', `await vscode['window'].showErrorMessage('');`, /no-restricted-properties/],
  ['src/vscode/a/take.ts', `const { showErrorMessage } = vscode.window;`, /no-restricted-properties/],
  ['src/vscode/a/wait.ts', `vscode.window.withProgress({}, work);`, /no-restricted-properties/],
  ['src/vscode/a/note.ts', `vscode.window.setStatusBarMessage('');`, /no-restricted-properties/],
  ['src/vscode/a/pick.ts', `vscode.window.showQuickPick([]);`, /no-restricted-properties/],
  ['src/vscode/a/list.ts', `vscode.window.createQuickPick();`, /no-restricted-properties/],
  ['src/vscode/a/ask.ts', `vscode.window.showInputBox();`, /no-restricted-properties/],
  ['src/vscode/a/box.ts', `vscode.window.createInputBox();`, /no-restricted-properties/],
  [
    'src/vscode/a/document.ts',
    `vscode.workspace.registerTextDocumentContentProvider('a', b);`,
    /no-restricted-properties/,
  ],
  ['src/vscode/a/mark.ts', `tip = new vscode.MarkdownString('');`, /no-restricted-properties/],
  ['src/cli/h.ts', `import 'vscode';`, /no-restricted-imports/],
  ['src/cli/i.ts', `console.log('i');`, /no-console/],
  ['media/form/j.tsx', `console.log('j');`, /no-console/],
];

describe('lint keeps the rooms apart', () => {
  let folder = '';
  let output = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-rooms-'));
    for (const [file, line] of refusals) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${line}\n`);
    }
    mkdirSync(path.join(folder, 'test'));
    copyFileSync(path.join(root, 'test/oxlintrc.json'), path.join(folder, 'test/oxlintrc.json'));
    const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
    const args = [oxlint, '-c', 'test/oxlintrc.json', '--format', 'unix', 'src', 'media'];
    output = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [file, line, rule] of refusals) {
    it(`${path.dirname(file)} may not say ${line}`, () => {
      const about = output.split('\n').filter((text) => text.startsWith(file));
      assert.match(about.join('\n'), rule, output);
    });
  }
});
