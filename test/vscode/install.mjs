// Installs the VS Code that the tests run in (code-server and the Node it needs) beside this file.
// Runs on any Node from 20, needs nothing but npm, and is instant when there is nothing to do.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const vscodeFolder = join(modules, 'code-server', 'lib', 'vscode');
// Inside node_modules, so whatever wipes the packages wipes the promise that they are complete.
const stampFile = join(modules, '.complete');
const lockFolder = join(here, '.installing');

/** The Node that runs code-server, with its headers; undefined before the packages are there. */
export function serverNode() {
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  const ofRepo = join(here, '..', '..', 'node_modules', 'node', 'bin', 'node');
  if (existsSync(ofRepo)) return ofRepo;
  return Number(process.versions.node.split('.')[0]) === 24 ? process.execPath : undefined;
}

export const serverEntry = join(modules, 'code-server', 'out', 'node', 'entry.js');

export async function installVscode(log = () => {}) {
  if (process.platform === 'win32') {
    throw new Error('code-server does not run on Windows. Use `npm run test:desktop` there.');
  }
  if (isComplete()) return;
  await underLock(log, async () => {
    if (isComplete()) return;
    rmSync(stampFile, { force: true });
    log('installing a VS Code that runs in a browser (code-server, once, about half a minute)');
    await npm(['ci', '--ignore-scripts'], here);
    const node = serverNode();
    if (!node) throw new Error('VS Code for the tests needs Node 24. Run `npm ci` in the repository first.');
    const withNode = {
      PATH: dirname(node) + delimiter + process.env.PATH,
      // Headers from the package when it has them, so that node-gyp downloads nothing.
      ...(existsSync(join(dirname(node), '..', 'include')) && {
        npm_config_nodedir: join(dirname(node), '..'),
      }),
    };
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-package-lock'], vscodeFolder, withNode);
    // Without the native spdlog, output channels and log files stay empty, and nothing says why.
    await npm(
      ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--ignore-scripts=false'],
      vscodeFolder,
      withNode,
    );
    writeFileSync(stampFile, fingerprint());
    log('that VS Code is ready');
  });
}

function isComplete() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of ['package-lock.json', 'install.mjs']) hash.update(readFileSync(join(here, name)));
  return `${process.platform}-${process.arch} ${hash.digest('hex')}`;
}

async function underLock(log, work) {
  for (let waited = 0; !takeLock(); waited++) {
    if (waited === 0) log('another run is installing VS Code; waiting for it');
    if (waited > 1200)
      throw new Error(`Still locked after ten minutes. If nothing is installing, delete ${lockFolder}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

function takeLock(mayClear = true) {
  try {
    mkdirSync(lockFolder);
    writeFileSync(join(lockFolder, 'pid'), String(process.pid));
    return true;
  } catch {
    if (!mayClear || !ownerIsGone()) return false;
    rmSync(lockFolder, { recursive: true, force: true });
    return takeLock(false);
  }
}

function ownerIsGone() {
  try {
    const pid = Number(readFileSync(join(lockFolder, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // The folder exists a moment before the pid is in it; only an old empty one is abandoned.
    if (error.code === 'ENOENT') {
      const made = statSync(lockFolder, { throwIfNoEntry: false });
      return made !== undefined && Date.now() - made.mtimeMs > 10_000;
    }
    return false;
  }
}

function npm(args, cwd, env = {}) {
  const inherited = Object.entries(process.env).filter(
    // Inside `npm run`, npm describes the repository to its children; here that would be the wrong folder.
    ([name]) => !/^npm_(?!config_)|^npm_config_(local_|global_)?prefix$|^INIT_CWD$/.test(name),
  );
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args[0]} failed with code ${code} in ${cwd}\n${output.slice(-4000)}`));
    });
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  try {
    await installVscode((line) => console.log(line));
    console.log(`done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
