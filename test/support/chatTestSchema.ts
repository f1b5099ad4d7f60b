import path from 'node:path';
import { format } from 'prettier';
import { parse } from 'yaml';
import { address } from '../../src/core/chatTest/connectionName.ts';
import { jsonTextKeys, textKinds } from '../../src/core/chatTest/parseExpectation.ts';
import { variableName } from '../../src/core/chatTest/template.ts';
import {
  captureKeys,
  createKeys,
  expectKeys,
  fileKeys,
  handoffKeys,
  lengthKeys,
  quarantineKeys,
  type TestKey,
  turnKeys,
} from '../../src/core/chatTest/testKeys.ts';
import { repoFolder } from './paths.ts';

/*
 * The JSON Schema of chat tests, made from the keys that the parser knows. It says what editors and coding agents need to
 * write a test; what a schema cannot say, and every sentence about what is wrong, is the parser's.
 */

type Schema = Readonly<Record<string, unknown>>;

/** Texts are taken as they are written: `1.10`, `true` and `~` are texts here, and only YAML reads more into them. */
const text: Schema = { type: ['string', 'number', 'boolean', 'null'] };
const written: Schema = { ...text, pattern: '\\S' };
const orList = (one: Schema): Schema => ({ anyOf: [one, { type: 'array', minItems: 1, items: one }] });
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0, maximum: 1_000_000 };
const times: Schema = { type: 'integer', minimum: 1, maximum: 1000 };
const jsonObject: Schema = { type: 'object' };
const named = (values: Schema, connections?: Schema): Schema => ({
  type: 'object',
  propertyNames: { pattern: variableName.source },
  ...(connections && { patternProperties: { '^connection$': connections } }),
  additionalProperties: values,
});
/** A pattern of a schema has no flags. */
const anyCase = (source: string) =>
  source.replaceAll(/(\\.)|[a-z]/g, (letter, escaped?: string) =>
    escaped === undefined ? `[${letter}${letter.toUpperCase()}]` : escaped,
  );
const connection: Schema = { ...written, not: { type: 'string', pattern: anyCase(address.source) } };
/** In the test's own folder or below it. */
const rowsFile: Schema = {
  type: 'string',
  pattern: anyCase('\\.(?:csv|json)$'),
  not: { pattern: '^[/\\\\~]|^[A-Za-z]:|://|(?:^|[/\\\\])\\.\\.[/\\\\]' },
};
const step = `(?:\\.?\\[(?:\\d+|"[^"]*"|'[^']*')\\]|\\.[^.[\\]\\s]+)`;
const jsonPath = `^(?!(?:.*\\.)?\\*(?:[.[]|$)|.*\\[["']\\*["'])\\s*(?:\\$${step}+|(?:\\[(?:\\d+|"[^"]*"|'[^']*')\\]|[^$.[\\]\\s][^.[\\]\\s]*)${step}*)\\s*$`;
const oneOf = (...names: readonly string[]): Schema => ({
  anyOf: names.map((name) => ({ required: [name] })),
});
const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/** A map of just these keys, each with what it is and an example. */
function keys<Name extends string>(
  known: Readonly<Record<Name, TestKey>>,
  values: Readonly<Partial<Record<Name, Schema>>>,
  more: Schema = {},
): Schema {
  const properties = Object.entries<Schema | undefined>(values).map(([name, value]) => {
    const { description, example } = known[name as Name];
    const [shown] = Object.values(parse(example) as Record<string, unknown>);
    return [name, { description, examples: [shown], ...asProperty(value ?? {}) }];
  });
  return {
    type: 'object',
    additionalProperties: false,
    ...more,
    properties: Object.fromEntries(properties) as Schema,
  };
}

/** Beside a reference nothing else is read in draft 7. */
function asProperty(value: Schema): Schema {
  return '$ref' in value ? { allOf: [value] } : value;
}

const day: Schema = {
  type: 'string',
  pattern: '^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$',
};
const captured: Schema = {
  anyOf: [text, keys(captureKeys(), { json: { ...text, pattern: jsonPath } }, { required: ['json'] })],
};
const length: Schema = {
  anyOf: [count, keys(lengthKeys(), { min: count, max: count }, { minProperties: 1 })],
};
const textOrPattern: Schema = {
  anyOf: [text, keys({ matches: expectKeys().matches }, { matches: text }, { required: ['matches'] })],
};
const handoff: Schema = {
  anyOf: [
    flag,
    keys(handoffKeys(), { destination: textOrPattern, reason: textOrPattern }, { minProperties: 1 }),
  ],
};
/** On the response as received: a value of any kind, or expectations about a text. */
const jsonOf = (texts: Schema): Schema => ({
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: jsonPath },
  additionalProperties: {
    anyOf: [{ not: { type: 'object', minProperties: 1, propertyNames: { enum: [...jsonTextKeys] } } }, texts],
  },
});

