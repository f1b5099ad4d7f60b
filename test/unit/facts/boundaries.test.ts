import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../support/manifest.ts';

/** The rooms of core: each imports from those before it only. */
const rooms = [
  'common',
  'text',
  'files',
  'chatApi',
  'connection',
  'conversation',
  'history',
  'chatTest',
  'newChat',
  'paste',
  'doctor',
  'wording',
];

/** A line that must not be in a file of that room, and the rule that refuses it. */
const refusals: [file: string, line: string, rule: RegExp][] = [
  ['src/core/a.ts', `import 'vscode';`, /no-restricted-imports/],
  ['src/core/b.ts', `import '../vscode/b.ts';`, /no-restricted-imports/],
  ['src/core/c.ts', `import 'undici';`, /no-restricted-imports/],
  ...rooms.flatMap((room, at) =>
    rooms
      .slice(at + 1)
      .map((above): [string, string, RegExp] => [
        `src/core/${room}/${above}.ts`,
        `import '../${above}/a.ts';`,
        /downward only.*no-restricted-imports/,
      ]),
  ),
  ['src/core/history/search/a.ts', `import '../../chatTest/a.ts';`, /downward only.*no-restricted-imports/],
  [
    'src/core/history/search/b.ts',
    `await import('../../doctor/b.ts');`,
    /downward only.*no-restricted-imports/,
  ],
  ['src/core/wording/a.ts', `import '../../vscode/a.ts';`, /no-restricted-imports/],
  ['src/core/wording/b.ts', `await import('../../cli/b.ts');`, /knows none of its callers/],
  ['src/core/files/a.ts', `import { env } from 'node:process';`, /no-restricted-imports/],
  ['src/core/files/b.ts', `import * as process from 'process';`, /no-restricted-imports/],
  ['src/core/files/c.ts', `import '../../extension.ts';`, /no-restricted-imports/],
  ['src/core/d.ts', `export const home = process.env['HOME'];`, /no-restricted-globals/],
  ['src/core/e.ts', `export const reply = fetch('/');`, /no-restricted-globals/],
  ['src/core/f.ts', `export const home = globalThis.process.env['HOME'];`, /no-restricted-properties/],
  ['src/core/g.ts', `export const reply = globalThis.fetch('/');`, /no-restricted-properties/],
  ['src/vscode/f.ts', `import '../cli/f.ts';`, /no-restricted-imports/],
  ['src/vscode/g.ts', `import 'undici';`, /no-restricted-imports/],
  ['src/vscode/a/late.ts', `await import('../../cli/late.ts');`, /never see each other/],
  ['src/vscode/h.ts', `import '../extension.ts';`, /never imported/],
  ['src/vscode/i.ts', `import '../../media/form/main.tsx';`, /no-restricted-imports/],
  ['src/protocol/a.ts', `import '../vscode/a.ts';`, /no-restricted-imports/],
  ['src/protocol/b.ts', `import 'node:path';`, /no-restricted-imports/],
  ['src/protocol/c.ts', `import { toWire } from '../core/chatApi/wire.ts';`, /say import type/],
  ['src/panels/a.ts', `import 'vscode';`, /knows core and src\/protocol only/],
  ['src/panels/b.ts', `import '../vscode/a.ts';`, /knows core and src\/protocol only/],
  ['src/panels/c/c.ts', `import '../../../media/form/c.ts';`, /knows core and src\/protocol only/],
  ['src/panels/d.ts', `import type { A } from '../cli/d.ts';`, /knows core and src\/protocol only/],
  ['src/panels/e.ts', `import '../standInAgent/e.ts';`, /knows core and src\/protocol only/],
  ['src/panels/f.ts', `export const root = document.body;`, /no-restricted-globals/],
  ['src/panels/g.ts', `export const reply = fetch('/');`, /no-restricted-globals/],
  ['src/panels/i.ts', `export const root = globalThis.document.body;`, /no-restricted-properties/],
  ['src/panels/h.ts', `import '../extension.ts';`, /never imported/],
  ['src/core/files/d.ts', `import '../../panels/d.ts';`, /knows none of its callers/],
  ['src/protocol/d.ts', `import type { A } from '../panels/d.ts';`, /no-restricted-imports/],
  ['src/cli/l.ts', `import '../panels/l.ts';`, /no-restricted-imports/],
  ['media/form/e.ts', `import type { A } from '../../src/panels/e.ts';`, /through src\/protocol/],
  ['src/standInAgent/c.ts', `import '../panels/c.ts';`, /no-restricted-imports/],
  ['src/standInAgent/a.ts', `import '../cli/a.ts';`, /no-restricted-imports/],
  ['src/standInAgent/b.ts', `import '../core/history/a.ts';`, /knows the Chat API only/],
  ['media/form/a.ts', `import '../../src/vscode/a.ts';`, /through src\/protocol/],
  ['media/form/b.tsx', `import 'node:fs';`, /through src\/protocol/],
  ['media/form/c.ts', `import { a } from '../../src/core/files/a.ts';`, /through src\/protocol/],
  ['media/form/d.ts', `import './main.tsx';`, /never imported/],
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
  [
    'src/vscode/a/files.ts',
    `vscode.workspace.registerFileSystemProvider('a', b);`,
    /no-restricted-properties/,
  ],
  ['src/vscode/a/mark.ts', `tip = new vscode.MarkdownString('');`, /no-restricted-properties/],
  ['src/cli/h.ts', `import 'vscode';`, /no-restricted-imports/],
  ['src/cli/j.ts', `import './main.ts';`, /never imported/],
  ['src/cli/k.ts', `import '../protocol/k.ts';`, /no-restricted-imports/],
  ['src/cli/i.ts', `console.log('i');`, /no-console/],
  ['media/form/j.tsx', `console.log('j');`, /no-console/],
  ['test/e2e/a.test.ts', `setTimeout(done, 100);`, /no-restricted-globals/],
  ['test/e2e/b.test.ts', `await page.waitForTimeout(100);`, /never for a time.*no-restricted-properties/],
  [
    'test/support/workbench/c.ts',
    `import { setTimeout } from 'node:timers/promises';`,
    /never for a time.*no-restricted-imports/,
  ],
];

