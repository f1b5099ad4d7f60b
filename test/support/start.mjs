// `npm start`: from a fresh checkout to a VS Code with the extension in it, and nothing left running after Ctrl+C.
// Runs on any Node from 20. Options: --port N, --no-open.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installVscode } from '../vscode/install.mjs';
import { endWithNpm } from './endWithNpm.mjs';
import { installPackages, repoFolder, toolEnvironment } from './installPackages.mjs';
import { runStep } from './runStep.mjs';

const windows = process.platform === 'win32';

endWithNpm();
try {
  await installPackages(say);
  await build();
  const code = desktopCode();
  if (!code) await installVscode(say);
  // The rest is TypeScript and needs the Node that has just been installed.
  process.exitCode = await become(
    code ? 'startDesktop.ts' : 'startCodeServer.ts',
    code ? [code] : process.argv.slice(2),
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function build() {
  say('building the extension');
  const { code, output } = await runStep('npm', ['run', '-s', 'package'], {
    cwd: repoFolder,
    env: toolEnvironment(),
    timeoutMs: 300_000,
  });
  if (code !== 0) throw new Error(`The extension could not be built.\n${output}`);
}

/** A `code` that opens a window on this machine; the one in a remote terminal only talks to a window elsewhere. */
function desktopCode() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders
    .map((folder) => join(folder, windows ? 'code.cmd' : 'code'))
    .find((file) => existsSync(file));
}

function become(script, args) {
  return new Promise((resolve) => {
    const node = join(repoFolder, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
    const child = spawn(node, [join(import.meta.dirname, script), ...args], {
      cwd: repoFolder,
      // The channel closes with this process however it ends, and the child then stops too.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // This process ends after its child, so that the prompt comes back when nothing is left.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function say(line) {
  console.log(line);
}
