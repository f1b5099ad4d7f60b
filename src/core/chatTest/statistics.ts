/** Both ends of an interval, from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution for 95 %. */
const z = 1.959_963_984_540_054;

/** The Wilson score interval at 95 % for `passed` of `runs`; everything is possible where nothing was run. */
export function wilsonInterval(passed: number, runs: number): Interval {
  if (runs === 0) return { low: 0, high: 1 };
  const rate = passed / runs;
  const square = (z * z) / runs;
  const middle = (rate + square / 2) / (1 + square);
  const reach = (z / (1 + square)) * Math.sqrt((rate * (1 - rate)) / runs + square / (4 * runs));
  return {
    low: passed === 0 ? 0 : Math.max(0, middle - reach),
    high: passed === runs ? 1 : Math.min(1, middle + reach),
  };
}

/**
 * The chance that k fresh runs all pass, for each k up to the number of runs: the share of the choices of k runs that are
 * all green, which is without bias (as "pass@k" is computed, for all instead of any).
 */
export function passHat(passed: number, runs: number): Readonly<Record<string, number>> {
  const chances: Record<string, number> = {};
  let chance = 1;
  for (let k = 1; k <= runs; k++) {
    chance *= Math.max(0, passed - k + 1) / (runs - k + 1);
    chances[String(k)] = chance;
  }
  return chances;
}

/**
 * Wald's sequential probability ratio test: what passes as often as `good` says is good, as `bad` says is bad, and each
 * verdict may be wrong with the chance `error`.
 */
export interface SequentialTest {
  readonly good: number;
  readonly bad: number;
  readonly error: number;
  /** No verdict that it is good after fewer, none at all after more. */
  readonly least: number;
  readonly most: number;
}

/** Of a case: three in ten failures are too many, one in twenty is what agents do. */
export const untilSureLimits = { good: 0.95, bad: 0.7, error: 0.1, least: 3, most: 30 } as const;

/**
 * Of a check that is proposed: one that fails in one of ten conversations makes a test that is not trusted. One failure
 * decides against it, 38 in a row for it.
 */
export const steadyCheckLimits = { good: 0.999, bad: 0.9, error: 0.02, least: 3, most: 45 } as const;

export type SequentialVerdict = 'passed' | 'failed' | 'goOn' | 'notSure';

/** In the order of the runs; `outcomes` holds true for a pass. At the cap nothing is sure yet. */
export function judgeSequentially(
  { good, bad, error, least, most }: SequentialTest,
  outcomes: readonly boolean[],
): SequentialVerdict {
  const enough = Math.log((1 - error) / error);
  const perPass = Math.log(good / bad);
  const perFailure = Math.log((1 - good) / (1 - bad));
  let evidence = 0;
  for (const [index, passed] of outcomes.entries()) {
    evidence += passed ? perPass : perFailure;
    // What is broken needs no third run to be known as broken.
    if (evidence <= -enough) return 'failed';
    if (index + 1 >= least && evidence >= enough) return 'passed';
  }
  return outcomes.length >= most ? 'notSure' : 'goOn';
}

/** Of a case; errored runs are not among the outcomes. */
export function judgeUntilSure(outcomes: readonly boolean[]): SequentialVerdict {
  return judgeSequentially(untilSureLimits, outcomes);
}

/** How few further runs could bring the verdict: more at the same time might be for nothing. */
export function runsUntilVerdict(outcomes: readonly boolean[]): number {
  const left = untilSureLimits.most - outcomes.length;
  for (let more = 1; more < left; more++) {
    const passes = [...outcomes, ...Array.from({ length: more }, () => true)];
    const failures = [...outcomes, ...Array.from({ length: more }, () => false)];
    if (judgeUntilSure(passes) !== 'goOn' || judgeUntilSure(failures) !== 'goOn') return more;
  }
  return Math.max(1, left);
}
