import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { isInside } from '../../../../src/core/files/isInside.ts';

it('a file lies in its folder whatever it is called, and never on another drive or share', () => {
  for (const [folder, file, expected] of [
    ['/tests', '/tests/a.yaml', true],
    ['/tests', '/tests/..a.yaml', true],
    ['/tests', '/tests', false],
    ['/tests', '/', false],
    ['/tests', '/testsuite/a.yaml', false],
    ['/', '/a.yaml', true],
  ] as const) {
    assert.equal(isInside(folder, file, path.posix), expected, file);
  }
  for (const [file, expected] of [
    ['C:\\tests\\a.yaml', true],
    ['c:\\TESTS\\deep\\a.yaml', true],
    ['C:\\tests\\..a.yaml', true],
    ['C:\\a.yaml', false],
    ['D:\\a.yaml', false],
    ['D:\\tests\\a.yaml', false],
    ['\\\\server\\share\\a.yaml', false],
    ['\\\\?\\D:\\a.yaml', false],
  ] as const) {
    assert.equal(isInside('C:\\tests', file, path.win32), expected, file);
  }
});
