import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '../../../../src/core/common/newId.ts';

it('gives a UUID of version 7, never the same one twice', () => {
  const ids = Array.from({ length: 1000 }, () => newId(1_764_244_800_000));
  for (const id of ids) {
    assert.match(id, /^019ac52f-4200-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
  assert.equal(new Set(ids).size, ids.length);
});

it('sorts as it was made', () => {
  const ids = [0, 1, 1_764_244_800_000, 1_764_244_800_001, 253_402_300_799_999].map((at) => newId(at));
  assert.deepEqual(ids.toSorted(), ids);
});
