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
  readonly env?: Readonly<Record<string, string>>;
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
    assert.deepEqual(identities, ['npm', 'marketplace']);
  });

  it('has one long-lived token, of the registry that offers nothing else, in the last step of its job', () => {
    assert.deepEqual(
      [...source.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name),
      ['OVSX_PAT'],
    );
    assert.deepEqual(release.jobs['open-vsx']?.steps?.at(-1)?.env, { OVSX_PAT: '${{ secrets.OVSX_PAT }}' });
  });

  it('pins every action to a commit and every package to a version', () => {
    // What is published comes from the tests' workflow.
    const jobs = [...Object.values(release.jobs), ...Object.values(tests.jobs)];
    const steps = jobs.flatMap((job) => job.steps ?? []);
    assert.ok(steps.length > 15);
    for (const { uses, run } of steps) {
      if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      for (const [, name = ''] of (run ?? '').matchAll(/npm install(?: --\S+)* (\S+)/g)) {
        assert.match(name, /@\d+\.\d+\.\d+$/);
      }
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

  it('runs the vsce of the lock file', () => {
    const run = release.jobs['marketplace']?.steps?.at(-1)?.run ?? '';
    const file = /node (\S+)/.exec(run)?.[1] ?? '';
    assert.ok(readFileSync(path.join(root, file), 'utf8').startsWith('#!'));
  });
});
