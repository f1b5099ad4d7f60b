import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a report, and its folder where there is none. Gives the system's code where that fails; then the report that
 * stood there before still does.
 */
export async function writeReportFile(file: string, text: string): Promise<string | undefined> {
  // A device or a pipe is written to; it cannot be put in place of another.
  const isSpecial = await stat(file).then(
    (known) => !known.isFile(),
    () => false,
  );
  const written = isSpecial ? file : `${file}.${process.pid}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(written, text);
    if (!isSpecial) await rename(written, file);
    return undefined;
  } catch (error) {
    if (!isSpecial) await rm(written, { force: true }).catch(() => undefined);
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
