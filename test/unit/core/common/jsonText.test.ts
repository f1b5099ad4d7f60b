import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { compactJson, formatJson, membersOfJson } from '../../../../src/core/common/jsonText.ts';

it('compact leaves every token as it is', () => {
  const text =
    String.raw`{ "a" : [ 1.10 , 12345678901234567890,` + '\r\n\t' + String.raw` "\u00fc  \" b" ] , "c": {} }`;
  assert.equal(compactJson(text), String.raw`{"a":[1.10,12345678901234567890,"\u00fc  \" b"],"c":{}}`);
});

it('formatted is for reading, with the same tokens', () => {
  assert.equal(
    formatJson('{"a":[1.10,{}],"b":"x, y: {"}'),
    '{\n  "a": [\n    1.10,\n    {}\n  ],\n  "b": "x, y: {"\n}',
  );
});

it('both say the same as before', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), fc.nat(4), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), undefined, indent);
      assert.equal(compactJson(text), JSON.stringify(JSON.parse(text)));
      assert.equal(formatJson(text), JSON.stringify(JSON.parse(text), undefined, 2));
    }),
    { numRuns: 50 },
  );
});

it('a megabyte of JSON is laid out in a moment', () => {
  const guests = Array.from({ length: 20_000 }, (_, id) => ({
    id,
    name: `guest ${id}`,
    tags: ['a'],
    more: {},
  }));
  const before = process.cpuUsage();
  assert.equal(formatJson(JSON.stringify(guests)), JSON.stringify(guests, undefined, 2));
  assert.ok(process.cpuUsage(before).user < 3_000_000);
});

it('members stay as they are written, the last of two with one name', () => {
  const text = '{"a": 1.10, "b\\u0041": { "x": [1, {}], "y": ":," }, "a": 174322306148984899, "c": []}';
  assert.deepEqual(
    [...membersOfJson(text)],
    [
      ['a', '174322306148984899'],
      ['bA', '{"x":[1,{}],"y":":,"}'],
      ['c', '[]'],
    ],
  );
  for (const other of ['[]', '"a"', 'null', '{}']) assert.equal(membersOfJson(other).size, 0);
});

it('members of a value without a bottom are found as well', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  assert.equal(membersOfJson(`{"a":${deep}}`).get('a'), deep);
});
