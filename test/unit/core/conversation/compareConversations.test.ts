import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareConversations } from '../../../../src/core/conversation/compareConversations.ts';
import type { Turn } from '../../../../src/core/conversation/conversation.ts';
import { normaliseText, type Normalisable } from '../../../../src/core/conversation/normaliseText.ts';
import { threadMs } from '../../../support/threadTime.ts';

function aTurn(userText: string | undefined, reply: string, fields: Partial<Turn> = {}): Turn {
  const kind = userText === undefined ? 'create' : 'respond';
  return { id: '', index: 0, kind, state: 'answered', userText, reply, startedAt: '', ...fields };
}

/** A seeded generator of numbers from 0 to 1: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function aRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

/** Two lists of turns, and the differences that were made between them. */
function aPair(random: () => number, length: number) {
  const pick = (count: number) => Math.floor(random() * count);
  const left: Turn[] = [aTurn(undefined, 'Good evening.')];
  const right: Turn[] = [aTurn(undefined, 'Good evening.')];
  const expected = ['none'];
  for (let turn = 1; turn < length; turn++) {
    // Replies repeat, as they do; what a person says is their own.
    const said = `${turn} a room for ${pick(9)}`;
    const reply = ['Of course.', 'For which nights?', 'How many people?'][pick(3)] ?? '';
    const what = random();
    const previous = expected.at(-1);
    if (what < 0.1 && previous !== 'onlyRight') {
      left.push(aTurn(said, reply));
      expected.push('onlyLeft');
    } else if (what < 0.2 && previous !== 'onlyLeft') {
      right.push(aTurn(said, reply));
      expected.push('onlyRight');
    } else {
      const isChanged = what < 0.4;
      left.push(aTurn(said, reply));
      right.push(aTurn(said, isChanged ? `${reply} Or so.` : reply));
      expected.push(isChanged ? 'reply' : 'none');
    }
  }
  return { left: { turns: left }, right: { turns: right }, expected };
}

describe('two conversations side by side', () => {
  it('are aligned turn by turn as 200 generated pairs were made', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = aRandom(seed);
      const { left, right, expected } = aPair(random, 2 + Math.floor(random() * 40));
      const { turns, differing } = compareConversations(left, right);
      assert.deepEqual(
        turns.map(({ difference }) => difference),
        expected,
        `seed ${seed}`,
      );
      assert.equal(differing, expected.filter((difference) => difference !== 'none').length);
      assert.deepEqual(
        turns.flatMap((turn) => turn.left ?? []),
        left.turns,
      );
      assert.deepEqual(
        turns.flatMap((turn) => turn.right ?? []),
        right.turns,
      );
    }
  });

  it('of 2,000 turns each take less than a tenth of a second, even when hardly one is the same', () => {
    const { left, right } = aPair(aRandom(7), 2000);
    const strangers = { turns: right.turns.map((turn) => ({ ...turn, userText: `Not ${turn.userText}` })) };
    compareConversations(left, right);
    for (const other of [right, strangers]) {
      const before = threadMs();
      compareConversations(left, other);
      const tookMs = threadMs() - before;
      assert.ok(tookMs < 100, `${tookMs} ms`);
    }
  });

  it('differ where a call failed, and not in how they were closed', () => {
    const left = [aTurn(undefined, 'Hello'), aTurn('A room', 'Yes'), aTurn('', '', { kind: 'close' })];
    const error = { reason: 'unreachable', outcome: 'unknown' } as const;
    const right = [
      aTurn(undefined, 'Hello'),
      aTurn('A room', '', { state: 'failed', reply: undefined, error }),
    ];
    const { turns, differing } = compareConversations({ turns: left }, { turns: right });
    assert.deepEqual(
      turns.map(({ difference }) => difference),
      ['none', 'reply'],
    );
    assert.equal(differing, 1);
  });

  it('differ less when what is of no matter is put aside', () => {
    const left = {
      turns: [aTurn(undefined, 'Room 12 on 2026-11-24 at 9:30 for €120.50, booking ABC-12345.')],
    };
    const right = { turns: [aTurn(undefined, 'Room 12 on 2026-12-01 at 10:45 for €99, booking XYZ-777.')] };
    assert.equal(compareConversations(left, right).differing, 1);
    const ignored = ['dates', 'times', 'amounts', 'ids'] as const;
    assert.equal(compareConversations(left, right, { ignored }).differing, 0);
    assert.equal(compareConversations(left, right, { ignored: ['dates', 'times'] }).differing, 1);
  });
});

const rows: readonly (readonly [kind: Normalisable, text: string, normalised: string])[] = [
  ['dates', 'from 2026-11-24 to 25.11.2026', 'from ‹date› to ‹date›'],
  ['dates', 'on 11/24/26 or 24/11/2026', 'on ‹date› or ‹date›'],
  ['dates', 'on the 24th of November, 2026.', 'on the ‹date›.'],
  ['dates', 'on November 24th', 'on ‹date›'],
  ['dates', 'am 3. März 2026 und am 4. Dezember', 'am ‹date› und am ‹date›'],
  ['dates', 'march of 12 people; room 24', 'march of 12 people; room 24'],
  ['times', 'at 9:30, 18:05:10 or 7 pm', 'at ‹time›, ‹time› or ‹time›'],
  ['times', 'um 9 Uhr oder 17:30 Uhr', 'um ‹time› oder ‹time›'],
  ['times', 'a ratio of 3:1', 'a ratio of 3:1'],
  ['amounts', '€120.50 or 1,299 dollars or 15 %', '‹amount› or ‹amount› or ‹amount›'],
  ['amounts', '12 EUR, £3', '‹amount›, ‹amount›'],
  ['amounts', '12 europeans in room 3', '12 europeans in room 3'],
  ['ids', 'CONV-1234567890 and 7b1bfbea-0000-4000-8000-0123456789ab', '‹id› and ‹id›'],
  ['ids', 'number 123456, hash deadbeef01', 'number ‹id›, hash ‹id›'],
  ['ids', 'effaced in 2026', 'effaced in 2026'],
  ['whiteSpace', ' a \n\n b\t', 'a b'],
];

describe('a text without what is of no matter', () => {
  for (const [kind, text, normalised] of rows) {
    it(`${kind}: ${text.trim()}`, () => assert.equal(normaliseText(text, [kind]), normalised));
  }

  it('takes no longer than its length, whatever an agent says', () => {
    const all = ['dates', 'times', 'amounts', 'ids', 'whiteSpace'] as const;
    for (const piece of ['1', '1,', '1 ', 'a', 'A', '€', '€1.', ' ', '1:', 'a1', 'may ', '-', '1.1.']) {
      const before = process.cpuUsage();
      normaliseText(piece.repeat(100_000 / piece.length), all);
      const { user } = process.cpuUsage(before);
      assert.ok(user / 1000 < 1000, `${JSON.stringify(piece)} took ${user / 1000} ms`);
    }
  });

  it('is the text itself where an agent sends megabytes: two of them hold the thread for a moment only', () => {
    const all = ['dates', 'times', 'amounts', 'ids', 'whiteSpace'] as const;
    const long = 'room 12 at €1 '.repeat(500_000);
    const left = { turns: [aTurn(undefined, long)] };
    const right = { turns: [aTurn(undefined, `${long}!`)] };
    const before = threadMs();
    const comparison = compareConversations(left, right, { ignored: all });
    const ms = threadMs() - before;
    assert.deepEqual(comparison, {
      turns: [{ difference: 'reply', left: left.turns[0], right: right.turns[0] }],
      differing: 1,
    });
    assert.ok(ms < 200, `${ms} ms`);
  });
});