const textsOf = (one: Schema) => ({
  contains: orList(written),
  containsAny: orList(written),
  equals: one,
  oneOf: orList(written),
  startsWith: one,
  endsWith: one,
});
const noneOf = {
  ...textsOf(orList(written)),
  matches: orList(text),
  length,
  ended: flag,
  handoff,
  json: jsonOf({ allOf: [ref('text'), { not: { required: ['not'] } }] }),
  exact: flag,
};
const speaks: Schema = {
  type: 'object',
  anyOf: [{ required: ['user'] }, { required: ['delayed'], properties: { delayed: { const: true } } }],
};

export function chatTestSchema(): Schema {
  const expectation = {
    minProperties: 1,
    dependencies: { exact: oneOf(...textKinds, 'handoff', 'json', 'same', 'not') },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Chat test',
    description: 'A conversation with an agent, and what each reply must satisfy.',
    ...keys(
      fileKeys(),
      {
        test: written,
        tags: orList(text),
        connection,
        create: ref('create'),
        vars: named(text),
        matrix: named(
          { type: 'array', minItems: 1, items: text },
          { type: 'array', minItems: 1, items: connection },
        ),
        rows: {
          anyOf: [
            rowsFile,
            { type: 'array', minItems: 1, items: named(text, { anyOf: [{ const: '' }, connection] }) },
          ],
        },
        turns: {
          type: 'array',
          minItems: 1,
          maxItems: 500,
          items: ref('turn'),
          // Only the first may say nothing, and then has no message to send something with.
          allOf: [
            {
              items: [
                { anyOf: [speaks, { not: oneOf('wait', 'integration_attributes', 'metadata', 'language') }] },
              ],
              additionalItems: speaks,
            },
          ],
        },
        never: ref('never'),
        timeoutSeconds: { type: 'number', minimum: 0.001, maximum: 3600 },
        repeat: times,
        passes: times,
        quarantine: ref('quarantine'),
      },
      { required: ['test', 'turns'] },
    ),
    definitions: {
      create: keys(
        createKeys(),
        {
          variant_id: text,
          channel: text,
          asr_lang_code: text,
          tts_lang_code: text,
          language: text,
          integration_attributes: jsonObject,
          initial_message: text,
        },
        { dependencies: { language: { not: oneOf('asr_lang_code', 'tts_lang_code') } } },
      ),
      turn: keys(
        turnKeys(),
        {
          user: written,
          delayed: flag,
          said: text,
          expect: ref('expect'),
          capture: named(captured),
          wait: { type: 'number', minimum: 0, maximum: 3600 },
          integration_attributes: jsonObject,
          metadata: jsonObject,
          language: text,
        },
        {
          not: { required: ['user', 'delayed'], properties: { delayed: { const: true } } },
          dependencies: {
            expect: {
              anyOf: [
                { required: ['said'] },
                {
                  properties: {
                    expect: {
                      not: { type: 'object', required: ['same'], properties: { same: { const: true } } },
                    },
                  },
                },
              ],
            },
          },
        },
      ),
      expect: keys(
        expectKeys(),
        {
          ...textsOf(written),
          equals: text,
          matches: text,
          not: ref('not'),
          length,
          latencyMs: { type: 'number', minimum: 1, maximum: 3_600_000 },
          ended: flag,
          handoff,
          json: jsonOf(ref('text')),
          same: flag,
          exact: flag,
        },
        expectation,
      ),
      not: keys(expectKeys(), { ...noneOf, same: flag }, expectation),
      never: keys(expectKeys(), noneOf, expectation),
      text: keys(
        expectKeys(),
        { ...textsOf(written), matches: text, not: ref('not'), length, exact: flag },
        expectation,
      ),
      quarantine: keys(quarantineKeys(), { until: day, owner: text, reason: text }, { required: ['until'] }),
    },
  };
}

export const schemaFile = path.join(repoFolder, 'media', 'chat-test.schema.json');

/** The schema as it is committed. */
export function schemaText(): Promise<string> {
  return format(JSON.stringify(chatTestSchema()), { parser: 'json', printWidth: 110 });
}
