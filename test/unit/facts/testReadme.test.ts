import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { manifest, root } from '../../support/manifest.ts';

const readme = readFileSync(path.join(root, 'test', 'README.md'), 'utf8');
const commands =
  readme
    .match(/## One test\n+```sh\n([^`]+)```/)?.[1]
    ?.trim()
    .split('\n') ?? [];

/** The titles in files of this kind that hold `part` in their name. */
function titlesOf(kind: string, part = ''): readonly string[] {
  return globSync(`test/${kind}/**/*.test.ts`, { cwd: root })
    .filter((file) => file.includes(part))
    .flatMap((file) => [
      ...readFileSync(path.join(root, file), 'utf8').matchAll(/\b(?:it|test)\(\s*'([^'\n]+)'/g),
    ])
    .map(([, title = '']) => title);
}

describe('the examples of test/README.md', () => {
  it('are there', () => assert.ok(commands.length >= 4));

  for (const command of commands) {
    it(`run something: ${command}`, () => {
      const script = /^npm run (\S+)/.exec(command)?.[1];
      if (script !== undefined) {
        assert.ok(script in manifest.scripts, script);
        return;
      }
      const [, name = ''] = /--(?:test-name-pattern=|grep |name )"([^"]+)"/.exec(command) ?? [];
      const [, runner = 'unit', part] = /test\/(host|e2e)\/run\.ts (\S+)/.exec(command) ?? [];
      assert.ok(name !== '', 'it names no test');
      assert.ok(
        titlesOf(runner, part).some((title) => title.includes(name)),
        `no title of ${runner} holds "${name}"`,
      );
    });
  }
});
