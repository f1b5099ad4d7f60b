import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { asYamlText } from '../../../../../src/core/chatTest/language/asYamlText.ts';
import { completionsAt, type Suggest } from '../../../../../src/core/chatTest/language/completionsAt.ts';
import type { SuggestionKind } from '../../../../../src/core/chatTest/language/testShape.ts';
import { parseChatTest } from '../../../../../src/core/chatTest/parseChatTest.ts';
import { parseYamlTree } from '../../../../../src/core/text/yamlTree.ts';
import { repoFolder } from '../../../../support/paths.ts';

const known: Readonly<Partial<Record<SuggestionKind, readonly string[]>>> = {
  connections: ['acme sandbox', 'acme: live'],
  variants: ['VARIANT-1'],
  channels: ['webchat', 'sms'],
  languages: ['en-GB', 'de-DE'],
  destinations: ['front-desk', 'billing'],
  messages: ['Where are you?', 'Room: 12, please', 'I owe ${5}'],
  rowsFiles: ['cities.csv'],
  columns: [],
};
const suggest: Suggest = async (kind) => (known[kind] ?? []).map((value) => ({ value }));

/** The last `|` is the cursor. */
function cut(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.lastIndexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

async function labels(marked: string): Promise<string> {
  const { text, offset } = cut(marked);
  const found = await completionsAt(text, offset, suggest);
  return found.map(({ label }) => label).join(' · ');
}

async function choose(marked: string, label: string): Promise<string> {
  const { text, offset } = cut(marked);
  const chosen = (await completionsAt(text, offset, suggest)).find((one) => one.label === label);
  assert.ok(chosen, label);
  return text.slice(0, chosen.start) + chosen.insert + text.slice(chosen.end);
}

const fileKeys =
  'test · tags · connection · create · vars · matrix · rows · turns · never · timeoutSeconds · repeat · passes · quarantine';
const turnKeys =
  'user · delayed · said · expect · capture · wait · integration_attributes · metadata · language';
const expectKeys =
  'contains · containsAny · equals · oneOf · startsWith · endsWith · matches · not · length · latencyMs · ended · handoff · json · same · exact';
const without = (keys: string, ...taken: readonly string[]) =>
  keys
    .split(' · ')
    .filter((key) => !taken.includes(key))
    .join(' · ');

const turn = (lines: string) => `test: a\nturns:\n  - user: hello\n${lines}`;

describe('what is offered at the cursor', () => {
  it('asks for what comes next only where something of its own would be offered', async () => {
    const goingOn = async (marked: string, given: Suggest) => {
      const { text, offset } = cut(marked);
      const found = await completionsAt(text, offset, given);
      return found.flatMap(({ label, goesOn }) => (goesOn === true ? label : [])).join(' · ');
    };
    const nothing: Suggest = async () => [];
    assert.equal(await goingOn('|', suggest), 'connection · create · rows · turns · never · quarantine');
    assert.equal(await goingOn('|', nothing), 'create · turns · never · quarantine');
    assert.equal(await goingOn('turns:\n  - |', suggest), 'user · delayed · expect · language');
    assert.equal(await goingOn('turns:\n  - |', nothing), 'delayed · expect');
    assert.equal(
      await goingOn(turn('    expect:\n      |'), nothing),
      'not · length · ended · handoff · same · exact',
    );
  });

  const facts: readonly (readonly [name: string, marked: string, offered: string])[] = [
    ['every key in an empty file', '|', fileKeys],
    [
      'the keys that are not there yet',
      'test: a\nturns:\n  - user: b\n|',
      without(fileKeys, 'test', 'turns'),
    ],
    ['keys above others', '|\ntest: a\nturns: []', without(fileKeys, 'test', 'turns')],
    ['keys while one is being written', 'test: a\nta|', without(fileKeys, 'test')],
    ['keys of a turn', turn('    |'), without(turnKeys, 'user')],
    [
      'keys of a turn in the middle of a word',
      turn('    exp|\n    said: b'),
      without(turnKeys, 'user', 'said'),
    ],
    ['keys behind a dash', 'turns:\n  - |', turnKeys],
    ['keys of a new turn behind a dash', turn('  - us|'), turnKeys],
    ['a new turn where dashes stand, and more of the one above', turn('  |'), turnKeys],
    [
      'what the turn above has is not offered to it again',
      turn('    expect: { contains: a }\n    wait: 2\n  |'),
      without(turnKeys, 'expect', 'wait'),
    ],
    ['a new turn where the first dash will stand', 'turns:\n  |', turnKeys],
    ['a new turn behind its key', 'turns: |', turnKeys],
    ['keys of expect below it', turn('    expect:\n      |'), expectKeys],
    ['keys of expect behind it', turn('    expect: |'), expectKeys],
    ['keys of expect in braces', turn('    expect: { | }'), expectKeys],
    [
      'keys of expect in braces behind a comma',
      turn('    expect: { contains: a, | }'),
      without(expectKeys, 'contains'),
    ],
    [
      'keys of expect in braces that are not closed',
      turn('    expect: { contains: a, ma|\n  - user: b'),
      without(expectKeys, 'contains'),
    ],
    [
      'what not may hold',
      turn('    expect:\n      not:\n        |'),
      without(expectKeys, 'not', 'latencyMs'),
    ],
    ['what never may hold', 'never:\n  |', without(expectKeys, 'not', 'latencyMs', 'same')],
    ['the fields of a handoff', turn('    expect:\n      handoff:\n        |'), 'destination · reason'],
    ['true and false', turn('    expect: { ended: | }'), 'true · false'],
    ['true and false below', turn('    expect:\n      ended: t|'), 'true · false'],
    [
      'a handoff is true, false, or its fields',
      turn('    expect:\n      handoff: |'),
      'true · false · destination · reason',
    ],
    [
      'destinations',
      turn('    expect:\n      handoff: { destination: | }'),
      'front-desk · billing · matches'.replace(' · matches', ''),
    ],
    ['connections', 'test: a\nconnection: |', 'acme sandbox · acme: live'],
    ['connections of a matrix', 'matrix: { connection: [acme sandbox, |] }', 'acme sandbox · acme: live'],
    ['files and lists for rows', 'rows:\n  |', ''],
    ['connections of a matrix, below', 'matrix:\n  connection:\n    - |', 'acme sandbox · acme: live'],
    ['the one name of a matrix that is known', 'matrix:\n  |', 'connection'],
    [
      'fields of create',
      'create:\n  channel: sms\n  |',
      'variant_id · asr_lang_code · tts_lang_code · language · integration_attributes · initial_message',
    ],
    ['channels', 'create:\n  channel: |', 'webchat · sms'],
    ['variants', 'create: { variant_id: V| }', 'VARIANT-1'],
    ['languages', 'create: { language: | }', 'en-GB · de-DE'],
    ['messages', 'turns:\n  - user: |', 'Where are you? · Room: 12, please · I owe ${5}'],
    [
      'messages while one is being written',
      'turns:\n  - user: Wh|',
      'Where are you? · Room: 12, please · I owe ${5}',
    ],
    ['no messages in the middle of one', 'turns:\n  - user: Wh|ere to', ''],
    ['files for rows', 'rows: |', 'cities.csv'],
    ['the columns of other rows', 'rows:\n  - { city: London, ask: a }\n  - { city: Berlin, | }', 'ask'],
    ['nothing in a comment', 'test: a # |', ''],
    ['nothing in a line of comment', turn('    # |'), ''],
    ['nothing at an indentation that belongs to nothing', turn('     |'), ''],
    ['nothing in a block text', 'turns:\n  - user: |\n      hello |', ''],
    ['nothing in what was said', turn('    said: |'), ''],
    ['nothing behind an unknown key', 'tset: |', ''],
    ['nothing for attributes, which are the agent’s own', 'create:\n  integration_attributes:\n    |', ''],
  ];
  for (const [name, marked, offered] of facts) {
    it(name, async () => assert.equal(await labels(marked), offered));
  }

  const given = 'uuid · date · date:+3d · date:+3d:weekday · date:+3d:long · env:TEST_';
  const head = 'vars: { a: x, b: "${a}" }\nmatrix: { m: [1] }\nrows: [{ r: 1 }]\n';
  const variables: readonly (readonly [name: string, marked: string, offered: string])[] = [
    ['all of the file', `${head}turns:\n  - user: \${|`, `a · b · m · r · ${given}`],
    ['with a brace behind', `${head}turns:\n  - user: say \${|} now`, `a · b · m · r · ${given}`],
    ['in quotes in braces', `${head}turns:\n  - expect: { contains: "\${|" }`, `a · b · m · r · ${given}`],
    ['without quotes in braces', `${head}turns:\n  - expect: { contains: \${| }`, `a · b · m · r · ${given}`],
    ['in the name only of rows and matrix', `${head}test: \${|`, `m · r · ${given}`],
    ['in vars only those before', `vars:\n  a: x\n  b: \${|\n  c: y`, `a · ${given}`],
    [
      'captured in an earlier turn',
      'turns:\n  - user: a\n    capture: { c: x }\n  - user: ${|',
      `c · ${given}`,
    ],
    ['not yet captured in this turn', 'turns:\n  - user: ${|\n    capture: { c: x }', given],
    ['in a list', `${head}turns:\n  - expect:\n      contains:\n        - \${|`, `a · b · m · r · ${given}`],
    ['not behind a literal', 'turns:\n  - user: $${|', ''],
    ['not in a regular expression', "turns:\n  - expect: { matches: '${|' }", ''],
    ['not in what was said', 'turns:\n  - said: ${|', ''],
  ];
  for (const [name, marked, offered] of variables) {
    it(`variables: ${name}`, async () => {
      const found = await labels(marked);
      assert.equal(name === 'not behind a literal' ? found.replace(/^.*Where.*$/, '') : found, offered);
    });
  }
});

describe('what is chosen is put in', () => {
  const facts: readonly (readonly [name: string, marked: string, label: string, after: string])[] = [
    ['a key with room for its value', 'te|', 'test', 'test: '],
    ['a map with its next line', turn('    ex|'), 'expect', turn('    expect:\n      ')],
    ['a list with its first dash', 'test: a\ntur|', 'turns', 'test: a\nturns:\n  - '],
    ['a new turn', turn('  |'), 'user', turn('  - user: ')],
    [
      'where a dash would stand, a key of the turn above',
      turn('  ex|'),
      'expect',
      turn('    expect:\n      '),
    ],
    [
      'a key below a turn in braces',
      'turns:\n  - { user: a }\n  |',
      'expect',
      'turns:\n  - { user: a }\n  - expect:\n      ',
    ],
    [
      'a key between turns',
      turn('  |\n  - user: b\n    expect: { contains: b }'),
      'expect',
      turn('    expect:\n      \n  - user: b\n    expect: { contains: b }'),
    ],
    ['a key in a new line', turn('    expect: |'), 'contains', turn('    expect: \n      contains: ')],
    ['a key behind a dash', 'turns:\n  - e|', 'expect', 'turns:\n  - expect:\n      '],
    ['a key in braces', turn('    expect: { | }'), 'not', turn('    expect: { not:  }')],
    [
      'a key in place of another, whose value stays',
      turn('    expekt: b'.replace('expekt', 'sa|id')),
      'said',
      turn('    said: b'),
    ],
    ['a value with quotes where it needs them', 'connection: |', 'acme: live', "connection: 'acme: live'"],
    ['a value behind a colon without a space', 'connection:|', 'acme sandbox', 'connection: acme sandbox'],
    [
      'a message with quotes where it needs them',
      'turns:\n  - user: Ro|',
      'Room: 12, please',
      "turns:\n  - user: 'Room: 12, please'",
    ],
    [
      'a message in place of what is there, with its quotes',
      'turns:\n  - user: "Wh|"',
      'Where are you?',
      'turns:\n  - user: Where are you?',
    ],
    [
      'a message that holds no variable',
      'turns:\n  - user: |',
      'I owe ${5}',
      'turns:\n  - user: I owe $${5}',
    ],
    [
      'a variable with its brace',
      'vars: { a: x }\nturns:\n  - user: say ${|',
      'a',
      'vars: { a: x }\nturns:\n  - user: say ${a}',
    ],
    [
      'a variable with the brace that is there',
      'vars: { a: x }\nturns:\n  - user: say ${|} now',
      'a',
      'vars: { a: x }\nturns:\n  - user: say ${a} now',
    ],
    [
      'the name of an environment variable is still to come',
      'turns:\n  - user: ${|',
      'env:TEST_',
      'turns:\n  - user: ${env:TEST_',
    ],
  ];
  for (const [name, marked, label, after] of facts) {
    it(name, async () => assert.equal(await choose(marked, label), after));
  }

  it('texts of any kind are read as they were', async () => {
    const texts = [
      'plain',
      '1.10',
      '~',
      'true',
      '',
      ' a',
      'a ',
      'a: b',
      'a #b',
      '#a',
      '- a',
      '? a',
      '@a',
      '> a',
      '| a',
      '%a',
      '`a',
      '!a',
      '*a',
      '&a',
      '{a}',
      '[a]',
      '"a"',
      "'a",
      "it's",
      'a, b',
      'a\nb',
      'a\tb',
      'a\\nb',
      'a:',
      'ü “x” 🙂',
      '---',
      '...',
      '${a}',
      '$${a}',
      'a\u2028b',
      '\u0085',
      'a\u0000b',
      ': a',
      ', a',
      '] a',
      '}',
      "''",
      '=',
      '<<',
      'a {b: c}',
    ];
    for (const inBraces of [true, false]) {
      for (const text of texts) {
        const written = asYamlText(text, { inBraces, isTemplate: true });
        const source = inBraces ? `a: { user: ${written}, b: c }` : `a:\n  user: ${written}\n  b: c`;
        const { root, problems } = await parseYamlTree(source);
        assert.deepEqual(problems, [], source);
        const a = root?.kind === 'map' ? root.entries[0]?.value : undefined;
        const value = a?.kind === 'map' ? a.entries[0]?.value : undefined;
        assert.equal(
          value?.kind === 'text' ? value.text : undefined,
          text.replaceAll('${', () => '$${'),
          source,
        );
      }
    }
  });
});

describe('at every offset of every file, good and bad', () => {
  it('something is answered, and every key that is offered is one that the parser knows', async () => {
    const folder = path.join(repoFolder, 'test/fixtures/chatTests');
    for (const file of globSync('*.polyai.yaml', { cwd: folder })) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (let offset = 0; offset <= text.length; offset += 3) {
        for (const { start, end } of await completionsAt(text, offset, suggest)) {
          assert.ok(
            0 <= start && start <= offset && offset <= end && end <= text.length,
            `${file} ${offset}`,
          );
        }
      }
    }
  });

  it('a file that is written key by key from what is offered is a test', async () => {
    let text = '';
    for (const [label, value] of [
      ['test', 'a\n'],
      ['turns', ''],
      ['user', 'hello\n    '],
      ['expect', ''],
      ['contains', 'a\n'],
    ] as const) {
      text = `${await choose(`${text}|`, label)}${value}`;
    }
    assert.equal(text, 'test: a\nturns:\n  - user: hello\n    expect:\n      contains: a\n');
    assert.deepEqual((await parseChatTest(text, { today: '2026-01-01' })).problems, []);
  });

  it('no hostile file takes long', async () => {
    const long = 64 * 1024;
    for (const text of [
      `test: ${'a '.repeat(long / 2 - 10)}`,
      `rows: [${'{a: b},'.repeat(long / 7 - 10)}`,
      `vars: {${'a: ${b}, '.repeat(long / 9 - 10)}`,
      `turns:\n${'- ${a}\n'.repeat(long / 7 - 10)}`,
      `turns: [${'{expect: {not: {contains: ['.repeat(20)}`,
      `turns:\n  - user: ${'${'.repeat(long / 2 - 20)}`,
    ]) {
      const started = process.cpuUsage();
      await completionsAt(text, text.length, suggest);
      const { user } = process.cpuUsage(started);
      assert.ok(user < 100_000, `${text.slice(0, 20)}: ${user / 1000} ms`);
    }
  });
});
