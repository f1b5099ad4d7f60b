import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Suggest } from '../../../../../src/core/chatTest/language/completionsAt.ts';
import { hoverAt } from '../../../../../src/core/chatTest/language/hoverAt.ts';
import { linksOf } from '../../../../../src/core/chatTest/language/testLinks.ts';
import { symbolsOf, type TestSymbol } from '../../../../../src/core/chatTest/language/testSymbols.ts';
import { variablesOf } from '../../../../../src/core/chatTest/language/testVariables.ts';
import {
  namedVariableAt,
  whyNotRenamed,
  whyNotTheSame,
} from '../../../../../src/core/chatTest/language/variableNames.ts';
import { parseChatTest } from '../../../../../src/core/chatTest/parseChatTest.ts';
import { readLooseYaml } from '../../../../../src/core/text/looseYaml.ts';

/** The last `|` is the cursor. */
function cut(marked: string) {
  const offset = marked.lastIndexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, offset, root: readLooseYaml(text) };
}

/** What is written at each place, `line:text`. */
function places(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  return ranges
    .map(({ start, end }) => `${text.slice(0, start).split('\n').length}:${text.slice(start, end)}`)
    .join(' ');
}

const test = `test: Hours of \${city}
matrix: { connection: [a, b] }
rows:
  - { city: London, "ask": Hi }
  - { city: Berlin, ask: "Hallo" }
vars:
  day: Friday
turns:
  - user: \${ask} on \${day}, \${city}? $\${city}
    said: \${city}
    capture: { booking: 'BK-\\d+' }
    expect: { contains: ["\${city}", \${ day }], matches: '\${city}' }
  - user: >
      Move \${booking}
`;

describe('a variable', () => {
  const facts: readonly (readonly [name: string, marked: string, definitions: string, uses: string])[] = [
    [
      'at a use',
      test.replace('contains: ["${ci', 'contains: ["${ci|'),
      '4:city 5:city',
      '1:city 9:city 12:city',
    ],
    ['at its column, in quotes', test.replace('"ask"', '"a|sk"'), '4:ask 5:ask', '9:ask'],
    ['with white space', test.replace('${ day', '${ d|ay'), '7:day', '9:day 12:day'],
    ['that is captured', test.replace('booking:', 'boo|king:'), '11:booking', '14:booking'],
    ['at the end of a text', 'vars: { a: b }\nturns:\n  - user: ${a}|', '1:a', '3:a'],
    ['in a file that does not parse', 'vars: { a: b\nturns:\n  - user: ${a|}\n    expe', '1:a', '3:a'],
  ];
  for (const [name, marked, definitions, uses] of facts) {
    it(`is found ${name}`, () => {
      const { text, root, offset } = cut(marked);
      const found = namedVariableAt(text, root, offset);
      assert.ok(found);
      assert.equal(places(text, found.definitions), definitions);
      assert.equal(places(text, found.uses), uses);
      assert.equal(whyNotRenamed(text, root, found, 'other'), undefined);
    });
  }

  const renames: readonly (readonly [written: string, isWhole: boolean])[] = [
    ["'${a|} $${a} $$${a}'", true],
    ['${a|}\u00A0# ${a}\u2028${a}', true],
    ['"\\x24{a} and ${a|}"', false],
    ['"${a|} $\\\n      {a}"', false],
    ['"${a|} ${\\x61}"', false],
  ];
  for (const [written, isWhole] of renames) {
    it(`is ${isWhole ? '' : 'not '}renamed where a file says ${JSON.stringify(written)}`, async () => {
      const { text, root, offset } = cut(
        `test: t\nvars: { a: x }\nturns:\n  - user: ${written}\n    expect: { contains: b }\n`,
      );
      const found = namedVariableAt(text, root, offset);
      assert.ok(found);
      assert.equal((await parseChatTest(text, { today: '2026-11-27' })).problems[0], undefined);
      const refusal = await whyNotTheSame(text, found, 'other', '2026-11-27');
      assert.equal(refusal === undefined, isWhole, refusal);
    });
  }

  const none: readonly string[] = ['${uu|id}', '${da|te:+3d}', '${env:TEST_|A}', '$${a|}', 'a|'];
  for (const written of none) {
    it(`is not ${written}`, () => {
      const { text, root, offset } = cut(`turns:\n  - user: ${written}`);
      assert.equal(namedVariableAt(text, root, offset), undefined);
    });
  }

  const refused: readonly (readonly [marked: string, newName: string | undefined, sentence: RegExp])[] = [
    [test.replace('- user: ${as', '- user: ${as|'), 'a b', /cannot be the name/],
    [test.replace('- user: ${as', '- user: ${as|'), 'uuid', /cannot be the name/],
    [test.replace('- user: ${as', '- user: ${as|'), 'city', /already/],
    [test.replace('connection:', 'connec|tion:'), 'other', /keeps its name/],
    ['rows: a.csv\nturns:\n  - user: ${ci|ty}', undefined, /has no value in this file/],
  ];
  for (const [marked, newName, sentence] of refused) {
    it(`is not renamed: ${sentence.source}`, () => {
      const { text, root, offset } = cut(marked);
      const found = namedVariableAt(text, root, offset);
      assert.ok(found);
      assert.match(whyNotRenamed(text, root, found, newName) ?? '', sentence);
    });
  }

  it('is every ${…} of a text that may hold one, for its colour', () => {
    const { uses } = variablesOf(test, readLooseYaml(test));
    assert.equal(
      places(test, uses),
      '1:${city} 9:${ask} 9:${day} 9:${city} 12:${city} 12:${ day } 14:${booking}',
    );
  });
});

