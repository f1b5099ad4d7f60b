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

export const untilSureLimits = { least: 3, most: 30 } as const;

/** A case that passes this often is good, or bad; each verdict may be wrong in one of ten. */
const good = 0.95;
const bad = 0.7;
const error = 0.1;
const upper = Math.log((1 - error) / error);
const perPass = Math.log(good / bad);
const perFailure = Math.log((1 - good) / (1 - bad));

/**
 * Wald's sequential probability ratio test, judged in the order of the runs. `outcomes` holds true for a pass;
 * errored runs are not among them. At the cap nothing is sure yet.
 */
export function judgeUntilSure(outcomes: readonly boolean[]): 'passed' | 'failed' | 'goOn' | 'notSure' {
  let evidence = 0;
  for (const [index, passed] of outcomes.entries()) {
    evidence += passed ? perPass : perFailure;
    if (index + 1 < untilSureLimits.least) {
      // A broken case needs no third run to be known as broken.
      if (evidence <= -upper) return 'failed';
      continue;
    }
    if (evidence >= upper) return 'passed';
    if (evidence <= -upper) return 'failed';
  }
  return outcomes.length >= untilSureLimits.most ? 'notSure' : 'goOn';
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
