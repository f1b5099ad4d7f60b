import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRowsFile } from '../../../../src/core/chatTest/rowsFile.ts';

describe('the separator of a .csv file', () => {
  const files: readonly [what: string, content: string, rows: readonly object[]][] = [
    ['a comma', 'a,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['a semicolon, with a comma in a number', 'a;b\n1;2,5\n', [{ a: '1', b: '2,5' }]],
    ['a tabulator, with the line ends of Windows', 'a\tb\r\n1\t2\r\n', [{ a: '1', b: '2' }]],
    ['a bar, with a line break in a value', 'a|b\n"x\ny"|2\n', [{ a: 'x\ny', b: '2' }]],
    ['none', 'a\n1\n', [{ a: '1' }]],
    [
      'a semicolon, behind a value longer than what it is guessed from',
      `a;b\n1;2\n${'x'.repeat(100_000)};3\n`,
      [
        { a: '1', b: '2' },
        { a: 'x'.repeat(100_000), b: '3' },
      ],
    ],
  ];
  for (const [what, content, rows] of files) {
    it(`is found: ${what}`, () => assert.deepEqual(parseRowsFile('rows.csv', content), { rows }));
  }
});

describe('a .csv file', () => {
  const files: readonly [what: string, content: string, rows: readonly object[]][] = [
    ['quotation marks inside of a value', 'a,b\n"say ""yes""",5" pipe\n', [{ a: 'say "yes"', b: '5" pipe' }]],
    ['lines in which nothing stands', '\n a , b \n\n1,\n , \n', [{ a: '1', b: '' }]],
    ['spaces behind a value in quotation marks', 'a,b\r"1" ,"2" ', [{ a: '1', b: '2' }]],
    ['a byte order mark', '\uFEFFa;b\n1;2', [{ a: '1', b: '2' }]],
  ];
  for (const [what, content, rows] of files) {
    it(`may have ${what}`, () => assert.deepEqual(parseRowsFile('rows.csv', content), { rows }));
  }

  for (const [what, content, row] of [
    ['is not closed', 'a,b\n1,2\n"3,4\n5,6\n', 3],
    ['has a text behind it', 'a,b\n"1"x,2\n', 2],
  ] as const) {
    it(`is told in which row a quotation mark ${what}`, () => {
      const read = parseRowsFile('rows.csv', content);
      assert.ok('sentence' in read);
      assert.match(read.sentence, new RegExp(`^Row ${row} `));
    });
  }
});
