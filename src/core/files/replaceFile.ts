import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { bestEffort } from '../common/bestEffort.ts';
import { HumanError } from '../common/humanError.ts';

/**
 * Puts a whole file in the place of another, readable by its owner only: a reader sees the one or the other, and
 * once this has returned a power cut does too. Throws as the file system does, or HumanError; the file is then as
 * it was. Two at once must not replace the same file: see withFileLock.
 */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeWhole(handle, text);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  keepRename(path.dirname(file));
}

/** A disk that is nearly full takes a part and calls that a success, so that what has arrived is measured. */
export function writeWhole(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  writeFileSync(handle, bytes);
  fsyncSync(handle);
  const stat = fstatSync(handle);
  if (stat.size !== bytes.length) {
    throw Object.assign(new Error(`${stat.size} of ${bytes.length} bytes were written`), { code: 'ENOSPC' });
  }
}

function keepRename(directory: string): void {
  try {
    const handle = openSync(directory, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Best effort: Windows opens no directories, and the new file is in its place already.
  }
}

/** What a process left that was killed while it replaced the file. Call it under the file's lock. */
export function removeLeftovers(file: string): void {
  for (const leftover of findLeftovers(file)) rmSync(leftover, { force: true });
}

/** Of a file without a lock: what nobody has written to for so long that its process must be gone. */
export function removeOldLeftovers(file: string): void {
  for (const leftover of findLeftovers(file)) {
    bestEffort(() => {
      if (Date.now() - statSync(leftover).mtimeMs > abandonedMs) rmSync(leftover);
    });
  }
}

const abandonedMs = 600_000;

/** Exports of other days, in the names that we propose, count as the same file. */
export function findLeftovers(file: string): readonly string[] {
  const name = path.basename(file);
  const prefix = name.startsWith('polyai-') ? 'polyai-' : `${name}.`;
  const folder = path.dirname(file);
  try {
    return readdirSync(folder)
      .filter((one) => one.startsWith(prefix) && /^(.*\.)?[\da-f-]{36}\.tmp$/.test(one.slice(prefix.length)))
      .map((one) => path.join(folder, one));
  } catch {
    return [];
  }
}

/** Words what a file system refuses for people. */
export function toSaveProblem(error: unknown, file: string): HumanError {
  if (error instanceof HumanError) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new HumanError(l10n.t('The disk is full, so the file {0} could not be saved.', file), {
      remedy: l10n.t('Free some space and try again. What was saved before is still there.'),
      cause: error,
    });
  }
  return new HumanError(l10n.t('The file {0} could not be saved ({1}).', file, code), {
    remedy: l10n.t('Check that its folder can be written and that the disk is not full.'),
    cause: error,
  });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
