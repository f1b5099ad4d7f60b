import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { exampleTests, repoFolder } from '../../../support/paths.ts';
import { runCli } from '../runCli.ts';

const command = 'polyai-chat test examples --connection stand-in';
let folder = '';

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polyai-examples-'));
  await cp(exampleTests, path.join(folder, 'examples'), { recursive: true });
});

after(() => rm(folder, { recursive: true, force: true }));

describe('the example tests', () => {
  it('pass against the stand-in agent, but for the one that is red on purpose', async () => {
    const args = [...command.split(' ').slice(1), '--json'];
    const { exitCode, stdout } = await runCli(args, { folder });
    const { tests } = JSON.parse(stdout) as TestReport;
    assert.equal(exitCode, 1);
    assert.equal(tests.length, 6);
    for (const { file, status, firstFailure } of tests) {
      const wanted = file.includes('redOnPurpose') ? 'failed' : 'passed';
      assert.equal(status, wanted, `${file}: ${firstFailure?.sentence}`);
    }
  });

  it('are run as the README and the folder of npm start say', async () => {
    for (const file of ['README.md', 'test/support/startFolder.ts']) {
      assert.ok((await readFile(path.join(repoFolder, file), 'utf8')).includes(`npx ${command}`), file);
    }
  });
});
