import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isBelowAny } from '../../../../src/core/files/isBelowAny.ts';

it('a path is gone with itself and with any folder above it, and with nothing that only begins like it', () => {
  const gone = new Set(['/a/tests', '/a/one.polyai.yaml', '/']);
  for (const path of [
    '/a/tests',
    '/a/tests/x.polyai.yaml',
    '/a/tests/deep/er/x.yaml',
    '/a/one.polyai.yaml',
  ]) {
    assert.equal(isBelowAny(path, gone), true, path);
  }
  for (const path of ['/a/tests2/x.yaml', '/a/test', '/a', '/a/one.polyai.yaml2', '/b/a/tests/x', '']) {
    assert.equal(isBelowAny(path, gone), false, path);
  }
  assert.equal(isBelowAny('/a/x', new Set()), false);
});
