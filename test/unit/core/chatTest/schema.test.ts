import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';
import { chatTestSchema, schemaFile, schemaText } from '../../../support/chatTestSchema.ts';
import { ajv, schema, validate } from './compiledSchema.ts';

/** The library takes a line end of an old Mac for a space; our parser, like the editor, for a line end. */
const isValid = (source: string) =>
  validate(parse(source.replaceAll(/\r\n?/g, '\n'), { logLevel: 'silent' }));

/** Each uses keys that the others do not. */
const good: Record<string, string> = {
  'the shortest test': `test: The front desk answers
turns:
  - expect: { contains: help }
  - user: What time is breakfast?
    expect: { contains: "7" }
`,
  'a test with all that a conversation has': `test: A booking can be moved, and a complaint reaches a person
tags: [booking, smoke]
create:
  channel: webchat
  language: en-GB
  integration_attributes: { customer_id: "12345", vip: true }
vars:
  day: Friday
turns:
  - said: Hotel Aurora, good evening. How can I help?
    expect: { contains: help }
  - user: I booked a room for \${day}, my name is \${env:TEST_GUEST}.
    said: Thank you. I have found booking BK-20881 for Friday.
    expect:
      contains: "\${day}"
      matches: 'BK-\\d{5}'
      not: { contains: [sorry, unfortunately] }
      latencyMs: 4000
    capture: { booking: 'BK-\\d{5}' }
  - user: Please move \${booking} to Saturday.
    expect:
      contains: [ "\${booking}", Saturday ]
      containsAny: [confirmed, moved, changed]
  - user: "This is complaint #3: I want to talk to a person!"
    expect:
      ended: true
      handoff: { destination: front-desk }
never:
  contains: [as an AI, language model]
repeat: 5
`,
  'a test of several cases': `test: Opening hours of \${city} in \${language}
matrix:
  connection: [acme sandbox, acme pre-release]
rows:
  - { city: London, language: en-GB, ask: When do you open on Sunday?,   hours: 10 am  }
  - { city: Berlin, language: de-DE, ask: "Wann öffnen Sie am Sonntag?", hours: 10 Uhr }
create: { variant_id: "\${city}", language: "\${language}" }
turns:
  - user: \${ask}
    expect: { contains: "\${hours}" }
`,
  'the rest of the keys': `test: 1.10
rows: cities.csv
quarantine: { until: 2099-01-31, owner: Ann, reason: waits }
passes: 1
timeoutSeconds: 2.5
create: { asr_lang_code: en-GB, tts_lang_code: en-GB, initial_message: ~ }
turns:
  - user: true
    said: 0123
    expect:
      same: true
      oneOf: [a, 5]
      startsWith: 5
      endsWith: "?"
      exact: true
      length: { min: 1, max: 20 }
      handoff: { destination: { matches: ^front }, reason: asked }
      json: { "$.a.b[0]": 4711, response: { contains: x, not: { contains: y } } }
    capture: { id: { json: $.id } }
  - delayed: true
    wait: 2
    expect: { length: 5, handoff: false, not: { equals: [a, b], same: true } }
  - user: bye
    metadata: { a: { b: [1, null] } }
    integration_attributes: { step: 2 }
    language: de-DE
    expect: { equals: bye }
`,
};

const wrong: Record<string, string> = {
  'an unknown key of the file': 'test: a\nturn: []\nturns: [{ expect: { contains: a } }]\n',
  'no turns': 'test: a\n',
  'no turn': 'test: a\nturns: []\n',
  'an unknown key of a turn': 'test: a\nturns: [{ usr: a }]\n',
  'an unknown check': 'test: a\nturns: [{ expect: { contain: a } }]\n',
  'a check inside never that it cannot have': 'test: a\nturns: [{ user: a }]\nnever: { latencyMs: 5 }\n',
  'a not inside a not': 'test: a\nturns: [{ expect: { not: { not: { contains: a } } } }]\n',
  'an unknown key of create': 'test: a\ncreate: { lang: en }\nturns: [{ expect: { contains: a } }]\n',
  'a list where one text stands': 'test: a\nturns: [{ expect: { equals: [a, b] } }]\n',
  'a text where a number stands': 'test: a\nrepeat: often\nturns: [{ expect: { contains: a } }]\n',
  'a text where a flag stands': 'test: a\nturns: [{ expect: { ended: maybe } }]\n',
  'rows of a file that is no table': 'test: a\nrows: a.txt\nturns: [{ expect: { contains: a } }]\n',
  'a quarantine without an end':
    'test: a\nquarantine: { owner: Ann }\nturns: [{ expect: { contains: a } }]\n',
};

const problemsOf = async (source: string) => (await parseChatTest(source, { today: '2026-01-01' })).problems;

describe('the JSON Schema of chat tests', () => {
  it('is what npm run schema makes of the keys that the parser knows', async () => {
    assert.equal(readFileSync(schemaFile, 'utf8'), await schemaText());
  });

  it('has a description and an example on every key', () => {
    let count = 0;
    const look = (node: unknown, where: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, value] of Object.entries(node)) {
        // Beside them, a rule may say again what one of them is.
        if (name === 'properties' && 'additionalProperties' in node) {
          for (const [key, property] of Object.entries(value as Record<string, Record<string, unknown>>)) {
            count++;
            assert.match(String(property['description']), /\.$/, `${where}/${key}`);
            assert.equal((property['examples'] as unknown[]).length, 1, `${where}/${key}`);
            assert.notEqual((property['examples'] as unknown[])[0], undefined, `${where}/${key}`);
          }
        }
        if (name !== 'examples') look(value, `${where}/${name}`);
      }
    };
    look(chatTestSchema(), '');
    assert.ok(count > 60, String(count));
  });

  it('takes its own examples', () => {
    const { properties, definitions } = schema as {
      properties: Record<string, { examples: unknown[] }>;
      definitions: Record<string, { properties: Record<string, { examples: unknown[] }> }>;
    };
    const parts = [properties, ...Object.values(definitions).map((one) => one.properties)];
    for (const keys of parts) {
      for (const [key, property] of Object.entries(keys)) {
        const check = ajv.compile({ definitions, ...property });
        assert.ok(check(property.examples[0]), `${key}: ${ajv.errorsText(check.errors)}`);
      }
    }
  });

  for (const [name, source] of Object.entries(good)) {
    it(`takes ${name}, as the parser does`, async () => {
      assert.deepEqual(await problemsOf(source), []);
      assert.ok(isValid(source), ajv.errorsText(validate.errors));
    });
  }

  for (const [name, source] of Object.entries(wrong)) {
    it(`refuses ${name}, as the parser does`, async () => {
      assert.notEqual((await problemsOf(source)).length, 0);
      assert.ok(!isValid(source));
    });
  }
});
