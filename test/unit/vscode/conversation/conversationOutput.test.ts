import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutputShow } from '../../../../src/vscode/common/settings.ts';
import { createOutputOpener } from '../../../../src/vscode/conversation/conversationOutput.ts';

describe('the output opens by itself', () => {
  const times: readonly [OutputShow, readonly boolean[]][] = [
    ['once', [true, false, false]],
    ['always', [true, true, true]],
    ['never', [false, false, false]],
  ];
  for (const [value, expected] of times) {
    it(`${value}, and never takes the keyboard`, () => {
      const shown: unknown[] = [];
      const open = createOutputOpener(
        { show: (preserveFocus: unknown) => shown.push(preserveFocus) },
        { value },
      );
      const opened = expected.map(() => {
        const before = shown.length;
        open();
        return shown.length > before;
      });
      assert.deepEqual(opened, expected);
      assert.ok(shown.every((preserveFocus) => preserveFocus === true));
    });
  }

  it('not any more when `never` is taken back after the first chat: that one is over', () => {
    const shown: unknown[] = [];
    const setting: { value: OutputShow } = { value: 'never' };
    const open = createOutputOpener({ show: () => shown.push(1) }, setting);
    open();
    setting.value = 'once';
    open();
    assert.deepEqual(shown, []);
  });
});
