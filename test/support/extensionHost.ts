import type { Browser } from './browser.ts';
import type { VscodeServer } from './vscodeServer.ts';

export interface HostRun {
  readonly server: VscodeServer;
  readonly browser: Browser;
  /** A bundle that exports `run`. */
  readonly testsPath: string;
  readonly developmentPath: string;
  readonly folder: string;
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

/** What comes before a line that is ours; the editor writes to the same console. */
export const lineMark = 'host| ';

/**
 * Opens a window in test mode (the server was started with `testDriver`) and returns when its extension host has
 * ended. That says nothing about success: a host that died ends as well.
 */
export async function runInExtensionHost(run: HostRun): Promise<void> {
  const page = await run.browser.newPage();
  const ended = new Promise<void>((resolve) => {
    void page.exposeFunction('codeAutomationExit', () => resolve());
    page.once('crash', () => resolve());
  });
  await page.exposeFunction('codeAutomationLog', (_level: string, parts: readonly unknown[]) => {
    const text = parts.map(String).join(' ');
    const at = text.indexOf(lineMark);
    if (at >= 0) run.onLine?.(text.slice(at + lineMark.length));
    else if (process.env['VERBOSE']) console.log(`vscode| ${text}`);
  });
  const remote = `vscode-remote://127.0.0.1:${run.server.port}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote + run.developmentPath],
    ['extensionTestsPath', remote + run.testsPath],
  ]);
  await page.goto(run.server.urlFor(run.folder, { payload }), { timeout: 60_000 });
  await withinTime(ended, run.timeoutMs);
  await page.close();
}

async function withinTime(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const sentence = `What ran in the extension host did not end within ${limitMs / 1000} s.`;
    timer = setTimeout(() => reject(new Error(sentence)), limitMs);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
