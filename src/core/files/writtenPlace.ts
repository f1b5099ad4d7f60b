import { realpath, stat } from 'node:fs/promises';

export interface WrittenPlace {
  /** What a link leads to: the link stays. */
  readonly place: string;
  /** A device, a pipe or a stream of the process is written to; nothing can be put in its place. */
  readonly isStream: boolean;
}

/** Where a file goes that a person has named for what is written out. */
export async function findWrittenPlace(file: string): Promise<WrittenPlace> {
  const known = await stat(file).catch(() => undefined);
  if (known?.isFile() === false || /^\/(?:proc|dev\/(?!shm))/.test(file))
    return { place: file, isStream: true };
  return { place: await realpath(file).catch(() => file), isStream: false };
}
