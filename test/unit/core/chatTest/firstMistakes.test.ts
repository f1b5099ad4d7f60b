import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadChatTest } from '../../../../src/core/chatTest/loadChatTest.ts';

const turn = '  - user: x\n    expect: { equals: x }\n';
const twoTurns = `${turn}  - user: y\n    expect: { equals: y }\n`;
const indented = 'This line is not indented as the lines it belongs to.';
const space = 'A space is missing here.';
const open = 'This bracket is not closed.';

/** What is written on the first day, where it is told, and what is said; nothing else is said of the file. */
const mistakes: readonly (readonly [what: string, text: string, at: string, sentence: string])[] = [
  [
    'a key one space too far left',
    'test: t\nturns:\n  - user: x\n   expect: { equals: x }\n',
    '4:4',
    indented,
  ],
  [
    'a key of a map one space too far left',
    'test: t\nturns:\n  - user: x\n    expect:\n      contains: x\n     matches: x\n',
    '6:6',
    indented,
  ],
  ['a turn one space too far left', `test: t\nturns:\n${turn} - user: y\n   said: y\n`, '5:2', indented],
  [
    'a key of a turn too far right',
    'test: t\nturns:\n  - user: x\n      expect: { equals: x }\n',
    '4:7',
    indented,
  ],
  [
    'a key behind said too far right',
    'test: t\nturns:\n  - user: x\n    said: Hello, you\n\n      expect: { equals: x }\n',
    '6:7',
    indented,
  ],
  ['a key of the file too far right', `test: t\n  tags: [a]\nturns:\n${turn}`, '2:3', indented],
  [
    'a key of a map too far right',
    'test: t\nturns:\n  - user: x\n    expect:\n      contains: x\n        matches: x\n',
    '6:9',
    indented,
  ],
  ['no space behind the first colon', `test:t\nturns:\n${turn}`, '1:6', space],
  [
    'no space behind user:',
    'test: t\nturns:\n  - user:What time?\n    expect: { equals: x }\n',
    '3:10',
    space,
  ],
  ['no space behind the dash', 'test: t\nturns:\n  -user: x\n    expect: { equals: x }\n', '3:4', space],
  ['no space before a brace', 'test: t\nturns:\n  - user: x\n    expect:{ equals: x }\n', '4:12', space],
  ['no space in braces', 'test: t\nturns:\n  - user: x\n    expect: {equals:x}\n', '4:21', space],
  [
    'no space in a map of one key',
    'test: t\nturns:\n  - user: x\n    expect:\n      contains:x\n',
    '5:16',
    space,
  ],
  ['a brace that is not closed', 'test: t\nturns:\n  - user: x\n    expect: { equals: "{"\n', '4:13', open],
  [
    'a brace that is not closed, and more behind it',
    `test: t\nturns:\n  - user: x\n    expect: { equals: x\n${twoTurns}`,
    '4:13',
    open,
  ],
  ['a bracket in braces that is not closed', `test: t\ntags: [a, 'b]'\nturns:\n${turn}`, '2:7', open],
  [
    'two keys on one line',
    'test: t\nturns:\n  - user: x\n    expect: contains: x\n',
    '4:13',
    'A text with ": " needs quotes.',
  ],
  [
    'a brace of the wrong kind',
    'test: t\nturns:\n  - user: x\n    expect: } equals: x\n',
    '4:13',
    'This is not valid YAML.',
  ],
  [
    'a merge among the attributes',
    `test: t\ncreate: { integration_attributes: { <<: { a: 1 } } }\nturns:\n${turn}`,
    '2:37',
    'Merges are not used in this file.',
  ],
  [
    'a merge in an expectation',
    'test: t\nturns:\n  - user: x\n    expect: { <<: { contains: x } }\n',
    '4:15',
    'Merges are not used in this file.',
  ],
  [
    'rows that have not the same names',
    `test: t\nrows:\n  - { a: 1, b: 2 }\n  - { a: 1 }\nturns:\n${turn}`,
    '4:5',
    'Row 2 has no “b”.',
  ],
  ['a short word for a key', `test: t\ntimeout: 5\nturns:\n${turn}`, '2:1', 'A test has no key “timeout”.'],
];

