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
    it(`is found: ${what}`, async () => assert.deepEqual(await parseRowsFile('rows.csv', content), { rows }));
  }
});
