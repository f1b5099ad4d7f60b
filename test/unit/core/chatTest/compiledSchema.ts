import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { schemaFile } from '../../../support/chatTestSchema.ts';

export const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;

export const ajv = new Ajv({
  strict: true,
  // A text may read `.inf`, which YAML takes for a number.
  strictNumbers: false,
  strictTuples: false,
  strictRequired: false,
  strictTypes: false,
  allowUnionTypes: true,
});

/** Says whether a value is what the JSON Schema of chat tests allows; `errors` tells why not. */
export const validate = ajv.compile(schema);
