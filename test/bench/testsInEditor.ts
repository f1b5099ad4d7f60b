import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForHost } from '../host/bundle.ts';
import { launchBrowser } from '../support/browser.ts';
import { runInExtensionHost } from '../support/extensionHost.ts';
import { outFolder } from '../support/paths.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import { type EditorFigures, type EditorRun, resultVariable, runVariable } from './editorRun.ts';

/** Runs the test by the Test Explorer in the extension host of a real editor, with a history that records it. */
export async function runTestsInEditor(run: EditorRun): Promise<EditorFigures> {
  const scratch = await mkdtemp(join(tmpdir(), 'polyai-bench-'));
  const resultFile = join(scratch, 'figures.json');
  const entry = await bundleForHost(
    join(outFolder, 'bench-host'),
    `export { run } from './test/bench/measureTestsInEditor.ts';`,
  );
  const server = await startVscodeServer({
    testDriver: true,
    env: { [runVariable]: JSON.stringify(run), [resultVariable]: resultFile },
  });
  const browser = await launchBrowser();
  try {
    await runInExtensionHost({ server, browser, ...entry, folder: scratch, timeoutMs: 600_000 });
    return JSON.parse(await readFile(resultFile, 'utf8')) as EditorFigures;
  } finally {
    await browser.close();
    await server.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
