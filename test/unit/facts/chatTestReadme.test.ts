import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { testFlags } from '../../../src/cli/commandFlags.ts';
import { parseFlags } from '../../../src/cli/flags.ts';
import { readTestOptions } from '../../../src/cli/commands/testFlags.ts';
import { version } from '../../../src/cli/version.ts';
import { toGithubWorkflow } from '../../../src/core/chatTest/ciWorkflow.ts';
import { parseChatTest } from '../../../src/core/chatTest/parseChatTest.ts';
import {
  createKeys,
  expectKeys,
  fileKeys,
  quarantineKeys,
  turnKeys,
} from '../../../src/core/chatTest/testKeys.ts';
import { root } from '../../support/manifest.ts';

it('the workflow that README.md shows is the one that the editor writes', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const workflow = toGithubWorkflow({ version, folder: 'tests', branch: 'main', region: 'uk-1' });
  assert.ok(readme.includes(`\`\`\`yaml\n${workflow}\`\`\``), workflow);
});

for (const file of ['README.md', 'src/cli/README.md']) {
  describe(`what ${file} says of chat tests`, () => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const section = text.slice(text.indexOf('## Chat tests'));
    const yaml = [...section.matchAll(/```yaml\n([^]*?)```/g)].map(([, source = '']) => source);

    it('begins with a test that has nothing wrong', async () => {
      assert.deepEqual((await parseChatTest(yaml[0] ?? '', { today: '2026-01-01' })).problems, []);
    });

    it('names every key in a table', () => {
      const rows = section.split('\n').filter((line) => line.startsWith('|'));
      const known = [fileKeys(), createKeys(), turnKeys(), expectKeys(), quarantineKeys()];
      for (const key of known.flatMap((keys) => Object.keys(keys))) {
        assert.ok(
          rows.some((row) => new RegExp(`\`${key}[\`:]`).test(row)),
          key,
        );
      }
    });

    it('teaches commands that the command line takes, in pipelines too', () => {
      const pipelines = yaml.slice(1).join('\n');
      assert.equal(yaml.slice(1).map((source) => Object.keys(parse(source) as object)).length, 2);
      const lines = [
        ...`${section}\n${pipelines}`.matchAll(/polyai-chat(?:@(\S+))? test((?: [^`\n]*)?)(?:`|$)/gm),
      ];
      assert.ok(lines.length >= 8);
      for (const [line, pinned, rest = ''] of lines) {
        if (pinned !== undefined) assert.equal(pinned, version, line);
        const args = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([word, quoted]) => quoted ?? word);
        assert.doesNotThrow(() => readTestOptions(parseFlags('test', testFlags, args, true)), line);
      }
    });
  });
}
