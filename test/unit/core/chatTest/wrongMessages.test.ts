import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';

const today = '2026-11-27';
const fileWith = (message: string) => `test: a\nturns:\n  - user: ${message}\n    expect: { contains: b }\n`;

/** What people write as they say it, and YAML reads as something else or not at all. */
const swallowed = [
  'My order is #1234',
  'Room: 12 please',
  '- hello',
  '@bob',
  '> quote',
  '? what',
  '{a}',
  '"5" tall"',
  '!yes',
  '*hello*',
  '&x hi',
  "'tis the season",
  '[x] hi',
  '`code`',
  '%a',
  'hello # greet',
];

describe('a message that YAML would swallow', () => {
  for (const message of swallowed) {
    it(`${message}: is told once, on its line, and the remedy makes the file right`, async () => {
      const text = fileWith(message);
      const { problems, lines } = await parseChatTest(text, { today });
      assert.equal(problems.length, 1, JSON.stringify(problems));
      const [problem] = problems;
      assert.deepEqual(lines.positionAt(problem?.start ?? 0), { line: 3, column: 11 });
      assert.ok(problem?.remedy);
      const [fix] = problem.fixes ?? [];
      assert.ok(fix);
      const mended = await parseChatTest(text.slice(0, fix.start) + fix.text + text.slice(fix.end), {
        today,
      });
      assert.deepEqual(mended.problems, []);
      assert.equal(mended.test?.turns[0]?.user?.source, message);
    });
  }

  for (const message of ['1.10', '0123', 'true', '~', '${day}'.replace('day', 'uuid'), 'hello  # greet']) {
    it(`${message}: is none, and arrives as it was typed`, async () => {
      const { problems, test } = await parseChatTest(fileWith(message), { today });
      assert.deepEqual(problems, []);
      assert.equal(test?.turns[0]?.user?.source, message.replace(/ {2}#.*/, ''));
    });
  }

  it('does not hide what is wrong behind it', async () => {
    const text = 'test: a\nturns:\n  - user: @bob\n  - user: b\n    expct: { contains: c }\n';
    const { problems } = await parseChatTest(text, { today });
    assert.deepEqual(
      problems.map(({ remedy }) => remedy),
      ['Quote the message.', 'Did you mean “expect”?'],
    );
  });
});
