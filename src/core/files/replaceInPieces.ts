import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { removeOldLeftovers, toSaveProblem } from './replaceFile.ts';
import { findWrittenFile } from './writtenFile.ts';

/** Pieces are gathered until they are worth a write. */
const gathered = 256_000;

/**
 * Writes a file of any size, readable by its owner only, and puts it in its place when it is whole: what stood there
 * before is untouched until then, and after an abort or a failure for good. Resolves with whether it is there; rejects
 * with HumanError when the disk refuses, and for a database: what is kept nowhere else is not replaced by what was
 * made of it.
 */
export async function replaceInPieces(
  file: string,
  pieces: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<boolean> {
  const { file: target, isStream } = await findWrittenFile(file);
  const beside = isStream ? target : `${target}.${randomUUID()}.tmp`;
  try {
    if (!isStream && (await isDatabase(target))) {
      throw new HumanError(l10n.t('The file {0} could not be saved ({1}).', file, 'SQLite'));
    }
    if (!isStream) removeOldLeftovers(target);
    const handle = await open(beside, isStream ? 'a' : 'wx', 0o600);
    try {
      let waiting = '';
      /* oxlint-disable no-await-in-loop -- one piece after the other keeps memory small */
      for await (const piece of pieces) {
        if (signal?.aborted === true) return false;
        waiting += piece;
        if (waiting.length < gathered) continue;
        await handle.writeFile(waiting);
        waiting = '';
      }
      /* oxlint-enable no-await-in-loop */
      await handle.writeFile(waiting);
      if (!isStream) await handle.sync();
    } finally {
      await handle.close();
    }
    if (signal?.aborted === true) return false;
    if (!isStream) await rename(beside, target);
    return true;
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? toSaveProblem(error, file) : error;
  } finally {
    if (!isStream) await rm(beside, { force: true });
  }
}

/** As the history is one. */
async function isDatabase(file: string): Promise<boolean> {
  const begin = await text(createReadStream(file, { end: 14 })).catch(() => '');
  return begin === 'SQLite format 3';
}
