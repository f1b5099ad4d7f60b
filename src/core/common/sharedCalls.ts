/** One call a key at a time, however many ask for it: it is given up when none of them waits for it any longer. */
export interface SharedCalls<Result> {
  /** Begins the call, or waits for the one under way. Rejects as it does. */
  run(
    key: string,
    call: (signal: AbortSignal) => Promise<Result>,
    options: {
      readonly signal: AbortSignal | undefined;
      /** What it comes to for one who leaves while others wait. */
      readonly whenLeft: () => Result;
    },
  ): Promise<Result>;
}

interface SharedCall<Result> {
  readonly result: Promise<Result>;
  readonly canceller: AbortController;
  callers: number;
}

export function createSharedCalls<Result>(): SharedCalls<Result> {
  const running = new Map<string, SharedCall<Result>>();

  function begin(key: string, call: (signal: AbortSignal) => Promise<Result>): SharedCall<Result> {
    const canceller = new AbortController();
    const result = call(canceller.signal).finally(() => running.delete(key));
    const begun = { result, canceller, callers: 0 };
    running.set(key, begun);
    return begun;
  }

  return {
    async run(key, call, { signal, whenLeft }) {
      let last = running.get(key);
      // One that was given up is over before another begins.
      while (last?.canceller.signal.aborted === true) {
        // oxlint-disable-next-line no-await-in-loop -- another may have been begun and given up meanwhile
        await last.result.catch(() => undefined);
        last = running.get(key);
      }
      const shared = last ?? begin(key, call);
      shared.callers++;
      return new Promise((resolve, reject) => {
        const leave = () => {
          shared.callers--;
          if (shared.callers === 0) shared.canceller.abort();
          else resolve(whenLeft());
        };
        if (signal?.aborted === true) leave();
        else signal?.addEventListener('abort', leave, { once: true });
        const settled = () => signal?.removeEventListener('abort', leave);
        shared.result.finally(settled).then(resolve, reject);
      });
    },
  };
}
