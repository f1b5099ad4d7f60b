// The host tests: mocha with the vscode API, inside the real extension host, on the built package.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../support/browser.ts';
import { writeResult } from '../support/results.ts';
import { copyWorkspace } from '../support/copyWorkspace.ts';
import { runInExtensionHost } from '../support/extensionHost.ts';
import { vsixFile } from '../support/paths.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import { bundleHostSuite, type HostSuite, packNeighbours } from './bundle.ts';
import { readHostArguments } from './hostArguments.ts';
import { grepVariable, readHostResult, resultFileVariable } from './hostResult.ts';

const wanted = readHostArguments();
const suite = await bundleHostSuite(wanted.only);
const scratch = await mkdtemp(join(tmpdir(), 'polyai-host-'));
try {
  const resultFile = join(scratch, 'result.json');
  await runInHost(suite, resultFile);
  const result = readHostResult(resultFile);
  await writeResult('host', result);
  console.log(`host: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  process.exitCode = result.failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}

async function runInHost({ testsPath, developmentPath }: HostSuite, resultFile: string): Promise<void> {
  const server = await startVscodeServer({
    vsix: [vsixFile, ...(await packNeighbours())],
    testDriver: true,
    env: { [resultFileVariable]: resultFile, [grepVariable]: wanted.grep },
  });
  const browser = await launchBrowser({ forTests: true });
  const folder = await copyWorkspace(wanted.workspace, join(scratch, 'workspace'));
  const { timeoutMs } = wanted;
  try {
    const onLine = (line: string) => console.log(line);
    await runInExtensionHost({ server, browser, testsPath, developmentPath, folder, timeoutMs, onLine });
  } finally {
    await browser.close();
    await server.stop();
  }
}
