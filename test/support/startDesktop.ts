// The second half of `npm start` where a desktop VS Code is installed: a window of its own, with a profile of its own.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { repoFolder } from './paths.ts';
import { spawnGroup, stopGroup } from './processGroup.ts';
import { quietSettings } from './quietSettings.ts';
import { demoEnvironment, prepareStartFolder } from './startFolder.ts';
import { untilTold } from './untilTold.ts';
import { writeUserSettings } from './userSettings.ts';

const code = process.argv[2];
if (!code) throw new Error('Which VS Code? Use `npm start`.');
const { folder, demoFolder, settings } = await prepareStartFolder();
const userDataDir = join(folder, 'user-data');
await writeUserSettings(userDataDir, { ...quietSettings, ...settings });

const windows = process.platform === 'win32';
const quote = (text: string) => (windows ? `"${text}"` : text);
const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
const args = [
  `--user-data-dir=${userDataDir}`,
  `--extensions-dir=${join(folder, 'extensions')}`,
  `--extensionDevelopmentPath=${repoFolder}`,
  '--disable-workspace-trust',
  '--new-window',
  '--wait',
  demoFolder,
];
// On Windows there are no groups, and a detached program would get a console window of its own.
const launch = windows ? spawn : spawnGroup;
const launcher = launch(quote(code), args.map(quote), {
  env: { ...Object.fromEntries(inherited), ...demoEnvironment() },
  stdio: 'inherit',
  shell: windows,
});
console.log('VS Code opens with the extension. Ctrl+C ends it.');
const closed = new Promise<void>((resolve) => {
  launcher.once('exit', () => resolve());
  launcher.once('error', (error) => {
    console.error(`VS Code could not be started: ${error.message}`);
    resolve();
  });
});
await Promise.race([closed, untilTold()]);
await endEditor();
if (windows) launcher.kill();
else await stopGroup(launcher);
process.exit(0);

/** The editor outlives its launcher; its own lock file, in the profile that only we use, says which process it is. */
async function endEditor(): Promise<void> {
  const lock = join(userDataDir, 'code.lock');
  if (!existsSync(lock)) return;
  try {
    process.kill(Number(await readFile(lock, 'utf8')), 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
