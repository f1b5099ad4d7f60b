import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** Merges into User/settings.json; an undefined value takes a setting away. */
export async function writeUserSettings(userDataDir: string, change: Settings): Promise<void> {
  const folder = join(userDataDir, 'User');
  const file = join(folder, 'settings.json');
  await mkdir(folder, { recursive: true });
  const now = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Settings) : {};
  const next = Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined);
  // In one step, because VS Code may be reading it.
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(next), null, 2));
  await rename(`${file}.new`, file);
}
