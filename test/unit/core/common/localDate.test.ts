import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toLocalDate } from '../../../../src/core/common/localDate.ts';

it('a moment is of the day on this machine, whatever day it is in London', () => {
  assert.equal(toLocalDate(new Date(2026, 0, 5, 0, 0, 1)), '2026-01-05');
  assert.equal(toLocalDate(new Date(2026, 11, 31, 23, 59, 59)), '2026-12-31');
});
