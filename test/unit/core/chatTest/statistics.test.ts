import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '../../../../src/core/chatTest/runPlan.ts';
import {
  judgeUntilSure,
  passHat,
  runsUntilVerdict,
  wilsonInterval,
} from '../../../../src/core/chatTest/statistics.ts';

const draws = 100_000;

describe('the interval of a rate', () => {
  it('is "4 of 5, probably between 38 and 96 %"', () => {
    const { low, high } = wilsonInterval(4, 5);
    assert.deepEqual([Math.round(low * 100), Math.round(high * 100)], [38, 96]);
  });

  // A Wilson interval covers 95 % on average; for a single rate it may be a few percent off.
  for (const [rate, runs] of [
    [0.5, 10],
    [0.7, 20],
    [0.9, 30],
    [0.95, 40],
    [0.3, 8],
  ] as const) {
    it(`covers a true rate of ${rate} in ${runs} runs about as often as it says`, () => {
      const random = seededRandom(runs);
      let covered = 0;
      for (let draw = 0; draw < draws; draw++) {
        let passed = 0;
        for (let run = 0; run < runs; run++) if (random() < rate) passed++;
        const { low, high } = wilsonInterval(passed, runs);
        if (low <= rate && rate <= high) covered++;
      }
      assert.ok(covered / draws > 0.915 && covered / draws < 0.995, `covered ${covered / draws}`);
    });
  }
});

describe('until sure', () => {
  const runUntilSure = (rate: number, random: () => number) => {
    const outcomes: boolean[] = [];
    while (judgeUntilSure(outcomes) === 'goOn') outcomes.push(random() < rate);
    return { verdict: judgeUntilSure(outcomes), runs: outcomes.length };
  };

  it('stops after 8 passes, or 2 failures', () => {
    assert.deepEqual(
      runUntilSure(1, () => 0),
      { verdict: 'passed', runs: 8 },
    );
    assert.deepEqual(
      runUntilSure(0, () => 0),
      { verdict: 'failed', runs: 2 },
    );
  });

  it('never begins more runs than could be needed', () => {
    assert.equal(runsUntilVerdict([]), 2);
    assert.equal(runsUntilVerdict(Array.from({ length: 7 }, () => true)), 1);
  });

  for (const [rate, wrong] of [
    [0.95, 'failed'],
    [0.7, 'passed'],
  ] as const) {
    it(`calls a case that passes in ${rate * 100} % ${wrong} in at most one of ten`, () => {
      const random = seededRandom(7);
      let mistakes = 0;
      for (let draw = 0; draw < draws; draw++) {
        const { verdict, runs } = runUntilSure(rate, random);
        assert.ok(runs <= 30);
        if (verdict === wrong) mistakes++;
      }
      assert.ok(mistakes / draws <= 0.1, `${mistakes / draws}`);
    });
  }
});

it('pass^k is the share of choices of k runs that are all green', () => {
  assert.deepEqual(Object.keys(passHat(4, 5)), ['1', '2', '3', '4', '5']);
  assert.ok(Math.abs((passHat(4, 5)['2'] ?? 0) - 0.6) < 1e-9);
  assert.equal(passHat(4, 5)['5'], 0);
});
