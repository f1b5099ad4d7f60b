import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { commonFolder, toGithubWorkflow } from '../../../../src/core/chatTest/ciWorkflow.ts';
import {
  numberedTestFile,
  toTestFileName,
  withTestEnding,
} from '../../../../src/core/chatTest/testFileName.ts';
import { inBothSpellings } from '../../../../src/core/chatTest/testPattern.ts';

describe('the file of a test', () => {
  for (const [name, file] of [
    ['I need a room for two', 'i-need-a-room-for-two.polyai.yaml'],
    ['../../etc/passwd', 'etc-passwd.polyai.yaml'],
    ['C:\\Windows\\x', 'c-windows-x.polyai.yaml'],
    ['con', 'conversation.polyai.yaml'],
    ['COM¹', 'conversation.polyai.yaml'],
    ['👋', 'conversation.polyai.yaml'],
    // Cut off between characters, not within one.
    [`a${'𠀀'.repeat(40)}`, `a${'𠀀'.repeat(23)}.polyai.yaml`],
    ['Grüße aus Köln', 'grüße-aus-köln.polyai.yaml'],
    ["I don't know\u0000\u202e", 'i-dont-know.polyai.yaml'],
    ['予約したい', '予約したい.polyai.yaml'],
    ['word '.repeat(40), `${'word-'.repeat(9)}wo`.slice(0, 44).concat('.polyai.yaml')],
  ] as const) {
    it(`is called ${JSON.stringify(file)} for ${JSON.stringify(name.slice(0, 30))}`, () => {
      assert.equal(toTestFileName(name), file);
    });
  }

  it('is found in either spelling of its ending, unless the pattern says otherwise', () => {
    assert.equal(inBothSpellings('**/*.polyai.yaml'), '**/*.polyai.{yaml,yml}');
    assert.equal(inBothSpellings('{a,b}/*.polyai.yml'), '{a,b}/*.polyai.{yaml,yml}');
    assert.equal(inBothSpellings('tests/**/*.yaml'), 'tests/**/*.yaml');
  });

  it('gets the ending by which tests are known, and a number where the name is taken', () => {
    assert.equal(withTestEnding('tests/a'), 'tests/a.polyai.yaml');
    assert.equal(withTestEnding('tests/a.yaml'), 'tests/a.polyai.yaml');
    assert.equal(withTestEnding('tests/a.polyai.yml'), 'tests/a.polyai.yml');
    assert.equal(numberedTestFile('a.polyai.yaml', 1), 'a.polyai.yaml');
    assert.equal(numberedTestFile('a.polyai.yaml', 3), 'a-3.polyai.yaml');
  });
});

describe('the workflow for GitHub', () => {
  const base = { version: '0.1.0', branch: 'main', region: 'uk-1' };
  const runOf = (text: string) => {
    const { jobs } = parse(text) as {
      jobs: { 'chat-tests': { steps: { run?: string; env?: Record<string, string> }[] } };
    };
    return jobs['chat-tests'].steps.find(({ run }) => run !== undefined);
  };

  it('runs the tests of the folder that holds them, or all', () => {
    const tests = ['agent/tests/a.polyai.yaml', 'agent/tests/deep/b.polyai.yaml'];
    const folder = commonFolder(tests);
    assert.equal(folder, 'agent/tests');
    assert.match(
      runOf(toGithubWorkflow({ ...base, folder }))?.run ?? '',
      /^npx --yes polyai-chat@0\.1\.0 test agent\/tests --reporter/,
    );
    assert.equal(commonFolder(['a.polyai.yaml', 'tests/b.polyai.yaml']), undefined);
    assert.match(runOf(toGithubWorkflow(base))?.run ?? '', /polyai-chat@0\.1\.0 test --reporter/);
  });

  it('takes no name along that a shell would read as something else, and no secret', () => {
    for (const name of ['$(reboot)', 'a;b', '-x', "a'b", '`id`', 'a b']) {
      assert.equal(commonFolder([`${name}/a.polyai.yaml`]), undefined, name);
    }
    const hostile = toGithubWorkflow({ ...base, region: "https://x # '\n  evil: true" });
    assert.deepEqual(Object.keys(parse(hostile) as object), ['name', 'on', 'permissions', 'jobs']);
    assert.equal(runOf(hostile)?.env?.['POLYAI_REGION'], "https://x # '\n  evil: true");
    assert.equal(runOf(hostile)?.env?.['POLYAI_API_KEY'], '${{ secrets.POLYAI_API_KEY }}');
  });
});
