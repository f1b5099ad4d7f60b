import path from 'node:path';

/** Whether a file lies in a folder or below it; both are absolute. On Windows it may lie on another drive. */
export function isInside(folder: string, file: string, rules: path.PlatformPath = path): boolean {
  const way = rules.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${rules.sep}`) && !rules.isAbsolute(way);
}
