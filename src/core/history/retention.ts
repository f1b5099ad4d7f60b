import type { History } from './history.ts';

export interface RetentionOptions {
  readonly history: Pick<History, 'expire' | 'countExpired' | 'purgeExpired' | 'purge'>;
  /** How long a person wants conversations to be kept; all for ever when it is not more than 0. */
  readonly days: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asks before so many are removed for good; false leaves them hidden. */
  readonly confirmPurge: (count: number, days: number) => Promise<boolean>;
}

export interface Retention {
  /** Shows and hides by the setting of this moment. Nothing is removed. */
  apply(): Promise<void>;
  /** Besides, removes what has been hidden for long: for once a start and once in a while, never for a change. */
  tidy(): Promise<void>;
}

const dayMs = 86_400_000;

/** So long a setting that was mistyped, or a clock that was wrong, can be put right and everything is there again. */
export const graceDays = 7;

/** As many go by themselves; more are asked about, because a clock that is years ahead hides all of them. */
export const purgedUnasked = 20;

/** How long a person can undo a deletion. */
const undoDays = 1;

/**
 * Keeps conversations for as long as the setting says. A setting may be on its way to another value and the clock may
 * be wrong, so what is too old is only hidden at first, comes back with a longer time, and is removed a week later.
 */
export function createRetention({ history, days, now, confirmPurge }: RetentionOptions): Retention {
  let isAsked = false;
  let running: Promise<unknown> = Promise.resolve();

  const daysAgo = (count: number) => new Date(now() - count * dayMs).toISOString();

  /** One after the other, each with the setting that holds by then. */
  function inTurn(action: () => Promise<void>): Promise<void> {
    const done = running.then(action);
    running = done.catch(() => undefined);
    return done;
  }

  async function apply(): Promise<void> {
    const value = days();
    await history.expire(value > 0 ? daysAgo(value) : undefined);
  }

  async function tidy(): Promise<void> {
    await apply();
    await history.purge(daysAgo(undoDays));
    const hiddenBefore = daysAgo(graceDays);
    const count = history.countExpired(hiddenBefore);
    if (count === 0 || !(days() > 0)) return;
    if (count > purgedUnasked) {
      if (isAsked) return;
      isAsked = true;
      if (!(await confirmPurge(count, days()))) return;
      // The answer may have taken days, and the setting may be another one by now.
      await apply();
    }
    await history.purgeExpired(hiddenBefore);
  }

  return { apply: () => inTurn(apply), tidy: () => inTurn(tidy) };
}
