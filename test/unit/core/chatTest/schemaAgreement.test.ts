import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse, parseDocument } from 'yaml';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';
import { repoFolder } from '../../../support/paths.ts';
import { validate } from './compiledSchema.ts';

/*
 * The schema and the parser take the same files, but for what only the parser can see. Each of these sentences is about
 * more than the shape of one value.
 */
const onlyTheParserKnows = [
  // What a text means.
  /expression|JavaScript|There is no variable|is not a date this file knows|is not a variable|is not closed|environment/,
  // Several values together, or the day it is.
  /This test checks nothing|More passes than repeats|No text is longer than max|The quarantine ended|02-31. is not a date/,
];
/** How YAML is written, and `user:`, which to a schema is `user: ~`. */
const onlyYamlKnows =
  /stands here twice|anchor|alias|comment|documents|Merges|nested too deeply|Tags|This file |^user is empty/i;
const toldBy = (problems: readonly string[]) =>
  problems.filter((sentence) => !onlyTheParserKnows.some((one) => one.test(sentence)));

const files = globSync('test/fixtures/**/*.polyai.{yaml,yml}', { cwd: repoFolder });
const sourceOf = (file: string) =>
  readFileSync(path.join(repoFolder, file), 'utf8').replaceAll(/\r\n?/g, '\n');
const problemsOf = async (source: string) =>
  (await parseChatTest(source, { today: '2026-01-01' })).problems.map(({ sentence }) => sentence);

/** Instead of each value of a test that is right: what somebody may write there, at the ends of what is allowed and beyond. */
const others: readonly unknown[] = [
  0,
  0.0001,
  0.5,
  1,
  1001,
  3601,
  1_000_001,
  3_600_001,
  '',
  ' ',
  'a text',
  'evil.invalid/x',
  'LOCALHOST',
  '../a.csv',
  'sub/a.JSON',
  'C:\\a.csv',
  '2099-13-01',
  true,
  [],
  [''],
  ['a', 'b'],
  [{}],
  {},
  { a: 'b' },
  { 'a b': 'c' },
  { min: 1 },
  { matches: 'a' },
  { contains: [] },
  { json: '$.a' },
  { ended: true, exact: true },
];

interface Variant {
  readonly where: string;
  readonly value: unknown;
}

/** The value with one of its parts left out, or put in its place. */
function* variantsOf(value: unknown, where = ''): Generator<Variant> {
  if (where !== '')
    for (const other of others) yield { where: `${where} = ${JSON.stringify(other)}`, value: other };
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (const [index, item] of items.entries()) {
      yield { where: `${where}/-${index}`, value: items.toSpliced(index, 1) };
      for (const one of variantsOf(item, `${where}/${index}`)) {
        yield { where: one.where, value: items.with(index, one.value) };
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield { where: `${where}/-${key}`, value: rest };
      for (const one of variantsOf(inner, `${where}/${key}`)) {
        yield { where: one.where, value: { ...value, [key]: one.value } };
      }
    }
  }
}

