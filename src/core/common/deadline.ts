/** Why the waiting is over: the time has passed, or the caller has had enough. */
export type Stopped = 'timeout' | 'cancelled';

/** One total deadline over everything that a call waits for, and one signal for the transport. */
export interface Deadline {
  /** For the transport: aborted when the deadline passes, when the caller cancels, and by `abort`. */
  readonly signal: AbortSignal;
  /** Why the waiting is over, if it is. Not set by `abort`. */
  readonly stopped: Stopped | undefined;
  /**
   * Waits for `work`, but no longer than the deadline and the caller allow, whether or not `work` heeds the
   * signal. Then it rejects; the work's own end, which may come later, is ignored.
   */
  race<T>(work: Promise<T>): Promise<T>;
  /** Tells the transport that its answer is not waited for any more. */
  abort(): void;
  /** Clears the timer and the listeners. To be called in every case. */
  end(): void;
}

/** The longest a timer can wait: more would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The last part of a deadline. */
const graceMs = 1000;

/** Starts the clock now. `timeoutMs` counts everything until `end`. */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  /** Those who wait. A set of functions costs a tenth of listeners of the signal, which come and go with each piece. */
  const waiting = new Set<(reason: unknown) => void>();
  let stopped: Stopped | undefined;

  const abort = (): void => {
    controller.abort();
    for (const reject of waiting) reject(signal.reason);
    waiting.clear();
  };
  const stop = (why: Stopped): void => {
    stopped ??= why;
    abort();
  };
  const cancel = (): void => stop('cancelled');
  const ms = Math.min(timeoutMs, longestTimerMs);
  const last = Math.min(ms, graceMs);
  // In two parts: what came while the computer slept through the first is read before the second is over.
  let timer = setTimeout(() => (timer = setTimeout(stop, last, 'timeout')), ms - last);
  if (callerSignal?.aborted === true) cancel();
  else callerSignal?.addEventListener('abort', cancel, { once: true });

  return {
    signal,
    get stopped() {
      return stopped;
    },
    race: (work) =>
      new Promise((resolve, reject) => {
        const done = () => waiting.delete(reject);
        work.then(resolve, reject).finally(done);
        if (signal.aborted) reject(signal.reason);
        else waiting.add(reject);
      }),
    abort,
    end: () => {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', cancel);
    },
  };
}
