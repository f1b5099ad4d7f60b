import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { serverEntry, serverNode } from '../vscode/install.mjs';
import { writeLanguagePack } from './languagePack.ts';
import { spawnGroup, stopGroup } from './processGroup.ts';
import { quietSettings } from './quietSettings.ts';
import { writeUserSettings } from './userSettings.ts';

export interface VscodeServerOptions {
  /** Where everything of this VS Code lives. Default: a new temporary folder, removed on stop. */
  readonly profileFolder?: string;
  readonly userDataDir?: string;
  readonly extensionsDir?: string;
  /** Of the hundred extensions that come with VS Code, only those that ours meets: a window is there much sooner. */
  readonly fewBuiltIn?: boolean;
  /** Packages to install before the first start. */
  readonly vsix?: readonly string[];
  /** A folder of `installForMany`, which is copied: that takes a moment, and installing a second. */
  readonly installed?: string | undefined;
  /** What the bare address opens. Default: an empty window. */
  readonly defaultFolder?: string;
  /** 0 (the default) takes any free port; a restart always keeps it. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly workspaceTrust?: boolean;
  /** What extensions are asked to speak, as `de`; VS Code's own words stay English. */
  readonly language?: string;
  /** Lets the page run an extension test suite, and then the window is in test mode: no toasts, no modal dialogs. */
  readonly testDriver?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly startTimeoutMs?: number;
}

