import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What heeds the signal has ended by then, and what it left is taken away. */
const graceMs = 300;

/**
 * The work, or undefined when it still waits after Ctrl+C: a pipe that nobody reads is being opened until somebody does,
 * and no signal stops that.
 */
export async function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const settled = new AbortController();
  const interrupted = async (): Promise<undefined> => {
    if (!signal.aborted) await once(signal, 'abort', { signal: settled.signal });
    await sleep(graceMs, undefined, { signal: settled.signal });
  };
  try {
    return await Promise.race([work, interrupted().catch(() => undefined)]);
  } finally {
    settled.abort();
  }
}
