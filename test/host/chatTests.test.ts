import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { parseStandInScript } from '../../src/standInAgent/parseStandInScript.ts';
import { until } from '../support/until.ts';
import type { Told } from './support/observedTests.ts';
import { isTestMessage, testOf } from '../../src/core/chatTest/failureContext.ts';
import { createFailureActions } from '../../src/vscode/chatTest/failureCommands.ts';
import { aTestPlace, type PlaceOptions, type TestPlace } from './support/testPlace.ts';
import { watchThread } from './support/watchThread.ts';

const fixtures = join(import.meta.dirname, '../fixtures/chatTests');
const breakfast = (expected: string, more = '') =>
  `test: Breakfast${more}\nturns:\n  - user: What time is breakfast?\n    expect: { contains: ${expected} }\n`;
const hotel = `greeting: Good evening
rules:
  - { when: { contains: breakfast }, reply: Breakfast is at seven. }
  - { when: { contains: slowly }, reply: Yes, delayMs: 15 }
fallback: Hm.
`;

const places: TestPlace[] = [];
async function aPlace(script = hotel, options: Omit<PlaceOptions, 'script'> = {}): Promise<TestPlace> {
  const parsed = await parseStandInScript(script);
  assert.ok(parsed.script, JSON.stringify(parsed));
  const place = await aTestPlace({ script: parsed.script, ...options });
  places.push(place);
  return place;
}
const told = (run: { readonly tests: ReadonlyMap<string, Told> }, item: vscode.TestItem) => {
  const found = run.tests.get(item.id);
  assert.ok(found, `The run was told nothing of ${item.label}`);
  return found;
};
const wholeText = ({ message }: vscode.TestMessage) => {
  assert.ok(typeof message === 'string', 'Markdown');
  return message;
};
/** What stands on the line; below it is what came. */
const textOf = (message: vscode.TestMessage) => wholeText(message).split('\n\n')[0] ?? '';
const everythingTold = ({ messages, output }: Told) =>
  [...messages.flatMap((one) => [wholeText(one), one.expectedOutput, one.actualOutput]), output].join('\n');

