import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { manifestText, root } from '../../support/manifest.ts';

const manifest = JSON.parse(manifestText) as { readonly name: string; readonly version: string };

/** The tarball as a pipeline has it: installed in an empty folder, without a network, and run by `npx`. */
const tarball = path.join(root, `out/${manifest.name}-${manifest.version}.tgz`);
const windows = process.platform === 'win32';

const inherited = (process.env['PATH'] ?? '').split(path.delimiter);
const ownFolder = path.dirname(process.execPath);
/** The PATH of a terminal: without what npm puts in front of it for a script. */
const outside = inherited.filter((folder) => !folder.includes('node_modules') && folder !== ownFolder);

/** Each version with the PATH on which `node` is that version; undefined where this machine has none. */
const versions: readonly (readonly [major: number, folders: readonly string[] | undefined])[] = [
  [20, versionOn(outside) === 20 ? outside : undefined],
  [24, versionOn([ownFolder, ...outside]) === 24 ? [ownFolder, ...outside] : undefined],
];

function versionOn(folders: readonly string[]): number | undefined {
  const { stdout } = spawnSync('node', ['-p', 'process.versions.node'], {
    env: { PATH: folders.join(path.delimiter) },
    encoding: 'utf8',
  });
  return typeof stdout === 'string' ? Number.parseInt(stdout, 10) : undefined;
}

for (const [major, folders] of versions) {
  const skip = windows
    ? 'npx is a batch file here'
    : folders === undefined
      ? `there is no Node ${major} on this machine`
      : false;
  describe(`the tarball in an empty folder, on Node ${major}`, { skip, timeout: 120_000 }, () => {
    let folder = '';
    let env: Record<string, string> = {};
    const run = (command: string, args: readonly string[], more: Record<string, string> = {}) =>
      spawnSync(command, args, { cwd: folder, env: { ...env, ...more }, encoding: 'utf8', timeout: 60_000 });

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'polyai-tarball-'));
      env = {
        PATH: (folders ?? []).join(path.delimiter),
        HOME: folder,
        npm_config_update_notifier: 'false',
        npm_config_fund: 'false',
        npm_config_audit: 'false',
      };
      const { status, stderr } = run('npm', ['install', '--offline', tarball]);
      assert.equal(status, 0, stderr);
    });
    after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

    it('is run by that Node', () => {
      const { stdout } = run('node', ['-p', 'process.versions.node']);
      assert.equal(Number.parseInt(stdout, 10), major);
    });

    it('npx polyai-chat chat -m hello talks to npx polyai-chat stand-in', async () => {
      const standIn = spawn('npx', ['--offline', 'polyai-chat', 'stand-in'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
        // A group of its own, so that what npx starts ends with it.
        detached: true,
      });
      try {
        const { status, stdout, stderr } = run(
          'npx',
          ['--offline', 'polyai-chat', 'chat', '-m', 'hello'],
          await variablesOf(standIn),
        );
        assert.equal(status, 0, stderr);
        assert.match(stdout, /Hello\. How can I help\?/);
      } finally {
        const exit = once(standIn, 'exit');
        if (standIn.pid !== undefined) process.kill(-standIn.pid, 'SIGTERM');
        await exit;
      }
    });

    it('npx polyai-chat test runs the examples that it holds', () => {
      const examples = `node_modules/${manifest.name}/examples`;
      const test = (what: string) =>
        run('npx', ['--offline', 'polyai-chat', 'test', what, '--connection', 'stand-in']);
      const green = test(`${examples}/frontDesk.polyai.yaml`);
      assert.equal(green.status, 0, green.stderr);
      assert.match(green.stdout, /1 passed, 0 failed/);
      const all = test(examples);
      assert.equal(all.status, 1, all.stderr);
      assert.match(all.stdout, /5 passed, 1 failed/);
      assert.match(
        all.stdout,
        /redOnPurpose\.polyai\.yaml:\d+:\d+ turn 1: The reply does not contain "20 euros"/,
      );
    });
  });
}

/** What the stand-in agent prints to be exported, once it listens. */
async function variablesOf({ stdout }: ChildProcess): Promise<Record<string, string>> {
  assert.ok(stdout);
  const variables: Record<string, string> = {};
  for await (const line of createInterface({ input: stdout })) {
    const [, name, value] = /^ {2}export (\w+)=(\S+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables[name] = value;
    if (line.startsWith('Press Ctrl+C')) return variables;
  }
  throw new Error('The stand-in agent ended before it listened.');
}
