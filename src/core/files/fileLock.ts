import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';

/** https://www.sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Runs `work` while no other process runs its own under the same lock file. Rejects with HumanError when the
 * lock stays taken that long or the file system knows none, and with whatever `work` throws.
 *
 * The lock is the operating system's, taken by SQLite on an empty database: it ends with its process, however
 * that ends, so there is no stale one to take over and no clock to ask. The empty file stays, because one that
 * is removed could still be held by a process that waited for it. With the journal in memory nothing is written,
 * so that a full disk can be locked too.
 */
export async function withFileLock<T>(lockFile: string, work: () => T, giveUpAfterMs = 6000): Promise<T> {
  const lock = await take(lockFile, giveUpAfterMs);
  try {
    return work();
  } finally {
    lock.close();
  }
}

async function take(lockFile: string, giveUpAfterMs: number): Promise<DatabaseSync> {
  const startedAtMs = performance.now();
  for (;;) {
    const lock = takeNow(lockFile);
    if (lock) return lock;
    if (performance.now() - startedAtMs > giveUpAfterMs) {
      throw new HumanError(l10n.t('Another window is still saving the same file.'), {
        remedy: l10n.t('Try again in a moment.'),
      });
    }
    // oxlint-disable-next-line no-await-in-loop -- waiting for the other window is the point
    await delay(5 + Math.random() * 10);
  }
}

/** Undefined while another holds it. */
function takeNow(lockFile: string): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined;
  try {
    // Loaded when first needed: reading a file needs no lock.
    lock = new (getBuiltinModule('node:sqlite').DatabaseSync)(lockFile);
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (isBusy(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HumanError(l10n.t('The file {0} could not be locked ({1}).', lockFile, reason), {
      remedy: l10n.t('Check that its folder can be written. If it can, delete the file and try again.'),
      cause: error,
    });
  }
}

function isBusy(error: unknown): boolean {
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof errcode === 'number' && (errcode & 0xff) === busy;
}
