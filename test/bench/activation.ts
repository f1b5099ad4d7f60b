// How long the packaged extension takes to activate in an idle host, beside an empty extension in the same host.
// npm run bench:activation [-- --json] [-- --runs 9]
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { bundleForHost } from '../host/bundle.ts';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { runInExtensionHost } from '../support/extensionHost.ts';
import { outFolder, repoFolder, vsixFile } from '../support/paths.ts';
import { startVscodeServer, type VscodeServer } from '../support/vscodeServer.ts';
import { printFigures, toFigure } from './figures.ts';

const allowedOverMs = 25;
const ours = 'polyai-chat.polyai-chat';
const empty = 'polyai-chat.empty';
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '8' }, json: { type: 'boolean' } },
});

const scratch = await mkdtemp(join(tmpdir(), 'polyai-bench-'));
const resultFile = join(scratch, 'taken.json');
const emptyVsix = join(scratch, 'empty.vsix');
await createVSIX({
  cwd: join(repoFolder, 'test', 'bench', 'empty'),
  packagePath: emptyVsix,
  allowMissingRepository: true,
  skipLicense: true,
  dependencies: false,
});
const entry = await bundleForHost(
  join(outFolder, 'bench-host'),
  `export { run } from './test/bench/measureActivation.ts';`,
);

const taken = { ours: [] as number[], empty: [] as number[] };
let server: VscodeServer | undefined;
let browser: Browser | undefined;
try {
  server = await startVscodeServer({ vsix: [vsixFile, emptyVsix], testDriver: true });
  browser = await launchBrowser();
  // The first host after an installation reads everything from a cold disk, and is not counted.
  for (let run = 0; run <= Number(values.runs); run++) {
    const order = run % 2 === 0 ? [ours, empty] : [empty, ours];
    const times = await measure(server, browser, order);
    if (run === 0) continue;
    taken.ours.push(times[ours] ?? Number.NaN);
    taken.empty.push(times[empty] ?? Number.NaN);
  }
} finally {
  await browser?.close();
  await server?.stop();
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}

const figure = toFigure('PolyAI Chat', taken.ours);
const peer = toFigure('an empty extension', taken.empty);
const overMs = figure.medianMs - peer.medianMs;
console.log(`${overMs.toFixed(1)} ms over an empty extension; at most ${allowedOverMs} ms are allowed.`);
process.exitCode = overMs <= allowedOverMs ? 0 : 1;
printFigures('activation', [figure, peer], peer, { overMs, allowedOverMs });

async function measure(
  on: VscodeServer,
  by: Browser,
  order: readonly string[],
): Promise<Record<string, number>> {
  await rm(resultFile, { force: true });
  await on.restart({ env: { POLYAI_BENCH_ORDER: order.join(','), POLYAI_BENCH_FILE: resultFile } });
  await runInExtensionHost({ server: on, browser: by, ...entry, folder: scratch, timeoutMs: 120_000 });
  return JSON.parse(await readFile(resultFile, 'utf8')) as Record<string, number>;
}