export interface VscodeServer {
  readonly port: number;
  readonly url: string;
  readonly profileFolder: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Everything the server has printed so far. */
  output(): string;
  urlFor(folder?: string, query?: Readonly<Record<string, string>>): string;
  /** Seen by windows that load after it. */
  updateSettings(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Same profile, same port. `crash` ends it without asking, as a power cut would. */
  restart(how?: { readonly crash?: boolean; readonly env?: Readonly<Record<string, string>> }): Promise<void>;
  stop(): Promise<void>;
}

export async function startVscodeServer(options: VscodeServerOptions = {}): Promise<VscodeServer> {
  const profileFolder = options.profileFolder ?? (await mkdtemp(join(tmpdir(), 'polyai-vscode-')));
  const userDataDir = options.userDataDir ?? join(profileFolder, 'user-data');
  const extensionsDir = options.extensionsDir ?? join(profileFolder, 'extensions');
  const home = join(profileFolder, 'home');
  for (const folder of [userDataDir, extensionsDir, home]) await mkdir(folder, { recursive: true });
  await writeFile(join(profileFolder, 'code-server.yaml'), '');
  await writeUserSettings(userDataDir, { ...quietSettings, ...options.settings });

  if (options.language !== undefined) await writeLanguagePack(userDataDir, options.language);

  const common = [
    serverEntry,
    `--config=${join(profileFolder, 'code-server.yaml')}`,
    `--user-data-dir=${userDataDir}`,
    `--extensions-dir=${extensionsDir}`,
  ];
  let env = serverEnvironment(home, options.env);
  if (options.installed) await copyInstalled(options.installed, extensionsDir);
  if (options.vsix?.length) await installExtensions(common, options.vsix, env);

  const builtIn = options.fewBuiltIn ? [await linkFewBuiltIn(join(profileFolder, 'built-in'))] : [];
  let port = options.port ?? 0;
  let running: RunningServer;
  const launch = async () => {
    const args = [
      ...common,
      '--auth=none',
      `--bind-addr=127.0.0.1:${port}`,
      `--session-socket=${socketPath(profileFolder)}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      '--disable-proxy',
      '--ignore-last-opened',
    ];
    if (!options.workspaceTrust) args.push('--disable-workspace-trust');
    if (options.language !== undefined) args.push(`--locale=${options.language}`);
    if (options.defaultFolder) args.push(options.defaultFolder);
    for (const folder of builtIn) args.push(`--vscode-option=builtin-extensions-dir=${folder}`);
    if (options.testDriver) args.push('--vscode-option=enable-smoke-test-driver');
    running = await launchServer(args, env, options.startTimeoutMs ?? 60_000);
    port = running.port;
  };
  await launch();

  return {
    get port() {
      return port;
    },
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    profileFolder,
    userDataDir,
    extensionsDir,
    output: () => running.output(),
    urlFor(folder, query = {}) {
      const where = folder ? { folder } : { ew: 'true' };
      return `http://127.0.0.1:${port}/?${new URLSearchParams({ ...where, ...query }).toString()}`;
    },
    updateSettings: (change) => writeUserSettings(userDataDir, change),
    async restart({ crash = false, env: more } = {}) {
      await stopGroup(running.child, { graceMs: crash ? 0 : 5000 });
      if (more) env = { ...env, ...more };
      await launch();
    },
    async stop() {
      await stopGroup(running.child);
      if (!options.profileFolder) await rm(profileFolder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

interface RunningServer {
  readonly child: ChildProcess;
  readonly port: number;
  output(): string;
}

function launchServer(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const child = spawnGroup(nodeForServer(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      void stopGroup(child, { graceMs: 0 });
      reject(new Error(`VS Code's server ${why}\n${output}`));
    };
    const timer = setTimeout(() => fail(`did not start within ${timeoutMs / 1000} s`), timeoutMs);
    const onExit = (code: number | null) => fail(`ended with code ${code} while starting`);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve({ child, port: Number(port), output: () => output });
    };
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', onExit);
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}

/** Installs packages once, for any number of servers that are told of the folder. */
export async function installForMany(folder: string, vsix: readonly string[]): Promise<void> {
  const profile = join(folder, 'profile');
  await mkdir(profile, { recursive: true });
  await writeFile(join(profile, 'code-server.yaml'), '');
  const args = [
    serverEntry,
    `--config=${join(profile, 'code-server.yaml')}`,
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
  ];
  await installExtensions(args, vsix, serverEnvironment(profile));
}

/** The list of the installed says where each of them lies. */
async function copyInstalled(folder: string, extensionsDir: string): Promise<void> {
  const from = join(folder, 'extensions');
  await cp(from, extensionsDir, { recursive: true });
  const list = join(extensionsDir, 'extensions.json');
  await writeFile(list, (await readFile(list, 'utf8')).replaceAll(from, extensionsDir));
}

function installExtensions(
  common: readonly string[],
  vsix: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = [...common, ...vsix.flatMap((file) => ['--install-extension', file]), '--force'];
    const child = spawn(nodeForServer(), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && !/Error while installing|Failed Installing/i.test(output)) resolve();
      else reject(new Error(`Installing ${vsix.join(', ')} failed\n${output}`));
    });
  });
}

/** The themes, and the languages of what the extension opens. */
async function linkFewBuiltIn(folder: string): Promise<string> {
  const all = join(dirname(serverEntry), '..', '..', 'lib', 'vscode', 'extensions');
  await mkdir(folder, { recursive: true });
  for (const name of ['theme-defaults', 'json', 'log', 'markdown-basics', 'yaml']) {
    await symlink(join(all, name), join(folder, name));
  }
  return folder;
}

function nodeForServer(): string {
  const node = serverNode();
  if (!node || !existsSync(serverEntry)) {
    throw new Error('VS Code for the tests is not installed. Run `node test/vscode/install.mjs`.');
  }
  return node;
}

/** A socket's path may have about a hundred characters, and a profile may lie deeper than that. */
function socketPath(profileFolder: string): string {
  const inProfile = join(profileFolder, 's.sock');
  return inProfile.length < 90 ? inProfile : join(tmpdir(), `polyai-${process.pid}.sock`);
}

/** A home of its own, and nothing of the surrounding editor, npm or proxies. */
function serverEnvironment(home: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|VSCODE_|CODE_SERVER_|ELECTRON_|XDG_|NODE_OPTIONS$|POLYAI_|https?_proxy$|all_proxy$)/i.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...more,
  };
}
