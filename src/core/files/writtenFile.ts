import { realpath, stat } from 'node:fs/promises';

export interface WrittenFile {
  /** What a link leads to: the link stays. */
  readonly file: string;
  /** A device, a pipe or a stream of the process is written to; nothing can take its place. */
  readonly isStream: boolean;
}

/** What is written to when a person has named a file for what is written out. */
export async function findWrittenFile(named: string): Promise<WrittenFile> {
  const known = await stat(named).catch(() => undefined);
  if (known?.isFile() === false || /^\/(?:proc|dev\/(?!shm))/.test(named))
    return { file: named, isStream: true };
  return { file: await realpath(named).catch(() => named), isStream: false };
}