describe('the Test Explorer', () => {
  afterEach(async () => {
    for (const place of places.splice(0)) await place.close();
  });

  it('makes one run for a request, before anything can fail, and ends it once', async () => {
    const place = await aPlace();
    const item = await place.show('a.polyai.yaml', breakfast('seven'));
    const run = await place.run(undefined);
    assert.equal(place.runs.length, 1);
    assert.deepEqual(told(run, item).states, ['enqueued', 'started', 'passed']);
    assert.deepEqual([run.ended, run.persists], [1, false]);
    const kept = place.history.page().conversations;
    assert.deepEqual(
      kept.map(({ isFromTest }) => isFromTest),
      [true],
    );
    assert.deepEqual(place.history.page({ filter: { is: ['own'] } }).conversations, []);
    assert.match(
      told(run, item).output,
      /You: {3}What time is breakfast\?\r\nAgent: Breakfast is at seven\./,
    );

    place.failServices(new Error('no disk'));
    const failed = await place.run([item]);
    assert.equal(place.runs.length, 2);
    assert.equal(failed.ended, 1);
    assert.match(String(place.errors), /no disk/);
  });

  it('has the profiles Run, Run Until Sure and one for each connection, also when those change', async () => {
    const place = await aPlace();
    const labels = () => place.profiles.map(({ label }) => label);
    assert.deepEqual(labels(), ['Run', 'Run Until Sure', 'Run on agent']);
    assert.deepEqual(
      place.profiles.filter(({ supportsContinuousRun }) => supportsContinuousRun).map(({ label }) => label),
      ['Run'],
    );
    const item = await place.show('a.polyai.yaml', breakfast('seven'));
    await place.profile('Run Until Sure').run(new vscode.TestRunRequest([item]));
    const created = place.agent.requests.filter(({ path }) => path.endsWith('/create'));
    assert.equal(created.length, 8, 'a healthy case stops after 8 passes');
    await place.connections.update({ id: 'agent', name: 'Grand Hotel', environment: 'live' });
    assert.deepEqual(labels(), ['Run', 'Run Until Sure', 'Run on Grand Hotel (LIVE)']);

    await place.profile('Run on Grand Hotel (LIVE)').run(new vscode.TestRunRequest([item]));
    assert.deepEqual(place.runs.at(-1)?.tests.get(item.id)?.states.at(-1), 'passed');
  });

  it('runs a test again each time it is saved, and no other, until that is stopped', async () => {
    const place = await aPlace();
    const item = await place.show('a.polyai.yaml', breakfast('eight'));
    await place.show('b.polyai.yaml', breakfast('seven'));
    const stop = new vscode.CancellationTokenSource();
    await place
      .profile('Run')
      .run(new vscode.TestRunRequest(undefined, undefined, undefined, true), stop.token);
    const save = async (word: string) => {
      const document = await vscode.workspace.openTextDocument(place.uriOf('a.polyai.yaml'));
      const edit = new vscode.WorkspaceEdit();
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      edit.replace(document.uri, whole, breakfast(word));
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await save('seven');
    const first = await until('the run after saving', () => place.runs.find(({ ended }) => ended === 1));
    assert.deepEqual([...first.tests.keys()], [item.id]);
    assert.equal(told(first, item).states.at(-1), 'passed');
    stop.cancel();
    await save('nine');
    await place.run([item]);
    assert.equal(place.runs.length, 2, 'a save after the end ran it');
  });

  it('keeps the last good tests of a file that cannot be read at the moment, and says why on each', async () => {
    const place = await aPlace();
    const rows = 'rows: [{ n: 1 }, { n: 2 }]\n';
    const item = await place.show(
      'a.polyai.yaml',
      breakfast('seven', ' ${n}').replace('turns:', `${rows}turns:`),
    );
    assert.equal(item.children.size, 2);
    const uri = await place.write(
      'a.polyai.yaml',
      'test: Breakfast\nturns:\n  - usr: hello\n    expct: {}\n',
    );
    await place.tree.refresh(uri);
    assert.equal(item.children.size, 2);
    assert.ok(typeof item.error === 'string');
    assert.match(item.error, /no key “usr”/);
    const run = await place.run([item]);
    for (const [, child] of item.children) {
      const { states, messages } = told(run, child);
      assert.equal(states.at(-1), 'errored');
      assert.deepEqual(
        messages.map(({ location }) => [location?.range.start.line, location?.range.start.character]),
        [
          [2, 4],
          [3, 4],
        ],
      );
    }
    assert.deepEqual(place.agent.requests, []);
    await place.write('a.polyai.yaml', breakfast('seven'));
    await place.tree.refresh(uri);
    assert.equal(item.error, undefined);
  });

  it('shows the corpus of chat tests as the command line reports it, state by state and on the same key', async () => {
    const script = await readFile(join(fixtures, 'agent.yaml'), 'utf8');
    const key = 'sk-canary-4711-corpus';
    const env = { TEST_GUEST: 'Zoë', GUEST: 'Bob', POLYAI_API_KEY: key, TEST_COPY: `key: ${key}` };
    const place = await aPlace(script, { env, allowed: ['GUEST'] });
    const files = (await readdir(fixtures)).filter((name) => !name.endsWith('.expected.json'));
    const items = new Map<string, vscode.TestItem>();
    for (const name of files) {
      const bytes = await readFile(join(fixtures, name));
      await vscode.workspace.fs.writeFile(place.uriOf(name), bytes);
    }
    for (const name of files.filter((file) => file.endsWith('.polyai.yaml'))) {
      const uri = place.uriOf(name);
      await place.tree.refresh(uri);
      const item = place.controller.items.get(uri.toString());
      if (item !== undefined) items.set(name, item);
    }
    const run = await place.run(undefined);
    assert.deepEqual(place.errors, []);
    assert.equal(items.size, files.filter((name) => name.endsWith('.polyai.yaml')).length);
    for (const [name, item] of items) {
      const file = join(fixtures, name.replace('.polyai.yaml', '.expected.json'));
      const expected = JSON.parse(await readFile(file, 'utf8')) as Expected;
      const leaves = item.children.size > 0 ? [...item.children].map(([, child]) => child) : [item];
      const shown = leaves.map((leaf) => told(run, leaf));
      const states = shown.map(({ states: all }) => all.at(-1));
      if (expected.problems !== undefined) {
        assert.deepEqual(states, ['errored'], name);
        assert.deepEqual(
          shown[0]?.messages.map((message) => [placeOf(message), textOf(message)]),
          expected.problems.map(({ at, sentence, remedy }) => [at, oneLine(`${sentence} ${toOurs(remedy)}`)]),
          name,
        );
        continue;
      }
      const wanted = expected.statuses ?? states.map(() => expected.status ?? '');
      const toState = (status: string) =>
        expected.quarantined === true && status !== 'passed'
          ? 'skipped'
          : status === 'notSure'
            ? 'failed'
            : status;
      assert.deepEqual(counted(states), counted(wanted.map(toState)), name);
      if (expected.reason !== undefined && states.includes('errored')) {
        assert.ok(
          shown.some(({ messages }) =>
            messages.some((message) => textOf(message) === oneLine(expected.reason ?? '')),
          ),
          `${name}: ${shown[0]?.messages.map(textOf).join('\n')}`,
        );
      }
      if (expected.sentence === undefined || expected.quarantined === true) continue;
      const all = shown.flatMap(({ messages }) =>
        messages.map((message) => `${placeOf(message)} ${textOf(message).replaceAll(/\d+ ms/g, '… ms')}`),
      );
      const first = `${expected.at ?? ''} ${oneLine(expected.sentence).replaceAll(/\d+ ms/g, '… ms')}`;
      // A case that passed although one of its repeats failed has no message.
      if (states.some((state) => state !== 'passed'))
        assert.ok(all.includes(first), `${name}: ${first}\n${all.join('\n')}`);
    }
  }).timeout(60_000);

  it('closes every conversation when a run is cancelled, 100 times at any moment', async () => {
    const place = await aPlace(hotel, { concurrency: 5 });
    const rows = Array.from({ length: 12 }, (_, n) => `{ n: ${n} }`).join(', ');
    const item = await place.show(
      'a.polyai.yaml',
      `test: Case \${n}\nrows: [${rows}]\nturns:\n  - user: slowly\n    expect: { contains: yes }\n  - user: slowly\n`,
    );
    const created = new Set<string>();
    const closed = new Set<string>();
    const listening = place.agent.onDidAnswer(({ operation, conversationId }) => {
      if (conversationId === undefined) return;
      if (operation === 'create') created.add(conversationId);
      if (operation === 'close') closed.add(conversationId);
    });
    let interrupted = 0;
    for (let round = 0; round < 100; round++) {
      const source = new vscode.CancellationTokenSource();
      const timer = setTimeout(() => source.cancel(), (round * 37) % 120);
      const run = await place.run([item], source.token);
      clearTimeout(timer);
      assert.equal(run.ended, 1);
      const last = [...run.tests.values()].map(({ states }) => states.at(-1));
      assert.ok(
        last.every((state) => state === 'passed' || state === 'skipped'),
        last.join(),
      );
      if (last.includes('skipped')) interrupted++;
    }
    listening.dispose();
    assert.ok(interrupted > 25, `${interrupted} were interrupted`);
    assert.deepEqual(
      [...created].filter((id) => !closed.has(id)),
      [],
      'left open',
    );
    assert.deepEqual(place.errors, []);
  }).timeout(60_000);

  it('gives a hostile file no secret, sends nothing of it, and holds the thread for less than 100 ms', async () => {
    const secret = 'sk-canary-4711-secret';
    const place = await aPlace(hotel, {
      env: { POLYAI_API_KEY: secret, HOME: secret, TEST_COPY: `x ${secret}` },
    });
    const said = (text: string) => `test: x\nturns:\n  - user: "${text}"\n    expect: { contains: x }\n`;
    const files: Readonly<Record<string, string>> = {
      secretVariable: said('${env:POLYAI_API_KEY}'),
      otherVariable: said('${env:HOME}'),
      copyOfSecret: said('${env:TEST_COPY}'),
      address: `connection: https://evil.invalid\n${said('x')}`,
      outside: `rows: ../../../../etc/passwd\n${said('x')}`,
      outsideJson: `rows: /etc/hosts.json\n${said('x')}`,
      pattern: `test: x\nturns:\n  - user: x\n    expect: { matches: '(a+)+$' }\n`,
      manyRows: `rows: rows.csv\n${said('x ${n}')}`,
      linkedRows: `rows: linked.csv\n${said('x')}`,
      endlessRows: `rows: endless.csv\n${said('x')}`,
      pipedRows: `rows: pipe.json\n${said('x')}`,
      rowsBehindALink: `rows: up/passwd.csv\n${said('x')}`,
      manyCases: `matrix: { a: [${'1,'.repeat(300)}1], b: [${'1,'.repeat(300)}1] }\n${said('x')}`,
    };
    await place.write('rows.csv', `n\n${'1\n'.repeat(1_000_000)}`);
    const at = (name: string) => join(place.directory, name);
    const outside = await mkdtemp(join(tmpdir(), 'polyai-outside-'));
    if (process.platform !== 'win32') {
      await writeFile(join(outside, 'passwd.csv'), 'canary\ncanary\n');
      await writeFile(join(outside, 'a.yaml'), said('canary'));
      await symlink(join(outside, 'passwd.csv'), at('linked.csv'));
      await symlink('/dev/zero', at('endless.csv'));
      await symlink(outside, at('up'));
      execFileSync('mkfifo', [at('pipe.json')]);
      // Tests that are links themselves: what they lead to is never shown.
      await symlink(join(outside, 'a.yaml'), at('linked.polyai.yaml'));
      await symlink('/dev/zero', at('endless.polyai.yaml'));
    }
    const items: vscode.TestItem[] = [];
    const thread = watchThread();
    for (const [name, text] of Object.entries(files))
      items.push(await place.show(`${name}.polyai.yaml`, text));
    for (const name of ['linked', 'endless']) {
      const uri = place.uriOf(`${name}.polyai.yaml`);
      await place.tree.refresh(uri);
      const item = place.controller.items.get(uri.toString());
      if (item !== undefined) items.push(item);
    }
    const run = await place.run(items);
    const longest = thread.stop();
    for (const item of items) {
      const { states, messages } = told(run, item);
      assert.notEqual(states.at(-1), 'passed', item.id);
      assert.ok(messages.length > 0 || states.at(-1) === 'skipped', item.id);
      assert.doesNotMatch(everythingTold(told(run, item)), /canary|root:/);
    }
    assert.deepEqual(place.agent.requests, []);
    assert.ok(longest < 100, `the thread was held for ${longest} ms`);
    await rm(outside, { recursive: true });
  }).timeout(60_000);

  it('takes what an agent says for text, in messages and in the output, which is a terminal', async () => {
    const hostile = String.raw`\e]8;;file:///etc/passwd\a\e[31mred\e[2J [Sign in](command:workbench.action.quit) https://evil.invalid file:///etc/passwd $(trash) <b> \u202Etxt`;
    const place = await aPlace(`greeting: "${hostile}"\n`);
    const item = await place.show('a.polyai.yaml', 'test: x\nturns:\n  - expect: { equals: hello }\n');
    const run = await place.run([item]);
    const { messages, states } = told(run, item);
    assert.equal(states.at(-1), 'failed');
    const all = everythingTold(told(run, item));
    assert.match(all, /Sign in/);
    // oxlint-disable-next-line no-control-regex -- what a terminal obeys
    assert.doesNotMatch(all, /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.doesNotMatch(all, /https?:\/\/|file:\/\//);
    for (const message of messages) assert.equal(typeof message.message, 'string');
  });

  it('shows in a new window why a test was red, and marks it with what can be done', async () => {
    const before = await aPlace();
    const text = `test: Breakfast\nturns:\n  - user: What time is breakfast?\n    said: At six.\n    expect: { same: true }\n`;
    await before.run([await before.show('a.polyai.yaml', text)]);
    places.splice(0);
    await before.close({ keep: true });

    const after = await aPlace(hotel, { directory: before.directory });
    const uri = after.uriOf('a.polyai.yaml');
    const { lines } = await after.tree.refresh(uri);
    after.lastResults.offer(uri, lines);
    const run = await until('the last results', () => after.runs.find(({ ended }) => ended === 1));
    assert.deepEqual([run.name, run.persists, run.request.preserveFocus], ['Last Results', false, true]);
    const [message] = [...run.tests.values()].flatMap(({ messages }) => messages);
    assert.ok(message);
    assert.equal(textOf(message), 'The reply is not the one that was recorded.');
    assert.deepEqual([message.expectedOutput, message.actualOutput], ['At six.', 'Breakfast is at seven.']);
    assert.equal(placeOf(message), '5:15');
    assert.match(message.contextValue ?? '', /^polyai\.failure\.said /);
    assert.deepEqual(after.agent.requests, []);
  });

  describe('what can be done about a message', () => {
    /** A test that passed and now fails, and what the editor hands over for its message: itself, its row, its text. */
    async function aFailure() {
      const place = await aPlace();
      const text = (said: string) =>
        `test: Breakfast\nturns:\n  - user: What time is breakfast?\n    said: ${said}\n    expect: { same: true }\n`;
      await place.run([await place.show('a.polyai.yaml', text('Breakfast is at seven.'))]);
      // Another one that fails: what is asked about the first must not become a question which is meant.
      await place.run([await place.show('b.polyai.yaml', breakfast('eight'))]);
      const item = await place.show('a.polyai.yaml', text('At six.'));
      const [message] = told(await place.run([item]), item).messages;
      assert.ok(message);
      const opened: unknown[] = [];
      const actions = createFailureActions({
        recorder: place.recorder,
        get: (id) => place.history.get(id),
        openPanel: (id, options) => void opened.push([id, options?.turn]),
      });
      const testId = `polyai.chatTests\0${item.id}`;
      const address = { scheme: 'vscode-test-data', authority: 'results', query: testId };
      const argumentsOf = {
        message: { test: item, message },
        row: item,
        expected: vscode.Uri.from({ ...address, path: '/run/message/0/0/ExpectedOutput' }),
      };
      return { place, item, actions, opened, argumentsOf: Object.entries(argumentsOf) };
    }
    const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab;
    afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

    it('Open Conversation opens it at its turn, from the message, its row and its text', async () => {
      const { place, actions, opened, argumentsOf } = await aFailure();
      const [newest] = place.history.page().conversations;
      for (const [from, argument] of argumentsOf) {
        assert.ok(isTestMessage(argument), from);
        await actions.openConversation(argument);
        assert.deepEqual(opened.splice(0), [[newest?.id, 1]], from);
      }
    });

    it('Compare with Last Pass shows both, from the message, its row and its text', async () => {
      const { actions, argumentsOf } = await aFailure();
      for (const [from, argument] of argumentsOf) {
        await actions.commands['polyai.compareWithLastPass'](argument);
        const tab = await until(`the comparison from the ${from}`, () => shown());
        assert.ok(tab.input instanceof vscode.TabInputTextDiff, from);
        assert.equal(tab.label, 'What Changed: Breakfast');
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      }
    });

    it('Accept New Reply writes it into the test, from the message, its row and its text', async () => {
      const { place, actions, argumentsOf } = await aFailure();
      for (const [from, argument] of argumentsOf) {
        await actions.commands['polyai.acceptNewReply'](argument);
        const document = await vscode.workspace.openTextDocument(place.uriOf('a.polyai.yaml'));
        assert.match(document.getText(), /said: Breakfast is at seven\./, from);
        await vscode.commands.executeCommand('undo');
        assert.match(document.getText(), /said: At six\./, from);
      }
    });

    it('Accept New Reply says so when the file is read-only, and keeps what is typed in it', async () => {
      const { place, item, actions } = await aFailure();
      const accept = () => actions.commands['polyai.acceptNewReply'](item);
      const document = await vscode.workspace.openTextDocument(place.uriOf('a.polyai.yaml'));
      const editor = await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
      await assert.rejects(accept(), /a\.polyai\.yaml could not be changed/);
      await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '# typed\n'));
      await accept();
      assert.match(document.getText(), /^# typed\n[^]*said: Breakfast is at seven\./);
    });

    it('a row whose test has passed since says so, and nothing of another test is opened', async () => {
      const { place, item, actions, opened } = await aFailure();
      await place.show('a.polyai.yaml', breakfast('seven'));
      await place.run([item]);
      await assert.rejects(actions.openConversation(item), /has no failure that is recorded/);
      assert.deepEqual(opened, []);
    });

    it('of several cases of a file, a row means its own', async () => {
      const place = await aPlace();
      const rows = 'rows: [{ n: 1 }, { n: 2 }]\n';
      const file = await place.show(
        'a.polyai.yaml',
        breakfast('eight', ' ${n}').replace('turns:', `${rows}turns:`),
      );
      await place.run([file]);
      const items = Array.from(file.children, ([, item]) => item);
      const named = items.map((item) => place.recorder.failing(testOf(item)).map(({ kept }) => kept.name));
      assert.deepEqual(named, [['Breakfast 1'], ['Breakfast 2']]);
      const text = vscode.Uri.from({
        scheme: 'vscode-test-data',
        path: '/run/message/0/0/TestFailureMessage',
        query: ['polyai.chatTests', file.id, items[1]?.id].join('\0'),
      });
      assert.deepEqual(testOf(text), testOf(items[1]));
    });
  });

  it('finds thousands of cases without holding the thread for 20 ms', async () => {
    const place = await aPlace();
    await place.write('rows.csv', `n\n${Array.from({ length: 5000 }, (_, n) => `${n}\n`).join('')}`);
    const thread = watchThread();
    const item = await place.show('a.polyai.yaml', `rows: rows.csv\n${breakfast('seven', ' ${n}')}`);
    const { slices } = thread;
    thread.stop();
    assert.equal(item.children.size, 5000);
    const slow = slices.filter((ms) => ms > 20);
    assert.ok(slow.length <= 1, `held for ${slow.map(Math.round).join(', ')} ms`);
  }).timeout(30_000);
});

/** What the command allows with a flag, a setting allows here. */
function toOurs(remedy: string): string {
  return remedy.replace(
    /^Allow it with --env \w+\.$/,
    'Allow it in the setting polyai.chatTests.environmentVariables.',
  );
}

/** How often each stands there. */
function counted(states: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const state of states) counts[state ?? 'none'] = (counts[state ?? 'none'] ?? 0) + 1;
  return counts;
}

interface Expected {
  readonly status?: string;
  readonly statuses?: readonly string[];
  readonly at?: string;
  readonly sentence?: string;
  readonly reason?: string;
  readonly quarantined?: boolean;
  readonly problems?: readonly { readonly at: string; readonly sentence: string; readonly remedy: string }[];
}

function placeOf({ location }: vscode.TestMessage): string {
  const start = location?.range.start;
  return start === undefined ? '' : `${start.line + 1}:${start.character + 1}`;
}

/** As the editor shows a sentence: on one line, an address being no link. */
function oneLine(text: string): string {
  return text
    .replaceAll('://', ': //')
    .replaceAll('](', '] (')
    .replaceAll('$(', '$ (')
    .replaceAll(/\s+/g, ' ');
}