const problemsOf = async (text: string) => {
  const source = { file: 'a.polyai.yaml', text, readBeside: () => Promise.resolve(undefined) };
  const { problems, lines } = await loadChatTest(source, '2026-11-27');
  return problems.map(({ start, ...problem }) => {
    const { line, column } = lines.positionAt(start);
    return { ...problem, start, at: `${line}:${column}` };
  });
};

describe('a mistake of the first day is told once, where it was made', () => {
  for (const [what, text, at, sentence] of mistakes) {
    it(what, async () => {
      const problems = await problemsOf(text);
      assert.deepEqual(
        problems.map((problem) => [problem.at, problem.sentence]),
        [[at, sentence]],
      );
    });
  }
});

describe('the remedy', () => {
  it('puts in the space that is missing', async () => {
    const text = 'test: t\nturns:\n  -user: x\n    expect:{ equals: x }\n';
    let mended = text;
    for (let round = 0; round < 2; round++) {
      // oxlint-disable-next-line no-await-in-loop -- each is told after the one before it
      const [problem] = await problemsOf(mended);
      const [fix] = problem?.fixes ?? [];
      assert.ok(fix, JSON.stringify(problem));
      mended = mended.slice(0, fix.start) + fix.text + mended.slice(fix.end);
    }
    assert.equal(mended, text.replace('-user', '- user').replace(':{', ': {'));
    assert.deepEqual(await problemsOf(mended), []);
  });

  it('joins a turn that says nothing with its neighbour, where they have no key in common', async () => {
    const head = 'test: t\nturns:\n';
    const fixesOf = async (text: string) => {
      const [problem] = await problemsOf(head + text);
      assert.equal(problem?.sentence, 'This turn says nothing. Only the first turn may, for the greeting.');
      return (problem.fixes ?? []).map((fix) => [
        fix.title,
        (head + text).slice(0, fix.start) + fix.text + (head + text).slice(fix.end),
      ]);
    };
    const joined = `${head}  - user: x\n    expect: { equals: x }\n`;
    const before = ['Join with the Turn Before', joined];
    assert.deepEqual(await fixesOf('  - user: x\n  - expect: { equals: x }\n'), [before]);
    const behind = '  - user: y\n  - wait: 1\n  - user: x\n    expect: { equals: x }\n';
    assert.deepEqual(await fixesOf(behind), [
      ['Join with the Turn Before', `${head}${behind.replace('- wait', '  wait')}`],
      ['Join with the Next Turn', `${head}${behind.replace('- user: x', '  user: x')}`],
    ]);
    assert.deepEqual(await problemsOf(joined), []);
    for (const text of [
      `${turn}  - expect: { equals: y }\n`,
      '  - { user: x }\n  - { expect: { equals: x } }\n',
      '  - user: x\n  -   expect: { equals: x }\n',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one failure names one text
      assert.deepEqual(await fixesOf(text), [], text);
    }
  });

  it('names the key that a short word begins, and what a handoff may be', async () => {
    const [timeout] = await problemsOf(`test: t\ntimeout: 5\nturns:\n${turn}`);
    assert.equal(timeout?.remedy, 'Did you mean “timeoutSeconds”?');
    const [handoff] = await problemsOf('test: t\nturns:\n  - user: x\n    expect: { handoff: billing }\n');
    assert.equal(handoff?.remedy, 'Write true, false or { destination: billing }.');
  });
});

it('a file with the line ends of an old Mac is read as the editor reads it', async () => {
  const text = `test: t\nturns:\n${turn}`;
  assert.deepEqual(await problemsOf(text.replaceAll('\n', '\r')), []);
  const [problem] = await problemsOf(text.replace('equals', 'equal').replaceAll('\n', '\r'));
  assert.equal(problem?.at, '4:15');
});
