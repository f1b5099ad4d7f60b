import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as yaml from 'yaml';
import { iconNames } from '../../../media/icons/iconNames.ts';
import { manifest, root } from '../../support/manifest.ts';

const extension = path.join(root, 'dist/extension.js');
const cli = path.join(root, 'dist/cli.js');
const program = path.join(root, 'dist/program.js');

const parts = readdirSync(path.join(root, 'dist'))
  .filter((name) => name.startsWith('part-'))
  .map((name) => path.join(root, 'dist', name));

const withoutEditor = `
  const { Module } = require('node:module');
  const anything = new Proxy(class {}, {
    get: (target, name) => (name === 'prototype' ? target.prototype : anything),
    apply: () => anything,
  });
  const load = Module._load;
  Module._load = (id, ...rest) => (id === 'vscode' ? anything : load(id, ...rest));`;

// These look at what `npm run build` made; without it they fail and name the missing file.
describe('the extension bundle', () => {
  it('holds no global dispatcher of undici', () => {
    for (const file of [extension, ...parts]) {
      assert.doesNotMatch(readFileSync(file, 'utf8'), /undici\.globalDispatcher/, file);
    }
  });

  it('begins with a small part: the commands, the panels and the stand-in agent come when they are needed', () => {
    const code = readFileSync(extension, 'utf8');
    assert.equal(parts.length, 2, 'one part is wanted soon, and one with the first thing that is done');
    assert.ok(code.length < 80_000, `${code.length} characters`);
    assert.doesNotMatch(code, /The front desk of the Grand Hotel|chat\/respond/);
  });

  it('needs no second file before something is done: each costs the editor a moment', () => {
    const loaded = runNode(
      '-e',
      `${withoutEditor}
      const before = Object.keys(require.cache).length;
      require(${JSON.stringify(extension)});
      process.stdout.write(String(Object.keys(require.cache).length - before));`,
    );
    assert.equal(loaded, '1');
  });

  it('leaves the dispatcher that all extensions share alone when it is loaded', () => {
    // A process of its own: the test runner may have used fetch already, and that sets the dispatcher.
    const load = `${withoutEditor}
      for (const part of ${JSON.stringify(parts)}) require(part);
      const { activate } = require(${JSON.stringify(extension)});
      const dispatcher = globalThis[Symbol.for('undici.globalDispatcher.1')];
      process.stdout.write(JSON.stringify([typeof activate, typeof dispatcher]));
      process.exit();`;
    assert.deepEqual(JSON.parse(runNode('-e', load)), ['function', 'undefined']);
  });
});

describe('the command line bundle', () => {
  it('runs where there is no editor', () => {
    assert.doesNotMatch(readFileSync(program, 'utf8'), /require\(["']vscode["']\)/);
    assert.match(runNode(cli, '--help'), /polyai-chat/);
  });

  it('keeps what Node has compiled in the person’s own folder, and nothing where there is no such place', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyai-cache-'));
    const run = (place: string) => {
      const own = { HOME: '', XDG_CACHE_HOME: place, LOCALAPPDATA: place };
      // The run of all tests has a folder of its own for what Node compiles, and Node uses the first it is told.
      const env = { ...process.env, ...own, NODE_COMPILE_CACHE: undefined };
      return execFileSync(process.execPath, [cli, '--version'], { encoding: 'utf8', timeout: 20_000, env });
    };
    try {
      const { version } = manifest;
      assert.equal(run(path.join(folder, 'none')), `${version}\n`);
      assert.deepEqual(readdirSync(folder), []);
      for (const _ of ['the first time', 'again']) assert.equal(run(folder), `${version}\n`);
      assert.deepEqual(readdirSync(folder), ['polyai-chat']);
      assert.equal(readdirSync(path.join(folder, 'polyai-chat')).length, 1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('finds and runs the chat tests of a folder', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyai-bundle-'));
    try {
      writeFileSync(
        path.join(folder, 'a.polyai.yaml'),
        'test: breakfast\nturns:\n  - user: breakfast\n    expect: { contains: winter }\n',
      );
      const args = [cli, 'test', '--connection', 'stand-in'];
      // In the folder: a run keeps its report where it is started.
      const options = { encoding: 'utf8', timeout: 20_000, cwd: folder } as const;
      assert.match(execFileSync(process.execPath, args, options), /1 passed, 0 failed/);
      // The schema of YAML 1.1 is not in the bundle, and a script may name that version.
      writeFileSync(path.join(folder, 'script.yaml'), '%YAML 1.1\n---\ngreeting: winter\nfallback: winter\n');
      const scripted = execFileSync(process.execPath, [...args, '--script', 'script.yaml'], options);
      assert.match(scripted, /1 passed, 0 failed/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the bundle of YAML', () => {
  it('reads every fixture as the whole library does, without what the library has for writing', async () => {
    const bundled = createRequire(import.meta.url)(path.join(root, 'dist/yaml.js')) as typeof yaml;
    for await (const file of glob('test/fixtures/**/*.{yaml,yml}', { cwd: root })) {
      const text = readFileSync(path.join(root, file), 'utf8');
      assert.deepEqual(readYaml(bundled, text), readYaml(yaml, text), file);
    }
  });
});

describe('the webview bundles', () => {
  it('come with every icon that they may name and with no other, in a font that is much smaller than the whole', async () => {
    const webview = path.join(root, 'dist/webview');
    const css = readFileSync(path.join(webview, 'codicon.css'), 'utf8');
    const ruled = [...css.matchAll(/\.codicon-([a-z-]+):before/g)].map(([, name = '']) => name);
    assert.deepEqual(ruled.sort(), [...iconNames].sort());
    let sources = '';
    for await (const file of glob('media/{broadcast,common,conversation,newChat}/*.{ts,tsx}', {
      cwd: root,
    })) {
      sources += readFileSync(path.join(root, file), 'utf8');
    }
    for (const name of iconNames) assert.match(sources, new RegExp(`['"]${name}['"]`));
    assert.ok(readFileSync(path.join(webview, 'codicon.ttf')).length < 12_000);
  });
});

/** What of YAML is used: the tree with its sources and ranges, the problems, and a stand-in script's values. */
function readYaml(library: typeof yaml, text: string): unknown {
  const documents = library.parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const read = (node: unknown): unknown => {
    if (library.isPair(node)) return [read(node.key), read(node.value)];
    if (library.isMap(node) || library.isSeq(node))
      return [node.range, node.anchor, node.tag, node.items.map((item: unknown) => read(item))];
    if (library.isAlias(node)) return [node.range, node.source];
    return library.isScalar(node)
      ? [node.range, node.anchor, node.tag, node.type, node.source, node.value]
      : node;
  };
  const trees = [...documents].map(({ contents, errors }) => [
    read(contents),
    errors.map(({ code, message, pos }) => [code, message, pos]),
  ]);
  try {
    const options = { schema: 'core', stringKeys: true, logLevel: 'silent' } as const;
    const document = library.parseDocument(text, options);
    return [trees, document.errors.length > 0 || document.toJS({ maxAliasCount: 100 })];
  } catch (error) {
    return [trees, String(error)];
  }
}

function runNode(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
}
