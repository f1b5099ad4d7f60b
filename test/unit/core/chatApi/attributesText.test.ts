import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  fromAttributeRows,
  parseAttributesText,
  toAttributeRows,
  type AttributeRow,
} from '../../../../src/core/chatApi/attributesText.ts';
import { compactJson } from '../../../../src/core/common/jsonText.ts';

describe('attributes as JSON', () => {
  const good = [
    '{}',
    ' {"a": 1}\n',
    '{"a":{"a":{"a":[]}}}',
    '{"__proto__":1,"constructor":2}',
    '{"":1}',
    '{"n":1e400}',
  ];
  for (const text of good) {
    it(text, () => assert.deepEqual(parseAttributesText(text), { value: text.trim(), problems: [] }));
  }

  it('empty is nothing', () => {
    assert.deepEqual(parseAttributesText(' \n'), { problems: [] });
  });

  const bad: readonly (readonly [string, number, number, RegExp])[] = [
    ['[1]', 1, 1, /JSON object/],
    ['\n "text"', 2, 2, /JSON object/],
    ['null', 1, 1, /JSON object/],
    ['{"a":1,\n "a":2}', 2, 2, /“a” is already used in line 1/],
    ['{"a":1,"\\u0061":2}', 1, 8, /“a” is already used/],
    ['{"x":[\n{"b":1,\n"b":1}]}', 3, 1, /“b” is already used in line 2/],
    ['{"__proto__":1,"__proto__":2}', 1, 16, /already used/],
    ['{\n  "a": 1,\n}', 3, 1, /Remove the comma before this brace/],
    ['{"a":[1,]}', 1, 9, /Remove the comma before this bracket/],
    ['{"a":1} // note', 1, 9, /no comments/],
    ['{/* note */"a":1}', 1, 2, /no comments/],
    ['{a:1}', 1, 2, /“a” is not valid here/],
    ["{'a':1}", 1, 2, /double quotes/],
    ['{"a":undefined}', 1, 6, /“undefined” is not valid here/],
    ['{"a":NaN}', 1, 6, /“NaN” is not valid here/],
    ['{"a":1.}', 1, 6, /number is not finished/],
    ['{"a":01}', 1, 7, /comma is missing/],
    ['{"a" 1}', 1, 6, /colon is missing/],
    ['{"a":', 1, 6, /value is missing/],
    ['{"a":1', 1, 7, /closing brace is missing/],
    ['{"a":[1', 1, 8, /closing bracket is missing/],
    ['{"a":"x', 1, 6, /closing quote/],
    ['{"a":"\t"}', 1, 6, /control character/],
    ['{"a":"\\x"}', 1, 6, /escape/],
    ['{} {}', 1, 4, /Nothing may follow/],
    [`{"a":\n${'['.repeat(200_000)}`, 2, 100, /more than 100 levels/],
  ];
  for (const [text, line, column, message] of bad) {
    it(text.slice(0, 30), () => {
      const { value, problems } = parseAttributesText(text);
      assert.equal(value, undefined);
      assert.deepEqual([problems[0]?.line, problems[0]?.column], [line, column]);
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  it('every key that is used twice is named', () => {
    assert.equal(parseAttributesText('{"a":1,"a":2,"b":{"c":1,"c":2}}').problems.length, 2);
  });

  it('accepts exactly what JSON.parse accepts, but for keys used twice', () => {
    const alphabet = fc.constantFrom(
      ...'{}[]",:.-+eE0123456789 \n\t\\/*ua'.split(''),
      'true',
      'null',
      '"a"',
      '\u00a0',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), (parts) => {
        const text = `{${parts.join('')}}`;
        const { problems } = parseAttributesText(text);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const onlyDuplicates = problems.every(({ message }) => message.includes('already used'));
        assert.equal(onlyDuplicates, isJson, text);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('attributes as rows', () => {
  it('keep their types, and numbers and nested values to the letter', () => {
    const text = String.raw`{ "id": 12345678901234567890, "big": 1e400, "price": 1.10, "vip": true, "none": null,
      "name": "J\u00fcrgen \"J\" \\", "list": [ 1.0, {"a" : 2} ], "o": {}, "__proto__": "p", "a\u0062": -0 }`;
    assert.deepEqual(toAttributeRows(text).rows, [
      { key: 'id', type: 'number', value: '12345678901234567890' },
      { key: 'big', type: 'number', value: '1e400' },
      { key: 'price', type: 'number', value: '1.10' },
      { key: 'vip', type: 'boolean', value: 'true' },
      { key: 'none', type: 'null', value: '' },
      { key: 'name', type: 'text', value: 'Jürgen "J" \\' },
      { key: 'list', type: 'json', value: '[ 1.0, {"a" : 2} ]' },
      { key: 'o', type: 'json', value: '{}' },
      { key: '__proto__', type: 'text', value: 'p' },
      { key: 'ab', type: 'number', value: '-0' },
    ]);
  });

  it('make one line an attribute', () => {
    const rows: AttributeRow[] = [
      { key: 'id', type: 'number', value: ' 1.10 ' },
      { key: '', type: 'text', value: '' },
      { key: 'note', type: 'text', value: ' a "b"\n' },
    ];
    assert.deepEqual(fromAttributeRows(rows), {
      text: '{\n  "id": 1.10,\n  "note": " a \\"b\\"\\n"\n}',
      problems: [],
    });
  });

  it('no rows, no attributes', () => {
    assert.deepEqual(fromAttributeRows([]), { text: '', problems: [] });
    assert.deepEqual(toAttributeRows(''), { rows: [], problems: [] });
  });

  it('a text with a problem has no rows', () => {
    const { rows, problems } = toAttributeRows('{"a":1,}');
    assert.equal(rows, undefined);
    assert.equal(problems.length, 1);
  });

  const bad: readonly (readonly [AttributeRow, 'key' | 'value', RegExp])[] = [
    [{ key: '', type: 'text', value: 'x' }, 'key', /Enter a key/],
    [{ key: 'first', type: 'text', value: 'x' }, 'key', /“first” is already used in row 1/],
    [{ key: 'n', type: 'number', value: '' }, 'value', /Enter a number/],
    [{ key: 'n', type: 'number', value: '1,5' }, 'value', /Enter a number/],
    [{ key: 'n', type: 'number', value: '0x10' }, 'value', /Enter a number/],
    [{ key: 'n', type: 'number', value: '007' }, 'value', /Enter a number/],
    [{ key: 'n', type: 'number', value: 'Infinity' }, 'value', /Enter a number/],
    [{ key: 'b', type: 'boolean', value: 'yes' }, 'value', /true or false/],
    [{ key: 'j', type: 'json', value: '' }, 'value', /Enter a JSON value/],
    [{ key: 'j', type: 'json', value: '{"a":1,"a":2}' }, 'value', /already used/],
    [{ key: 'j', type: 'json', value: '1}, "x": {' }, 'value', /Nothing may follow/],
  ];
  for (const [row, part, message] of bad) {
    it(`${row.type} ${row.key} ${row.value}`, () => {
      const { text, problems } = fromAttributeRows([{ key: 'first', type: 'null', value: '' }, row]);
      assert.equal(text, undefined);
      assert.equal(problems.length, 1);
      assert.deepEqual([problems[0]?.index, problems[0]?.part], [1, part]);
      assert.match(problems[0]?.message ?? '', message);
    });
  }
});

describe('the two views', () => {
  const number = fc.oneof(
    fc.constantFrom('12345678901234567890', '1e400', '1.10', '-0', '0.1E+5'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  );
  const nested = fc.json({ stringUnit: 'binary' }).filter((text) => /^[{[]/.test(text));
  const plain = { noNullPrototype: true };
  const key = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom('__proto__', 'constructor', 'a"b\\'),
  );
  const row: fc.Arbitrary<AttributeRow> = fc.oneof(
    fc.record({ key, type: fc.constant('text' as const), value: fc.string({ unit: 'binary' }) }, plain),
    fc.record({ key, type: fc.constant('number' as const), value: number }, plain),
    fc.record({ key, type: fc.constant('boolean' as const), value: fc.constantFrom('true', 'false') }, plain),
    fc.record({ key, type: fc.constant('null' as const), value: fc.constant('') }, plain),
    fc.record({ key, type: fc.constant('json' as const), value: nested }, plain),
  );

  it('rows to text and back are the same rows', () => {
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (item) => item.key, maxLength: 8 }), (rows) => {
        const { text, problems } = fromAttributeRows(rows);
        assert.deepEqual(problems, []);
        assert.deepEqual(toAttributeRows(text ?? '').rows, rows);
      }),
    );
  });

  it('text to rows and back is the same value, number for number', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { maxKeys: 6 }), (value) => {
        const text = JSON.stringify(value, undefined, 3);
        const back = fromAttributeRows(toAttributeRows(text).rows ?? []).text ?? '';
        assert.equal(back === '' ? '{}' : compactJson(back), compactJson(text));
      }),
    );
  });
});