/** All the keys there are. */
const right = {
  'of several cases': `
test: A test
tags: [a, b]
connection: acme sandbox
create: { variant_id: a, channel: webchat, asr_lang_code: en-GB, tts_lang_code: en-GB, integration_attributes: { a: 1 }, initial_message: hi }
vars: { day: Friday }
matrix: { connection: [acme sandbox], size: [1, 2] }
rows: [{ city: London, connection: acme }]
timeoutSeconds: 30
repeat: 5
passes: 1
quarantine: { until: 2099-01-31, owner: Ann, reason: waits }
turns: [{ expect: { ended: false } }]
`,
  'with a file of rows': `
test: A test
create: { language: en-GB }
rows: cities.csv
passes: 1
turns:
  - user: hello
    delayed: false
    expect: { length: 5, handoff: { destination: a } }
  - delayed: true
`,
  'with a turn that has everything': `
test: A test
turns:
  - said: hi
  - user: hello
    said: Good evening.
    wait: 2
    integration_attributes: { step: 2 }
    metadata: { a: { b: [1, null] } }
    language: de-DE
    expect: { contains: [a, b], containsAny: [a], equals: a, oneOf: [a], startsWith: a, endsWith: a, matches: a, same: true, exact: true }
    capture: { id: { json: $.id }, other: 'BK-\\d{5}' }
never: { contains: [a], endsWith: [a, b], ended: true, json: { $.a: 1 }, exact: true }
`,
  'with the other checks': `
test: A test
turns:
  - expect:
      length: { min: 1, max: 20 }
      latencyMs: 4000
      ended: true
      handoff: { destination: { matches: front }, reason: asked }
      json: { $.a: 4711, $.b: { contains: x, not: { contains: y }, length: 5, exact: true } }
      not: { contains: [a], equals: a, matches: [a], length: 1, handoff: true, json: { $.a: { equals: b } }, same: true, exact: false }
`,
};

const paths = [
  'a',
  '$',
  '$.a',
  '.a',
  '$a',
  'a.b[0]',
  'a[0]',
  '[0]',
  '[0].a',
  '$[0]',
  "$['a b']",
  '$["a"].b',
  '[x]',
  'a b',
  '',
  ' ',
  ' $.a ',
  'a.',
  'a..b',
  '$..a',
  'a.[0]',
  '*',
  '$.*',
  'a.*',
  '$[*]',
  "$['*']",
  '$.a*',
  'a[0',
  'a]',
  '$$.a',
  'a-b',
  '$.a.$b',
  'ä',
  '$.a[0][1]',
  "['*'].a",
  '*.a',
];

describe('the JSON Schema and the parser agree', () => {
  it('on every test file of the fixtures that is YAML, in both directions', async () => {
    const counts = { taken: 0, refused: 0 };
    const wrong: string[] = [];
    for (const file of files) {
      const source = sourceOf(file);
      const document = parseDocument(source, { logLevel: 'silent' });
      if (document.errors.length > 0) continue;
      // oxlint-disable-next-line no-await-in-loop -- one failure names one file
      const problems = await problemsOf(source);
      const told = toldBy(problems).filter((sentence) => !onlyYamlKnows.test(sentence));
      if (problems.length > 0 && told.length === 0) continue;
      const isTaken = problems.length === 0;
      counts[isTaken ? 'taken' : 'refused']++;
      if (validate(parse(source, { logLevel: 'silent' })) !== isTaken)
        wrong.push(`${file}: ${told.join(' ')}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(counts.taken >= 200 && counts.refused >= 50, JSON.stringify(counts));
  });

  for (const [name, source] of Object.entries(right)) {
    it(`on a test ${name}, whatever is written in the place of each value`, async () => {
      const test: unknown = parse(source);
      assert.deepEqual(await problemsOf(source), []);
      const wrong: string[] = [];
      let count = 0;
      for (const { where, value } of variantsOf(test)) {
        // oxlint-disable-next-line no-await-in-loop -- thousands at once are no faster
        const problems = await problemsOf(JSON.stringify(value));
        const told = toldBy(problems);
        if (problems.length > 0 && told.length === 0) continue;
        count++;
        if (validate(value) !== (problems.length === 0))
          wrong.push(`${where}: ${told.join(' ') || 'refused'}`);
      }
      assert.deepEqual(wrong, []);
      assert.ok(count > 150, String(count));
    });
  }

  it('on what is a path into a response', async () => {
    for (const one of paths) {
      const test = {
        test: 'A test',
        turns: [{ expect: { json: { [one]: 1 } }, capture: { id: { json: one } } }],
      };
      // oxlint-disable-next-line no-await-in-loop -- one failure names one path
      const problems = await problemsOf(JSON.stringify(test));
      assert.equal(validate(test), problems.length === 0, `“${one}” ${problems.join(' ')}`);
    }
  });
});
