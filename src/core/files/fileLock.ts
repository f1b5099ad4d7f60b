import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';

/** What is done under a lock takes milliseconds: an older lock belongs to a process that is gone. */
const staleAfterMs = 2000;
const giveUpAfterMs = 6000;

/**
 * Runs `work` while no other process runs its own under the same lock file. Rejects with HumanError when the
 * lock stays taken for six seconds, and with whatever `work` throws or the file system refuses.
 */
export async function withFileLock<T>(lockFile: string, work: () => T): Promise<T> {
  const startedAt = Date.now();
  while (!take(lockFile)) {
    if (ageMs(lockFile) > staleAfterMs) {
      rmSync(lockFile, { force: true });
    } else if (Date.now() - startedAt > giveUpAfterMs) {
      throw new HumanError(l10n.t('Another window is still saving the same file.'), {
        remedy: l10n.t('Try again, or delete {0} if no other window is open.', lockFile),
      });
    } else {
      // oxlint-disable-next-line no-await-in-loop -- waiting for the other window is the point
      await delay(5 + Math.random() * 10);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    closeSync(openSync(lockFile, 'wx', 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function ageMs(lockFile: string): number {
  try {
    return Date.now() - statSync(lockFile).mtimeMs;
  } catch {
    return 0;
  }
}
