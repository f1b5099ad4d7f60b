import path from 'node:path';
import { format } from 'prettier';
import { parse } from 'yaml';
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
const textList: Schema = { type: 'array', minItems: 1, items: text };
const textOrList: Schema = { anyOf: [text, textList] };
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0 };
const times: Schema = { type: 'integer', minimum: 1 };
const seconds: Schema = { type: 'number', minimum: 0 };
const jsonObject: Schema = { type: 'object' };
const named = (values: Schema): Schema => ({
  type: 'object',
  propertyNames: { pattern: variableName.source },
  additionalProperties: values,
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
const json: Schema = { type: 'object', minProperties: 1 };

const everyReply = { length, ended: flag, handoff, json, exact: flag };
const noneOf = {
  contains: textOrList,
  containsAny: textOrList,
  equals: textOrList,
  oneOf: textOrList,
  startsWith: textOrList,
  endsWith: textOrList,
  matches: textOrList,
  ...everyReply,
};

export function chatTestSchema(): Schema {
  const expectation = { minProperties: 1 };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Chat test',
    description: 'A conversation with an agent, and what each reply must satisfy.',
    ...keys(
      fileKeys(),
      {
        test: text,
        tags: textOrList,
        connection: text,
        create: ref('create'),
        vars: named(text),
        matrix: named(textList),
        rows: {
          anyOf: [
            { type: 'string', pattern: '\\.([cC][sS][vV]|[jJ][sS][oO][nN])$' },
            { type: 'array', minItems: 1, items: named(text) },
          ],
        },
        turns: { type: 'array', minItems: 1, items: ref('turn') },
        never: ref('never'),
        timeoutSeconds: seconds,
        repeat: times,
        passes: times,
        quarantine: ref('quarantine'),
      },
      { required: ['test', 'turns'] },
    ),
    definitions: {
      create: keys(createKeys(), {
        variant_id: text,
        channel: text,
        asr_lang_code: text,
        tts_lang_code: text,
        language: text,
        integration_attributes: jsonObject,
        initial_message: text,
      }),
      turn: keys(turnKeys(), {
        user: text,
        delayed: flag,
        said: text,
        expect: ref('expect'),
        capture: {
          ...named({
            anyOf: [text, keys(captureKeys(), { json: text }, { required: ['json'] })],
          }),
          minProperties: 1,
        },
        wait: seconds,
        integration_attributes: jsonObject,
        metadata: jsonObject,
        language: text,
      }),
      expect: keys(
        expectKeys(),
        {
          contains: textOrList,
          containsAny: textOrList,
          equals: text,
          oneOf: textOrList,
          startsWith: text,
          endsWith: text,
          matches: text,
          not: ref('not'),
          length,
          latencyMs: { type: 'number', minimum: 1 },
          ended: flag,
          handoff,
          json,
          same: flag,
          exact: flag,
        },
        expectation,
      ),
      not: keys(expectKeys(), { ...noneOf, same: flag }, expectation),
      never: keys(expectKeys(), noneOf, expectation),
      quarantine: keys(quarantineKeys(), { until: text, owner: text, reason: text }, { required: ['until'] }),
    },
  };
}

export const schemaFile = path.join(repoFolder, 'media', 'chat-test.schema.json');

/** The schema as it is committed. */
export function schemaText(): Promise<string> {
  return format(JSON.stringify(chatTestSchema()), { parser: 'json', printWidth: 110 });
}