/** Lines that look like those, and are fine. */
const allowed: [file: string, line: string][] = [
  ['src/core/wording/allowed.ts', `export { a } from '../common/a.ts';`],
  ['src/core/history/search/allowed.ts', `export { a } from '../../conversation/a.ts';`],
  ['src/core/files/allowed.ts', `export { getBuiltinModule } from 'node:process';`],
  ['src/protocol/allowed.ts', `export type { A } from '../core/conversation/a.ts';`],
  ['media/form/allowed.ts', `export type { A } from '../../src/core/history/a.ts';`],
  ['src/panels/allowed.ts', `export { a } from '../core/history/a.ts';`],
  ['src/panels/c/allowed.ts', `export { a } from '../../protocol/a.ts';`],
  ['src/vscode/allowed.ts', `export { a } from '../panels/c/a.ts';`],
  ['src/standInAgent/allowed.ts', `export { a } from '../core/chatApi/a.ts';`],
];

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
  /** What our configuration says about it. */
  readonly help?: string;
}

describe('lint keeps the rooms apart', () => {
  let folder = '';
  let output = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-rooms-'));
    for (const [file, line] of [...refusals, ...allowed]) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${line}\n`);
    }
    mkdirSync(path.join(folder, 'test'), { recursive: true });
    copyFileSync(path.join(root, 'test/oxlint.config.ts'), path.join(folder, 'test/oxlint.config.ts'));
    const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
    const args = [oxlint, '-c', 'test/oxlint.config.ts', '--format', 'json', 'src', 'media', 'test'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
    output = diagnostics.map(({ filename, help, code }) => `${filename}: ${help} ${code}`).join('\n');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('every room of core has its place in the order', () => {
    const folders = readdirSync(path.join(root, 'src/core'));
    assert.deepEqual(
      folders.filter((folder) => !rooms.includes(folder)),
      [],
    );
  });

  it('what each side may say is not refused', () => {
    const refused = output.split('\n').filter((line) => line.includes('/allowed.ts:'));
    assert.deepEqual(refused, []);
  });

  for (const [file, line, rule] of refusals) {
    it(`${path.dirname(file)} may not say ${line}`, () => {
      const about = output.split('\n').filter((text) => text.startsWith(file));
      assert.match(about.join('\n'), rule, output);
    });
  }
});
