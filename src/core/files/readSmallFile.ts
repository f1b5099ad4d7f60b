import { open, stat } from 'node:fs/promises';

/**
 * The text of a file; undefined when there is none at that path.
 * Rejects when it is larger than `maxBytes`, is no regular file (a device, a pipe), may not be read or is not UTF-8.
 */
export type ReadSmallFile = (file: string, maxBytes: number) => Promise<string | undefined>;

export const readSmallFile: ReadSmallFile = async (file, maxBytes) => {
  // Before it is opened: opening a pipe would wait for its writer.
  const found = await stat(file).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > maxBytes) throw new Error('not a small regular file');
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(maxBytes + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    if (bytesRead > maxBytes) throw new Error('too large');
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
};

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code));
}
