// Installs the repository's own packages when they are missing or not those of the lock file. Plain Node 20.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runStep } from './runStep.mjs';

export const repoFolder = join(import.meta.dirname, '..', '..');

/** Inside npm scripts and here: the packages' programs first, so that `node` is the Node of the lock file. */
export function toolEnvironment(env = process.env) {
  return { ...env, PATH: join(repoFolder, 'node_modules', '.bin') + delimiter + (env.PATH ?? '') };
}

export async function installPackages(log = () => {}) {
  if (!isOutdated()) return;
  log('installing the packages of the lock file (npm ci)');
  const { code, output } = await runStep('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repoFolder,
    timeoutMs: 600_000,
  });
  if (code !== 0) throw new Error(`npm ci failed with code ${code}.\n${output}`);
}

/** npm keeps what it has installed in a lock file of its own, hidden in node_modules. */
function isOutdated() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  const windows = process.platform === 'win32';
  if (!existsSync(join(repoFolder, 'node_modules', '.bin', windows ? 'node.cmd' : 'node'))) return true;
  return Object.entries(wanted).some(
    ([path, { version, optional }]) => path !== '' && !optional && installed[path]?.version !== version,
  );
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(repoFolder, lockFile), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}
