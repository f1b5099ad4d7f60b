// The end-to-end tests, two files at a time: each has a VS Code and a browser of its own.
// node test/e2e/run.ts [part of a file name …] [--name "part of a test's name"] [--jobs 1]
// --pictures takes those of each surface in every theme, and not in the usual one alone.
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { outFolder, repoFolder, vsixFile } from '../support/paths.ts';
import { installForMany } from '../support/vscodeServer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    pictures: { type: 'boolean', default: process.env['PICTURES'] === 'all' },
  },
});
const files = globSync('test/e2e/**/*.test.ts', { cwd: repoFolder })
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .toSorted();

if (!existsSync(vsixFile)) fail('There is no package to test. Run `npm run package` first.');
if (files.length === 0) fail('No end-to-end test matches.');

// A whole run takes every picture anew, so none is left of a surface that is no more.
const stale = positionals.length === 0 && !values.name ? ['screenshots', 'screenshots-text'] : [];
for (const folder of ['failures', ...stale])
  await rm(join(outFolder, folder), { recursive: true, force: true });
for (const folder of ['failures', 'results']) await mkdir(join(outFolder, folder), { recursive: true });

const installed = await mkdtemp(join(tmpdir(), 'polyai-installed-'));
await installForMany(installed, [vsixFile]);

const args = [
  '--test',
  `--test-concurrency=${values.jobs}`,
  '--test-timeout=180000',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  `--test-reporter=${join(repoFolder, 'test', 'support', 'countReporter.mjs')}`,
  `--test-reporter-destination=${join(outFolder, 'results', 'e2e.json')}`,
  ...(values.name ? [`--test-name-pattern=${values.name}`] : []),
  ...files,
];
const tests = spawn(process.execPath, args, {
  cwd: repoFolder,
  env: {
    ...process.env,
    INSTALLED_PACKAGE: installed,
    ...(values.pictures ? { PICTURES: 'all' } : {}),
  },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => tests.kill(signal));
tests.once('exit', (code) => {
  process.exitCode = code ?? 1;
  void rm(installed, { recursive: true, force: true, maxRetries: 3 });
});

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
