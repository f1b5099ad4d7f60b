import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBrowser } from '../support/browserPath.mjs';
import { launchBrowser } from '../support/browser.ts';
import { vsixFile } from '../support/paths.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import { Workbench } from '../support/workbench/workbench.ts';
import { toFigure, type Figure } from './figures.ts';

const command = 'PolyAI: Focus on History View';
const elsewhere = 'View: Show Explorer';

/** Runs in the page: from the click that runs the command to the frame in which the history has its first row. */
const watchRows = `
  globalThis.firstRow = { since: undefined, tookMs: undefined };
  addEventListener('click', ({ timeStamp }) => {
    globalThis.firstRow = { since: timeStamp, tookMs: undefined };
  }, true);
  const look = () => {
    const { since, tookMs } = globalThis.firstRow;
    if (since === undefined || tookMs !== undefined) return;
    const pane = [...document.querySelectorAll('.pane')].find(
      (one) => one.querySelector('h3.title')?.textContent === 'History',
    );
    if (!pane?.querySelector('.monaco-list-row[aria-level="2"]')) return;
    globalThis.firstRow = { since: undefined, tookMs: 0 };
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (globalThis.firstRow = { since: undefined, tookMs: performance.now() - since });
      port2.postMessage(undefined);
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
`;

/** Why it cannot be measured here; undefined when it can. */
export function whyNoFirstRow(): string | undefined {
  if (!existsSync(vsixFile)) return 'there is no package (npm run package)';
  return findBrowser() ? undefined : 'there is no browser';
}

/**
 * From the command to the first painted row, in a window that was loaded anew and has not looked at the history yet: the
 * start of the extension is in it. Each history has a VS Code of its own, and they take turns.
 */
export async function measureFirstRow(
  directories: Readonly<Record<string, string>>,
  runs: number,
): Promise<readonly Figure[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'polyai-first-row-'));
  const browser = await launchBrowser({
    profileFolder: path.join(scratch, 'browser'),
    initScript: watchRows,
  });
  const opened = [];
  try {
    for (const [name, directory] of Object.entries(directories)) {
      const userDataDir = path.join(scratch, name, 'user-data');
      const storage = path.join(userDataDir, 'User', 'globalStorage');
      await mkdir(storage, { recursive: true });
      await symlink(directory, path.join(storage, 'polyai-chat.polyai-chat'));
      const folder = path.join(scratch, name, 'workspace');
      await mkdir(folder);
      const server = await startVscodeServer({
        profileFolder: path.join(scratch, name),
        userDataDir,
        vsix: [vsixFile],
        fewBuiltIn: true,
      });
      const workbench = new Workbench(await browser.newPage(), server);
      await workbench.open(folder);
      opened.push({ name, server, workbench, takenMs: [] as number[] });
    }
    // The first window after an installation reads everything from a cold disk, and is not counted.
    for (let run = 0; run <= runs; run++) {
      for (const { workbench, takenMs } of run % 2 === 0 ? opened : opened.toReversed()) {
        await workbench.page.bringToFront();
        await workbench.runCommand(elsewhere);
        await workbench.reload();
        await workbench.waitForExtension(command);
        await workbench.runCommand(command);
        const taken = await workbench.page.waitForFunction(
          'globalThis.firstRow.tookMs || undefined',
          undefined,
          {
            timeout: 60_000,
          },
        );
        if (run > 0) takenMs.push((await taken.jsonValue()) as number);
      }
    }
  } finally {
    await browser.close();
    for (const { server } of opened) await server.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
  return opened.map(({ name, takenMs }) => toFigure(name, takenMs));
}
