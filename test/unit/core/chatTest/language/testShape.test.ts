import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileShape, type TestShape } from '../../../../../src/core/chatTest/language/testShape.ts';
import { chatTestSchema } from '../../../../support/chatTestSchema.ts';

type Schema = Readonly<Record<string, unknown>>;

it('what is offered is what the JSON Schema allows, at every level', () => {
  const definitions = chatTestSchema()['definitions'] as Readonly<Record<string, Schema>>;
  const alternatives = (schema: Schema): readonly Schema[] => {
    const inner = (schema['anyOf'] ?? schema['allOf']) as readonly Schema[] | undefined;
    if (inner !== undefined) return (schema['items'] ? [schema] : []).concat(inner.flatMap(alternatives));
    const name = /^#\/definitions\/(\w+)$/.exec(String(schema['$ref']))?.[1];
    return name === undefined ? [schema] : alternatives(definitions[name] ?? {});
  };
  let levels = 0;
  const compare = (shapes: readonly TestShape[], schema: Schema, where: string): void => {
    for (const shape of shapes) {
      if (shape.kind !== 'keys') continue;
      // What stands below `json` is any value, or an expectation that the schema leaves to the parser.
      const allowed = alternatives(schema).filter(({ properties }) => properties !== undefined);
      const own = Object.keys(shape.of);
      const found = allowed.find(({ properties }) => sameKeys(properties as Schema, shape.of));
      assert.ok(found, `${where}: ${own.join(', ')}`);
      levels++;
      for (const key of own) {
        assert.ok(Object.hasOwn(shape.keys(), key), `${where}.${key}`);
        const below: Schema = (found['properties'] as Readonly<Record<string, Schema>>)[key] ?? {};
        if (key !== 'json') compare(shape.of[key]?.() ?? [], below, `${where}.${key}`);
        for (const one of alternatives(below)) {
          const list: TestShape | undefined = shape.of[key]?.().find((inner) => inner.kind === 'list');
          assert.equal(list !== undefined || one['type'] !== 'array', true, `${where}.${key} takes a list`);
          // What only some of the items may say is no shape.
          if (one['items'] !== undefined && !Array.isArray(one['items']) && list?.kind === 'list')
            compare(list.item(), one['items'] as Schema, `${where}.${key}[]`);
        }
      }
    }
  };
  compare([fileShape], chatTestSchema(), 'file');
  assert.ok(levels > 10, String(levels));
});

function sameKeys(one: object, other: object): boolean {
  return Object.keys(one).toSorted().join() === Object.keys(other).toSorted().join();
}
