// The host tests: mocha with the vscode API, inside the real extension host, on the built package.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../support/browser.ts';
import { writeResult } from '../support/results.ts';
import { copyWorkspace } from '../support/copyWorkspace.ts';
import { vsixFile } from '../support/paths.ts';
import { startVscodeServer } from '../support/vscodeServer.ts';
import { bundleHostSuite, type HostSuite } from './bundle.ts';
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
    vsix: [vsixFile],
    testDriver: true,
    env: { [resultFileVariable]: resultFile, [grepVariable]: wanted.grep },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const ended = new Promise<void>((resolve) => {
      void page.exposeFunction('codeAutomationExit', () => resolve());
      page.once('crash', () => resolve());
    });
    await page.exposeFunction('codeAutomationLog', (_level: string, parts: readonly unknown[]) => {
      const line = parts.map(String).join(' ');
      const ours = /host\| (.*)/.exec(line)?.[1];
      if (ours !== undefined) console.log(ours);
      else if (process.env['VERBOSE']) console.log(`vscode| ${line}`);
    });
    const remote = `vscode-remote://127.0.0.1:${server.port}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote + developmentPath],
      ['extensionTestsPath', remote + testsPath],
    ]);
    const folder = await copyWorkspace(wanted.workspace, join(scratch, 'workspace'));
    await page.goto(server.urlFor(folder, { payload }), { timeout: 60_000 });
    await withinTime(ended, wanted.timeoutMs);
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function withinTime(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const sentence = `The host tests did not end within ${limitMs / 1000} s.`;
    timer = setTimeout(() => reject(new Error(sentence)), limitMs);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