describe('what is said of the word under the mouse', () => {
  const suggest: Suggest = async (kind) => (kind === 'columns' ? [{ value: 'town', detail: 'Rome' }] : []);
  const now = new Date(2026, 2, 30);
  const facts: readonly (readonly [marked: string, sentence: RegExp, lines: readonly string[]])[] = [
    ['te|st: a', /What the conversation shows/, ['test: A booking can be moved']],
    [
      'turns:\n  - user: a\n    expect: { conta|ins: b }',
      /stands in the reply/,
      ['contains: [breakfast, seven]'],
    ],
    ['never:\n  con|tains: b', /stands in the reply/, ['contains: [breakfast, seven]']],
    [test.replace('on ${da', 'on ${da|'), /value of “day” in vars/, ['Friday']],
    [test.replace('of ${ci', 'of ${ci|'), /values of “city” in rows/, ['London', 'Berlin']],
    [test.replace('connection:', 'connec|tion:'), /values of “connection” in matrix/, ['a', 'b']],
    [test.replace('Move ${boo', 'Move ${boo|'), /“booking” is captured/, ["'BK-\\d+'"]],
    ['rows: a.csv\nturns:\n  - user: ${to|wn}', /values of “town” in rows/, ['Rome']],
    ['turns:\n  - user: ${no|ne}', /There is no variable “none” here/, []],
    ['turns:\n  - user: ${date:+3|d}', /counted from the day of the run/, ['2026-04-02']],
    ['turns:\n  - user: ${date:+3|d:weekday}', /counted from the day of the run/, ['Thursday']],
    ['turns:\n  - user: ${env:|TEST_A}', /environment variable/, []],
    ['turns:\n  - user: ${uu|id}', /new in each run/, []],
    ['turns:\n  - user: ${a b|}', /is not a variable/, []],
  ];
  for (const [marked, sentence, lines] of facts) {
    it(marked.slice(Math.max(0, marked.lastIndexOf('|') - 20), marked.lastIndexOf('|') + 5), async () => {
      const { text, root, offset } = cut(marked);
      const found = await hoverAt(text, root, offset, { suggest, now });
      assert.match(found?.sentence ?? '', sentence);
      assert.deepEqual(found?.lines, lines);
    });
  }

  it('is nothing of texts and of keys that are not the file’s', async () => {
    for (const marked of ['test: a|b', 'tset|: b', 'create:\n  integration_attributes: { us|er: b }']) {
      const { text, root, offset } = cut(marked);
      assert.equal(await hoverAt(text, root, offset, { suggest, now }), undefined, marked);
    }
  });
});

const rows = (symbols: readonly TestSymbol[], indent = ''): string =>
  symbols
    .map(
      ({ name, detail, children }) =>
        `${indent}${name}${detail && ` = ${detail}`}\n${rows(children, `${indent}  `)}`,
    )
    .join('');

it('the outline shows what is said and what is checked', () => {
  const text =
    'test: "A: b"\nvars: { a: b }\nturns:\n  - expect: { contains: help }\n  - user: What?\n    expect:\n      ended: true\n    capture: { c: d }\n  - delayed: true\n  - user: |\n      Long\n  - said: no';
  assert.equal(
    rows(symbolsOf(text, readLooseYaml(text))),
    'test = A: b\nvars\n  a = b\nturns\n  Greeting\n    contains = help\n  What?\n    ended = true\n    c = d\n  Delayed reply\n  Long\n  Turn\n',
  );
});

it('the outline tells a check from a variable', () => {
  const text =
    'vars: { a: b }\nnever: { contains: x }\nturns:\n  - expect: { contains: y }\n    capture: { c: d }';
  const kinds = (symbols: readonly TestSymbol[]): readonly string[] =>
    symbols.flatMap(({ kind, name, children }) => [`${kind} ${name}`, ...kinds(children)]);
  assert.deepEqual(kinds(symbolsOf(text, readLooseYaml(text))), [
    'key vars',
    'variable a',
    'key never',
    'check contains',
    'key turns',
    'turn Greeting',
    'check contains',
    'variable c',
  ]);
});

it('the outline leaves out a word that is still being written', () => {
  const text = 'test: A\ntur';
  assert.equal(rows(symbolsOf(text, readLooseYaml(text))), 'test = A\n');
});

it('links lead to files beside the test, and to connections', () => {
  const links = (text: string) =>
    linksOf(text, readLooseYaml(text)).map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(links('connection: "acme"\nmatrix: { connection: [a, b], x: [c] }\nrows: data/a.csv'), [
    'connection acme',
    'connection a',
    'connection b',
    'rowsFile data/a.csv',
  ]);
  for (const name of [
    '../a.csv',
    '/etc/a.csv',
    'https://a/b.csv',
    'C:\\a.csv',
    '~/a.csv',
    'a.txt',
    'file:///a.csv',
  ])
    assert.deepEqual(links(`rows: ${name}`), [], name);
});
