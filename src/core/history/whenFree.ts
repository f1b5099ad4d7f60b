import { setTimeout as pause } from 'node:timers/promises';
import { isBusy } from './historyProblem.ts';

/** Longer than a window that was refused waits before it tries again. */
const gapMs = 25;
/** Windows that save without a pause let others in sooner or later. */
const patienceMs = 60_000;

/** Does it at once, and again a moment later for as long as another window writes; meanwhile the thread is free. */
export async function whenFree<T>(action: () => T): Promise<T> {
  const since = performance.now();
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() - since > patienceMs) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop -- until it is free
    await pause(gapMs);
  }
}
