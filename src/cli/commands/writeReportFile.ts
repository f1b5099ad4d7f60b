import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeOldLeftovers } from '../../core/files/replaceFile.ts';
import { findWrittenFile } from '../../core/files/writtenFile.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

/**
 * Writes a report, and its folder where there is none. Gives the system's code where that fails; then the report that
 * stood there before still does.
 */
export async function writeReportFile(
  file: string,
  text: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { file: target, isStream } = await findWrittenFile(file);
  const beside = `${target}.${randomUUID()}.tmp`;
  try {
    if (isStream) {
      const writing = appendFile(target, text);
      await (signal ? untilInterrupted(writing, signal) : writing);
      return undefined;
    }
    await mkdir(path.dirname(target), { recursive: true });
    removeOldLeftovers(target);
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, target);
    return undefined;
  } catch (error) {
    if (!isStream) await rm(beside, { force: true }).catch(() => undefined);
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
