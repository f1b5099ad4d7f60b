import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from './isInside.ts';
import { readSmallFile } from './readSmallFile.ts';

/**
 * The text of a file in a folder or below it. Rejects for one that lies elsewhere, also behind a link, and as
 * `readSmallFile` does; undefined when there is none.
 */
export async function readBeside(
  folder: string,
  name: string,
  maxBytes: number,
): Promise<string | undefined> {
  const wanted = path.resolve(folder, name);
  const [root, file] = await Promise.all([realpath(folder), realpath(wanted).catch(() => undefined)]);
  if (file === undefined) return undefined;
  if (!isInside(root, file)) throw new Error('outside of the folder');
  return readSmallFile(file, maxBytes);
}
