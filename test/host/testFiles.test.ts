import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseStandInScript } from '../../src/standInAgent/parseStandInScript.ts';
import { createChatTests } from '../../src/vscode/chatTest/createChatTests.ts';
import { until } from '../support/until.ts';
import { observeTests } from './support/observedTests.ts';
import { aTestPlace, type TestPlace } from './support/testPlace.ts';
import { watchThread } from './support/watchThread.ts';

const script =
  'greeting: Hello\nrules:\n  - { when: { equals: slowly }, reply: Yes, delayMs: 700 }\nfallback: Yes\n';
const says = (name: string, more = '', user = 'x') =>
  `test: ${name}\n${more}turns:\n  - user: ${user}\n    expect: { equals: "Yes" }\n`;

/** What happens to files in a week, in the folder of the window and by the editor's own events. */
describe('the files behind the Test Explorer', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = join(root, 'week');
  const observed = observeTests('polyai-host.files');
  const { controller, runs } = observed;
  const errors: unknown[] = [];
  const parts: { dispose(): unknown }[] = [];
  let place: TestPlace;

  before(async () => {
    await mkdir(folder, { recursive: true });
    const parsed = await parseStandInScript(script);
    assert.ok(parsed.script);
    place = await aTestPlace({ script: parsed.script });
    const { connections, history, recorder, services } = place;
    const { tests } = vscode;
    const create = tests.createTestController;
    Object.assign(tests, { createTestController: () => controller });
    try {
      parts.push(
        createChatTests({
          testInclude: { value: 'week/**/*.polyai.yaml', onDidChange: () => ({ dispose: () => undefined }) },
          onError: (error) => errors.push(error),
          connections,
          services: async () => services,
          recorder: async () => recorder,
          history: async () => history,
        }),
      );
    } finally {
      Object.assign(tests, { createTestController: create });
    }
    await controller.resolveHandler?.(undefined);
  });
  after(async () => {
    for (const part of parts) part.dispose();
    await place.close();
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const uriOf = (name: string) => vscode.Uri.file(join(folder, name));
  const write = async (name: string, text: string) => {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  /** The files of other tests are open for minutes after their editors have closed, and stand there too. */
  const shown = () =>
    Array.from(controller.items, ([, item]) => item).filter(({ uri }) => uri?.fsPath.startsWith(folder));
  const names = () =>
    shown()
      .map(({ uri }) => vscode.workspace.asRelativePath(uri ?? '').slice(5))
      .sort();
  const untilShown = (...wanted: readonly string[]) =>
    until(`${wanted.join(', ')} to be all that is shown`, () => {
      if (names().join() === wanted.join()) return true;
      throw new Error(names().join());
    });
  /** How the tests of the next run ended; there were `before` runs. */
  const statesAfterSaving = async (before: number) => {
    const found = await until('the run after saving', () =>
      runs.slice(before).find(({ ended }) => ended === 1),
    );
    return [...found.tests.values()].map(({ states }) => states.at(-1));
  };
  const itemOf = (name: string) => {
    const item = controller.items.get(uriOf(name).toString());
    assert.ok(item, `${name} is not shown`);
    return item;
  };
  const open = async (name: string) => {
    const document = await vscode.workspace.openTextDocument(uriOf(name));
    return { document, editor: await vscode.window.showTextDocument(document, { preview: false }) };
  };
  const run = observed.profiles;
  const profile = () => {
    const found = run.find(({ label }) => label === 'Run');
    assert.ok(found);
    return found;
  };

  it('one that is deleted while it is open goes with its editor', async () => {
    await write('a.polyai.yaml', says('a'));
    await untilShown('a.polyai.yaml');
    await open('a.polyai.yaml');
    await rm(join(folder, 'a.polyai.yaml'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await untilShown();
  });

  it('one that is renamed, open or not, is there once', async () => {
    await write('a.polyai.yaml', says('a'));
    await write('b.polyai.yaml', says('b'));
    await untilShown('a.polyai.yaml', 'b.polyai.yaml');
    await open('a.polyai.yaml');
    for (const name of ['a', 'b']) {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(uriOf(`${name}.polyai.yaml`), uriOf(`${name}-2.polyai.yaml`));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.ok(await vscode.workspace.applyEdit(edit));
    }
    await untilShown('a-2.polyai.yaml', 'b-2.polyai.yaml');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['a', 'b']) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await rm(join(folder, `${name}-2.polyai.yaml`));
    }
    await untilShown();
  });

  it('a folder that is renamed or deleted takes its tests along', async () => {
    await write('deep/er/a.polyai.yaml', says('a'));
    await write('deeper.polyai.yaml', says('b'));
    await untilShown('deep/er/a.polyai.yaml', 'deeper.polyai.yaml');
    await rename(join(folder, 'deep'), join(folder, 'moved'));
    await untilShown('deeper.polyai.yaml', 'moved/er/a.polyai.yaml');
    await rm(join(folder, 'moved'), { recursive: true });
    await untilShown('deeper.polyai.yaml');
    await rm(join(folder, 'deeper.polyai.yaml'));
    await untilShown();
  });

  it('a row that is written and saved at once is run on save', async () => {
    const rows = (count: number) =>
      says('row ${n}', `rows: [${Array.from({ length: count }, (_, n) => `{ n: ${n} }`).join(', ')}]\n`);
    await write('rows.polyai.yaml', rows(2));
    await untilShown('rows.polyai.yaml');
    const { document } = await open('rows.polyai.yaml');
    const stop = new vscode.CancellationTokenSource();
    const request = new vscode.TestRunRequest([itemOf('rows.polyai.yaml')], undefined, undefined, true);
    await profile().run(request, stop.token);
    const before = runs.length;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), rows(3));
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const states = await statesAfterSaving(before);
    stop.cancel();
    assert.deepEqual(states, ['passed', 'passed', 'passed']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(join(folder, 'rows.polyai.yaml'));
    await untilShown();
  });

  it('a rows file that is saved runs the tests that use it, and no other', async () => {
    await write('rows/cities.csv', 'city\nLondon\n');
    await write('a.polyai.yaml', says('in ${city}', 'rows: rows/cities.csv\n'));
    await write('b.polyai.yaml', says('b'));
    await untilShown('a.polyai.yaml', 'b.polyai.yaml');
    const stop = new vscode.CancellationTokenSource();
    const items = ['a', 'b'].map((name) => itemOf(`${name}.polyai.yaml`));
    await profile().run(new vscode.TestRunRequest(items, undefined, undefined, true), stop.token);
    const before = runs.length;
    const { document } = await open('rows/cities.csv');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), 'Berlin\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const states = await statesAfterSaving(before);
    stop.cancel();
    assert.deepEqual(states, ['passed', 'passed']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
    await untilShown();
  });

  it('leaves out what is hidden, and what lies in node_modules and .git, also when it is written later', async () => {
    const hidden = ['node_modules/kit', '.git/x', 'secret'].map((name) => `${name}/a.polyai.yaml`);
    const files = vscode.workspace.getConfiguration('files');
    await files.update('exclude', { '**/secret': true }, vscode.ConfigurationTarget.Workspace);
    for (const name of hidden) {
      // oxlint-disable-next-line no-await-in-loop -- a few small files
      await write(name, says(name));
    }
    await write('seen.polyai.yaml', says('seen'));
    await untilShown('seen.polyai.yaml');
    for (const name of hidden) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      await write(name, says(`${name} again`));
    }
    await write('new/seen.polyai.yaml', says('seen'));
    await untilShown('new/seen.polyai.yaml', 'seen.polyai.yaml');
    await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
    assert.deepEqual(names(), ['new/seen.polyai.yaml', 'seen.polyai.yaml']);
    await files.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    await rm(folder, { recursive: true });
    await untilShown();
  });

  it('one that is edited, renamed or deleted while it runs comes to its end as it was read', async () => {
    for (const name of ['a', 'b', 'c']) {
      // oxlint-disable-next-line no-await-in-loop -- a few small files
      await write(`${name}.polyai.yaml`, says(name, '', 'slowly'));
    }
    await untilShown('a.polyai.yaml', 'b.polyai.yaml', 'c.polyai.yaml');
    const items = ['a', 'b', 'c'].map((name) => itemOf(`${name}.polyai.yaml`));
    const { document } = await open('a.polyai.yaml');
    const before = runs.length;
    const running = profile().run(new vscode.TestRunRequest(items));
    const begun = await until('all to be begun', () => {
      const seen = runs[before];
      return (
        seen !== undefined &&
        [...seen.tests.values()].filter(({ states }) => states.includes('started')).length === 3 &&
        seen
      );
    });
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), 'test: [\n');
    edit.renameFile(uriOf('b.polyai.yaml'), uriOf('b2.polyai.yaml'));
    await vscode.workspace.applyEdit(edit);
    await rm(join(folder, 'c.polyai.yaml'));
    await running;
    assert.deepEqual(
      items.map(({ id }) => begun.tests.get(id)?.states.at(-1)),
      ['passed', 'passed', 'passed'],
    );
    assert.equal(begun.ended, 1);
    // From the gutter, while it has an error.
    await profile().run(new vscode.TestRunRequest([itemOf('a.polyai.yaml')]));
    const wrong = runs.at(-1)?.tests.get(itemOf('a.polyai.yaml').id);
    assert.equal(wrong?.states.at(-1), 'errored');
    assert.equal(wrong?.messages[0]?.location?.range.start.line, 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true });
    await untilShown();
  });

  it('hundreds of files of 20 cases are found without holding the thread for 20 ms', async () => {
    const files = Number(process.env['TEST_FILES'] ?? 150);
    const rows = `rows: [${Array.from({ length: 20 }, (_, n) => `{ n: ${n} }`).join(', ')}]\n`;
    for (let index = 0; index < files; index++) {
      // oxlint-disable-next-line no-await-in-loop -- one small file after the other
      await write(`many/${index}.polyai.yaml`, says(`${index} of \${n}`, rows));
    }
    const thread = watchThread();
    await until(`${files} files`, () => names().length === files, { timeoutMs: 60_000 });
    await controller.refreshHandler?.(new vscode.CancellationTokenSource().token);
    thread.stop();
    const cases = shown().map(({ children }) => children.size);
    assert.equal(
      cases.reduce((sum, size) => sum + size, 0),
      files * 20,
    );
    const slow = thread.slices.filter((ms) => ms > 20);
    assert.ok(slow.length <= 1, `held for ${slow.map(Math.round).join(', ')} ms`);
    await rm(folder, { recursive: true });
    await untilShown();
  }).timeout(90_000);

  it('files that are renamed again and again in a second are each there once, and the thread is not held', async () => {
    const files = Number(process.env['RENAMED_FILES'] ?? 100);
    const numbers = Array.from({ length: files }, (_, index) => index);
    const nameOf = (index: number, round: number) => `storm/${round}-${index}.polyai.yaml`;
    await Promise.all(numbers.map((index) => write(nameOf(index, 0), says(`storm ${index}`))));
    await until('all files', () => names().length === files, { timeoutMs: 60_000 });
    const thread = watchThread();
    for (const round of [1, 2, 3]) {
      const move = (index: number) =>
        rename(join(folder, nameOf(index, round - 1)), join(folder, nameOf(index, round)));
      // oxlint-disable-next-line no-await-in-loop -- one storm after the other
      await Promise.all(numbers.map(move));
    }
    const wanted = numbers
      .map((index) => nameOf(index, 3))
      .sort()
      .join();
    await until('all files by their last names', () => names().join() === wanted, { timeoutMs: 60_000 });
    const longest = thread.stop();
    assert.ok(longest < 200, `held for ${Math.round(longest)} ms`);
    await rm(folder, { recursive: true });
    await untilShown();
  }).timeout(90_000);
});
