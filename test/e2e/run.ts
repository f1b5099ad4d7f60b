// The end-to-end tests, four files at a time: each has a VS Code and a browser of its own.
// node test/e2e/run.ts [part of a file name …] [--name "part of a test's name"] [--jobs 1]
// --pictures takes those of each surface in every theme, and not in the usual one alone.
import { createWriteStream, existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import countReporter from '../support/countReporter.mjs';
import { outFolder, repoFolder, vsixFile } from '../support/paths.ts';
import { installForMany } from '../support/vscodeServer.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    jobs: { type: 'string', default: '4' },
    pictures: { type: 'boolean', default: process.env['PICTURES'] === 'all' },
  },
});
const files = globSync('test/e2e/**/*.test.ts', { cwd: repoFolder })
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  // The longest first, or the last one runs alone.
  .toSorted((one, other) => workOf(other) - workOf(one));

if (!existsSync(vsixFile)) fail('There is no package to test. Run `npm run package` first.');
if (files.length === 0) fail('No end-to-end test matches.');

// A whole run takes every picture anew, so none is left of a surface that is no more.
const stale = positionals.length === 0 && !values.name ? ['screenshots', 'screenshots-text'] : [];
for (const folder of ['failures', ...stale])
  await rm(join(outFolder, folder), { recursive: true, force: true });
for (const folder of ['failures', 'results']) await mkdir(join(outFolder, folder), { recursive: true });

const installed = await mkdtemp(join(tmpdir(), 'polyai-installed-'));
await installForMany(installed, [vsixFile]);

process.env['INSTALLED_PACKAGE'] = installed;
if (values.pictures) process.env['PICTURES'] = 'all';
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
const tests = run({
  files: files.map((file) => join(repoFolder, file)),
  concurrency: Number(values.jobs),
  timeout: 180_000,
  signal: stopped.signal,
  ...(values.name ? { testNamePatterns: values.name } : {}),
});
tests.on('test:fail', () => (process.exitCode = 1));
tests.once('end', () => void rm(installed, { recursive: true, force: true, maxRetries: 3 }));
tests.compose(spec).pipe(process.stdout);
tests.compose(countReporter).pipe(createWriteStream(join(outFolder, 'results', 'e2e.json')));

/** By the length of a file and of its parts, in a folder of its name. Without a VS Code, tests are quick. */
function workOf(file: string): number {
  const parts = globSync(`${file.replace(/\.test\.ts$/, '')}/*.ts`, { cwd: repoFolder });
  const texts = [file, ...parts].map((one) => readFileSync(join(repoFolder, one), 'utf8'));
  const length = texts.join('').length;
  return texts[0]?.includes('useVscode(') ? length : length / 5;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
