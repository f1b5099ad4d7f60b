import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../../support/manifest.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Locked {
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, Locked>>;
}

const sourceOf = (name: string) => readFileSync(path.join(root, '.github/workflows', name), 'utf8');
const source = sourceOf('release.yml');
const release = parse(source) as Workflow;
const tests = parse(sourceOf('test.yml')) as Workflow;
const publishing = Object.entries(release.jobs).filter(([, { environment }]) => environment !== undefined);

describe('the release workflow', () => {
  it('publishes to three registries, each from an environment of its own, after the whole test matrix', () => {
    assert.deepEqual(
      publishing.map(([name]) => name),
      ['npm', 'marketplace', 'open-vsx'],
    );
    for (const [name, { needs, environment }] of publishing) {
      assert.equal(needs, 'test', name);
      assert.equal(environment, name);
    }
    assert.equal(release.jobs['test']?.uses, './.github/workflows/test.yml');
    assert.ok('workflow_call' in tests.on, 'the tests can be called');
  });

  it('may do nothing but what a job says, and only where trusted publishing needs it an identity', () => {
    assert.deepEqual(release.permissions, {});
    const identities = Object.entries(release.jobs)
      .filter(([, { permissions }]) => permissions?.['id-token'] === 'write')
      .map(([name]) => name);
    assert.deepEqual(
      identities,
      publishing.map(([name]) => name),
    );
  });

  it('has no long-lived token', () => {
    assert.doesNotMatch(source, /\bsecrets\b/);
    assert.doesNotMatch(sourceOf('test.yml'), /\bsecrets\b/);
  });

  it('pins every action to a commit and every package by a lock file', () => {
    // What is published comes from the tests' workflow.
    const jobs = [...Object.values(release.jobs), ...Object.values(tests.jobs)];
    const steps = jobs.flatMap((job) => job.steps ?? []);
    assert.ok(steps.length > 15);
    for (const { uses, run } of steps) {
      if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      assert.doesNotMatch(run ?? '', /\b(?:npm (?:install|i|exec)|npx)\b/);
    }
  });

  it('publishes the files that the tests have tested', () => {
    const upload = tests.jobs['test']?.steps?.find((step) => step.with?.['name'] === 'packages');
    assert.deepEqual(String(upload?.with?.['path']).trim().split('\n'), [
      'out/polyai-chat.vsix',
      'out/polyai-chat-*.tgz',
    ]);
    assert.equal(upload?.with?.['if-no-files-found'], 'error');
    for (const [name, { steps = [] }] of publishing) {
      assert.ok(
        steps.some((step) => step.with?.['name'] === 'packages'),
        name,
      );
    }
  });

  it('reads what it publishes from where it was put', () => {
    for (const [name, { steps = [] }] of publishing) {
      const folder = steps.find((step) => step.with?.['name'] === 'packages')?.with?.['path'] ?? '.';
      const published = /(\S*polyai-chat\S*\.(?:vsix|tgz))/.exec(steps.at(-1)?.run ?? '')?.[1] ?? '';
      assert.equal(path.posix.dirname(published), folder, name);
    }
  });

  it('runs vsce and ovsx by their place in the packages of a lock file', () => {
    const locks = { marketplace: 'package-lock.json', 'open-vsx': '.github/openVsx/package-lock.json' };
    for (const [name, lock] of Object.entries(locks)) {
      const run = release.jobs[name]?.steps?.at(-1)?.run ?? '';
      const [, folder = '', tool = ''] =
        /^node (\S*?)node_modules\/((?:@\w+\/)?\w+)\/\S+ publish/.exec(run) ?? [];
      assert.equal(`${folder}package-lock.json`, lock);
      const { packages } = JSON.parse(readFileSync(path.join(root, lock), 'utf8')) as Lock;
      assert.match(
        packages['']?.devDependencies?.[tool] ?? packages['']?.dependencies?.[tool] ?? '',
        /^\d+\.\d+\.\d+$/,
      );
      for (const [place, { integrity }] of Object.entries(packages))
        if (place !== '') assert.ok(integrity, place);
    }
    const vsce = /node (\S+)/.exec(release.jobs['marketplace']?.steps?.at(-1)?.run ?? '')?.[1] ?? '';
    assert.ok(readFileSync(path.join(root, vsce), 'utf8').startsWith('#!'));
  });
});
