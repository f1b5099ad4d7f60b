import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Where a program keeps for a person what it can make again; undefined where there is no such place. */
export function cacheFolderOf(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  homeFolder: () => string,
): string | undefined {
  const home = homeOf(homeFolder);
  const inHome =
    home === undefined
      ? undefined
      : path.join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  const named = platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_CACHE_HOME'];
  const base = named || (platform === 'win32' ? undefined : inHome);
  // A relative one would be another in each folder.
  return base !== undefined && path.isAbsolute(base) ? path.join(base, 'polyai-chat') : undefined;
}

/** A person without an entry in the system's list has none. */
function homeOf(homeFolder: () => string): string | undefined {
  try {
    return homeFolder();
  } catch {
    return undefined;
  }
}

/** In a place that is there, for this person only; false where it cannot be made or others may write to it. */
export function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch {
    return isOwn(folder);
  }
}

function isOwn(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}
