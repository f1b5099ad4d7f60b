import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { toSaveProblem } from './replaceFile.ts';

/** Pieces are gathered until they are worth a write. */
const gathered = 256_000;

/**
 * Writes a file of any size, readable by its owner only, and puts it in its place when it is whole: what stood there
 * before is untouched until then, and after an abort or a failure for good. Resolves with whether it is there; rejects
 * with HumanError when the disk refuses.
 */
export async function replaceInPieces(
  file: string,
  pieces: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<boolean> {
  const beside = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(beside, 'wx', 0o600);
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
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (signal?.aborted === true) return false;
    await rename(beside, file);
    return true;
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? toSaveProblem(error, file) : error;
  } finally {
    await rm(beside, { force: true });
  }
}
