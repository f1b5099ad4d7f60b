import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';

/** Tests may write where they like, so they are given a copy, or an empty folder where there is nothing to copy. */
export async function copyWorkspace(from: string | undefined, to: string): Promise<string> {
  await mkdir(to, { recursive: true });
  if (from !== undefined && existsSync(from)) await cp(from, to, { recursive: true });
  return to;
}
