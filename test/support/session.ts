import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserOptions, launchBrowser } from './browser.ts';
import { copyWorkspace } from './copyWorkspace.ts';
import { outFolder, vsixFile } from './paths.ts';
import { startVscodeServer, type VscodeServer, type VscodeServerOptions } from './vscodeServer.ts';
import { Workbench } from './workbench/workbench.ts';

export interface SessionOptions
  extends
    Omit<VscodeServerOptions, 'profileFolder' | 'userDataDir' | 'extensionsDir'>,
    Omit<BrowserOptions, 'profileFolder'> {
  /** A folder whose copy the window opens. Default: an empty folder. */
  readonly workspace?: string;
}

/** A VS Code with the package installed, a browser, and one window, all in one scratch folder. */
export interface VscodeSession {
  /** Holds everything that was written anywhere: user data, extensions, logs, home, the browser's profile, the workspace. */
  readonly folder: string;
  readonly workspaceFolder: string;
  readonly server: VscodeServer;
  readonly browser: Browser;
  readonly workbench: Workbench;
  /** A second window on the same VS Code. */
  newWindow(): Promise<Workbench>;
  stop(): Promise<void>;
}

export async function startSession(options: SessionOptions = {}): Promise<VscodeSession> {
  const folder = await mkdtemp(join(tmpdir(), 'polyai-'));
  // By the run of many files; one file that is run by itself installs the package for itself.
  const installed = process.env['INSTALLED_PACKAGE'];
  const workspaceFolder = await copyWorkspace(options.workspace, join(folder, 'workspace'));
  const [server, browser] = await Promise.all([
    startVscodeServer({
      ...(installed ? { installed } : { vsix: [vsixFile] }),
      fewBuiltIn: true,
      ...options,
      profileFolder: join(folder, 'vscode'),
    }),
    launchBrowser({ forTests: true, ...options, profileFolder: join(folder, 'browser') }),
  ]);
  const newWindow = async () => new Workbench(await browser.newPage(), server);
  return {
    folder,
    workspaceFolder,
    server,
    browser,
    workbench: await newWindow(),
    newWindow,
    async stop() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * One session for all tests of a file: started before them with its window open, stopped after them, and a picture
 * of the window in out/failures/ for each test that fails. Use what it returns inside tests only.
 */
export function useVscode(options: SessionOptions = {}): VscodeSession {
  let session: VscodeSession | undefined;
  before(async () => {
    session = await startSession(options);
    await session.workbench.open(session.workspaceFolder);
  });
  afterEach(async (context) => {
    // Node has both since 20; its types do not yet.
    const test = context as { readonly passed?: boolean; readonly fullName?: string };
    if (!session || test.passed !== false) return;
    const name = (test.fullName ?? 'test').replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 120);
    const path = join(outFolder, 'failures', `${name}.png`);
    await session.workbench.page.screenshot({ path, timeout: 5000 }).catch(() => undefined);
    console.log(`picture of the window: ${path}`);
  });
  after(async () => session?.stop());

  return new Proxy({} as VscodeSession, {
    get(_, name) {
      if (!session) throw new Error('VS Code is started before the tests; use it inside one.');
      return session[name as keyof VscodeSession];
    },
  });
}
