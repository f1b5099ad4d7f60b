import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mineTexts } from '../../../../src/core/chatTest/mineTexts.ts';

const replies = [
  'Your booking BK-48213 at the Grand Hotel is for two people on Friday, and costs 120 euros a night.',
  'Write to front.desk@grand-hotel.example or see https://grand-hotel.example/rooms for the Garden Suite.',
  'Breakfast is served from 7 to 10 on weekdays in the Winter Garden, and from 8 to 11 at the weekend.',
];

it('no text that is proposed for a reply stands in another one: a tick says one thing', () => {
  for (const reply of replies) {
    const texts = mineTexts(reply, 'Tell me about my room', []).flatMap(({ check }) =>
      check.kind === 'contains' ? [check.text] : [],
    );
    assert.ok(texts.length > 2, reply);
    for (const text of texts)
      assert.deepEqual(
        texts.filter((other) => other !== text && other.includes(text)),
        [],
        text,
      );
  }
});
