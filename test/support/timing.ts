import { threadMs } from './threadTime.ts';

/*
 * Time on a machine that does other things too. A wall clock would fail tests for being run beside others; these
 * two say the same of the code however busy the machine is.
 */

/**
 * The processor time that `work` took in this process, in milliseconds: what others take is not counted. That of the
 * thread alone stands still between two ticks of the system's clock, and many small pieces would come to nothing.
 */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Whether `promise` settles before a timer of `ms` that starts now. Both wait for the same event loop, so a process
 * that gets no processor delays both.
 */
export async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Stretches<T> {
  readonly longestMs: number;
  /** How many were longer than 20 ms. */
  readonly slow: number;
  readonly result: T;
}

const slowMs = 20;

/** For how long the thread was held at a time while `work` ran, in processor time of this thread. */
export async function longestStretch<T>(work: () => Promise<T>): Promise<Stretches<T>> {
  let [longestMs, slow, before, isRunning] = [0, 0, threadMs(), true];
  const look = () => {
    const now = threadMs();
    longestMs = Math.max(longestMs, now - before);
    if (now - before > slowMs) slow++;
    before = now;
    if (isRunning) setImmediate(look);
  };
  setImmediate(look);
  try {
    const result = await work();
    isRunning = false;
    look();
    return { longestMs, slow, result };
  } finally {
    // Work that fails would keep the process for ever.
    isRunning = false;
  }
}
