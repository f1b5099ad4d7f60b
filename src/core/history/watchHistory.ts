import { watch } from 'node:fs';
import type { Disposable } from '../common/disposable.ts';

const quietMs = 50;

/**
 * Calls `onChange` shortly after a file whose name begins with `prefix` changed in the directory, in this window or elsewhere.
 * Keeps no process alive. Where the system cannot watch, nothing is ever called.
 */
export function watchHistory(directory: string, prefix: string, onChange: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = (_event: string, name: string | null) => {
    if (name !== null && !name.startsWith(prefix)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, quietMs).unref();
  };
  try {
    const watcher = watch(directory, { persistent: false }, later);
    watcher.on('error', () => watcher.close());
    return {
      dispose() {
        clearTimeout(timer);
        watcher.close();
      },
    };
  } catch {
    return { dispose: () => undefined };
  }
}
