import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeOldLeftovers } from '../../core/files/replaceFile.ts';
import { findWrittenPlace } from '../../core/files/writtenPlace.ts';

/**
 * Writes a report, and its folder where there is none. Gives the system's code where that fails; then the report that
 * stood there before still does.
 */
export async function writeReportFile(file: string, text: string): Promise<string | undefined> {
  const { place, isStream } = await findWrittenPlace(file);
  const beside = `${place}.${randomUUID()}.tmp`;
  try {
    if (isStream) {
      await appendFile(place, text);
      return undefined;
    }
    await mkdir(path.dirname(place), { recursive: true });
    removeOldLeftovers(place);
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, place);
    return undefined;
  } catch (error) {
    if (!isStream) await rm(beside, { force: true }).catch(() => undefined);
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
