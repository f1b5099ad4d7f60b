/** Why the waiting is over: the time has passed, or whoever waited has had enough. */
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
  /** Tells the transport that nobody waits for it any more. */
  abort(): void;
  /** Clears the timer and the listeners. To be called in every case. */
  end(): void;
}

/** The longest a timer can wait: more would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Starts the clock now. `timeoutMs` counts everything until `end`. */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController();
  let stopped: Stopped | undefined;

  const stop = (why: Stopped): void => {
    stopped ??= why;
    controller.abort();
  };
  const cancel = (): void => stop('cancelled');
  const timer = setTimeout(() => stop('timeout'), Math.min(timeoutMs, longestTimerMs));
  if (callerSignal?.aborted === true) cancel();
  else callerSignal?.addEventListener('abort', cancel, { once: true });

  return {
    signal: controller.signal,
    get stopped() {
      return stopped;
    },
    race: (work) => raceSignal(work, controller.signal),
    abort: () => controller.abort(),
    end: () => {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', cancel);
    },
  };
}

async function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
