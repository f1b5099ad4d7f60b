// Finds a Chromium, Chrome or Edge, and on Debian or Ubuntu installs one where it may. Runs on any Node from 20.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const chromeNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const edgeNames = ['microsoft-edge', 'microsoft-edge-stable', 'msedge.exe'];
const names = chromeNames.concat(edgeNames);

export function findBrowser(env = process.env) {
  if (env.CHROME_PATH) {
    if (existsSync(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(`CHROME_PATH is ${env.CHROME_PATH}, and there is nothing there.`);
  }
  const folders = (env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...usualPlaces(env)].find(isExecutable);
}

export function installBrowser(log = () => {}) {
  const found = findBrowser();
  if (found) return found;
  const sentence =
    'The end-to-end tests need a Chromium, Chrome or Edge. Install one, or set CHROME_PATH to where it is.';
  if (!existsSync('/usr/bin/apt-get')) throw new Error(sentence);
  const root = process.getuid?.() === 0;
  if (!root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) throw new Error(sentence);

  log('installing Chromium (Debian package)');
  const apt = (args) =>
    spawnSync(root ? 'apt-get' : 'sudo', [...(root ? [] : ['-n', 'apt-get']), ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
      timeout: 600_000,
    });
  apt(['update']);
  // Without a font of its own, a bare machine draws boxes instead of letters in every picture.
  const result = apt([
    'install',
    '-y',
    '--no-install-recommends',
    'chromium',
    'fonts-liberation',
    'fonts-dejavu-core',
  ]);
  const installed = findBrowser();
  if (!installed) throw new Error(`${sentence}\n${result.stderr ?? ''}`);
  return installed;
}

function usualPlaces(env) {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (process.platform === 'win32') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(Boolean);
    return roots.flatMap((root) => [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
  }
  return ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'];
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
