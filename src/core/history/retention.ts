import type { History } from './history.ts';

/** What a person wants to be kept: all that a number which is not more than 0 is about. */
export interface RetentionSettings {
  readonly days: number;
  /** Of one's own conversations, those that were changed last. */
  readonly count: number;
  /** Of what chat tests held, and of their results; null: as long as everything else. */
  readonly testDays: number | null;
}

export interface RetentionOptions {
  readonly history: Pick<History, 'expire' | 'countExpired' | 'purgeExpired' | 'purge'>;
  readonly settings: () => RetentionSettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Asks before so many are removed for good; false leaves them hidden. */
  readonly confirmPurge: (count: number) => Promise<boolean>;
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
const purgedUnasked = 20;

/** How long a person can undo a deletion. */
const undoDays = 1;

/** What was changed last before it (ISO 8601) is not kept for so many days; undefined keeps all. */
export function toKeptFrom(days: number, now: number): string | undefined {
  const time = now - days * dayMs;
  // A number that is mistyped may lead to before there are dates.
  return days > 0 && time > 0 ? new Date(time).toISOString() : undefined;
}

/**
 * Keeps conversations as the settings say. A setting may be on its way to another value and the clock may be wrong, so
 * what is not to be kept is only hidden at first, comes back with a larger number, and is removed a week later.
 */
export function createRetention({ history, settings, now, confirmPurge }: RetentionOptions): Retention {
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
    const { days, count, testDays } = settings();
    await history.expire({
      from: toKeptFrom(days, now()),
      count: count > 0 ? count : undefined,
      testsFrom: toKeptFrom(testDays ?? days, now()),
    });
  }

  async function tidy(): Promise<void> {
    await history.purge(daysAgo(undoDays));
    await apply();
    const hiddenBefore = daysAgo(graceDays);
    const count = history.countExpired(hiddenBefore);
    if (count === 0) return;
    if (count > purgedUnasked) {
      if (isAsked) return;
      isAsked = true;
      if (!(await confirmPurge(count))) return;
      // The answer may have taken days, and the setting may be another one by now.
      await apply();
    }
    await history.purgeExpired(hiddenBefore);
  }

  return { apply: () => inTurn(apply), tidy: () => inTurn(tidy) };
}
