// The same host tests on a desktop VS Code, which is downloaded: the newest, or VSCODE_VERSION=1.105.0.
// On Linux without a screen: `xvfb-run -a npm run test:desktop`.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliPathFromVSCodeExecutablePath,
  runTests,
  TestRunFailedError,
} from '@vscode/test-electron';
import { quietSettings } from '../support/quietSettings.ts';
import { writeUserSettings } from '../support/userSettings.ts';
import { copyWorkspace } from '../support/copyWorkspace.ts';
import { vsixFile } from '../support/paths.ts';
import { bundleHostSuite, packNeighbours } from './bundle.ts';
import { readHostArguments } from './hostArguments.ts';
import { grepVariable, readHostResult, resultFileVariable } from './hostResult.ts';

const wanted = readHostArguments();
const version = process.env['VSCODE_VERSION'] ?? 'stable';
// Short, because VS Code puts a socket into it, and a socket's path may have about a hundred characters.
const scratch = await mkdtemp(join(tmpdir(), 'pd-'));
const watchdog = setTimeout(() => {
  console.error(`The desktop tests did not end within ${wanted.timeoutMs / 1000} s.`);
  process.exit(1);
}, wanted.timeoutMs);
try {
  const executable = await download();
  if (executable) process.exitCode = await runOn(executable);
  else process.exitCode = 1;
} finally {
  clearTimeout(watchdog);
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}

async function download(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ version, timeout: 60_000 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      `VS Code (${version}) cannot be downloaded here, so there is no desktop to test on: ${reason}`,
    );
    return undefined;
  }
}

async function runOn(vscodeExecutablePath: string): Promise<number> {
  const suite = await bundleHostSuite(wanted.only);
  const userDataDir = join(scratch, 'ud');
  const folders = [`--user-data-dir=${userDataDir}`, `--extensions-dir=${join(scratch, 'ext')}`];
  await writeUserSettings(userDataDir, quietSettings);

  const cli = resolveCliPathFromVSCodeExecutablePath(vscodeExecutablePath);
  const windows = process.platform === 'win32';
  const quote = (text: string) => (windows ? `"${text}"` : text);
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const install = spawnSync(
    quote(cli),
    [
      ...root,
      ...folders,
      ...[vsixFile, ...(await packNeighbours())].flatMap((file) => ['--install-extension', file]),
      '--force',
    ].map(quote),
    {
      stdio: 'inherit',
      // A .cmd file can only be started by a shell.
      shell: windows,
    },
  );
  if (install.status !== 0) throw new Error('The package could not be installed into the desktop VS Code.');

  const resultFile = join(scratch, 'result.json');
  const workspace = await copyWorkspace(wanted.workspace, join(scratch, 'workspace'));
  const failure: unknown = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: suite.developmentPath,
    extensionTestsPath: suite.testsPath,
    extensionTestsEnv: { [resultFileVariable]: resultFile, [grepVariable]: wanted.grep },
    launchArgs: [
      workspace,
      ...folders,
      '--disable-workspace-trust',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-telemetry',
      // A machine without a keyring would ask a person for a password.
      '--password-store=basic',
    ],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure !== undefined && !(failure instanceof TestRunFailedError)) throw failure;
  const result = readHostResult(resultFile);
  console.log(
    `desktop ${version}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`,
  );
  return result.failed > 0 ? 1 : 0;
}
