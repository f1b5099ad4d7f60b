import type { Writable } from 'node:stream';

export interface StandardOutput {
  write(text: string): void;
  /** Whether something could not be written where it was to go. */
  readonly hasFailed: boolean;
}

/**
 * Standard output that loses nothing: when it cannot be written (a full disk, say), what has not arrived there goes to
 * the person instead, the id of a chat that was just created too. A reader that went away is no failure.
 */
export function createStandardOutput(
  stream: Writable,
  { writeError, onFailure }: { readonly writeError: (text: string) => void; readonly onFailure: () => void },
): StandardOutput {
  const pending = new Set<{ readonly text: string }>();
  let hasFailed = false;
  let isGone = false;

  stream.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    if (hasFailed || isGone) return;
    if (code === 'EPIPE' || code === 'EIO') {
      isGone = true;
      return;
    }
    hasFailed = true;
    const texts = [...pending].map(({ text }) => text).join('');
    writeError(`Standard output cannot be written (${code}). What was to stand there:\n${texts}`);
    onFailure();
  });

  return {
    write(text) {
      if (isGone) return;
      if (hasFailed) {
        writeError(text);
        return;
      }
      const written = { text };
      pending.add(written);
      stream.write(text, (error) => {
        if (!error) pending.delete(written);
      });
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
