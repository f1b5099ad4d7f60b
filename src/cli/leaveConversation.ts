import type { ChatSession } from './chatSession.ts';

/**
 * Closes the open conversation, or keeps it open. `close`: the person said so in that word; `asked`: with
 * `/exit` or `/restart`; `end`: there is nothing more to say. False when it was to be closed and may still be open.
 */
export type Leave = (why: 'close' | 'asked' | 'end', signal: AbortSignal) => Promise<boolean>;

export interface LeaveOptions {
  readonly session: ChatSession;
  readonly timeoutSeconds: number;
  /** What is kept open: nothing, what is open at the end, or everything that is not closed by that word. */
  readonly keep: 'nothing' | 'end' | 'all';
}

/** A person who ends the program does not want to wait, and yet nothing shall stay open on a live agent unnoticed. */
const hurriedTimeoutSeconds = 5;

export function createLeave({ session, timeoutSeconds, keep }: LeaveOptions): Leave {
  return async (why, signal) => {
    if (why !== 'close' && (keep === 'all' || (keep === 'end' && why === 'end'))) {
      session.keepOpen();
      return true;
    }
    return session.close(
      signal.aborted
        ? { timeoutSeconds: Math.min(timeoutSeconds, hurriedTimeoutSeconds) }
        : { signal, timeoutSeconds },
    );
  };
}
