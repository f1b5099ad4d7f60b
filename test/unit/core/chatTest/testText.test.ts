import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toTestLines } from '../../../../src/core/chatTest/testText.ts';

it('a long reply below a sentence is seen without scrolling, and loses no word', () => {
  const reply = `${'Breakfast is served from seven to half past ten. '.repeat(20)}\nGoodbye.`;
  const lines = toTestLines(reply).split('\n');
  assert.ok(
    lines.every((line) => line.length <= 100),
    lines.join('\n'),
  );
  assert.ok(lines.length > 9);
  assert.equal(lines.join(' ').replaceAll(/ +/g, ' '), reply.replace('\n', ' ').replaceAll(/ +/g, ' '));
  // A word that is longer than a line stays whole, and holds nobody up.
  const word = 'x'.repeat(90_000);
  assert.equal(toTestLines(word), word);
});
