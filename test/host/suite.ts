import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Suite, Test } from 'mocha';
import { lineMark } from '../support/extensionHost.ts';
import { grepVariable, type HostResult, resultFileVariable } from './hostResult.ts';

export interface TestFile {
  readonly name: string;
  load(): Promise<unknown>;
}

/** Runs inside the extension host: mocha over the bundled test files, and a result file at the end. */
export async function runSuite(files: readonly TestFile[]): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'base' });
  const grep = process.env[grepVariable];
  if (grep) mocha.grep(grep);

  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // One file that cannot be loaded must not hide the others, and must not go unnoticed either.
  const unloadable: Failure[] = [];
  for (const file of files) {
    await file.load().catch((error: unknown) => unloadable.push({ title: file.name, stack: inspect(error) }));
  }
  const result = await runMocha(mocha, unloadable);
  const resultFile = process.env[resultFileVariable];
  if (resultFile) writeFileSync(resultFile, JSON.stringify(result));
  if (result.failed > 0) throw new Error(`${result.failed} of the tests in the extension host failed.`);
}

type Failure = HostResult['failures'][number];

function runMocha(
  mocha: { run(done: () => void): MochaRunner },
  unloadable: readonly Failure[],
): Promise<HostResult> {
  return new Promise((resolve) => {
    let passed = 0;
    let skipped = 0;
    const failures: Failure[] = [...unloadable];
    for (const { title, stack } of unloadable) say(`  ✗ ${title} could not be loaded\n${stack}`);
    const runner = mocha.run(() => resolve({ passed, failed: failures.length, skipped, failures }));
    runner.on('suite', (suite) => suite.title && say(`${'  '.repeat(depth(suite) - 1)}${suite.title}`));
    runner.on('pass', (test) => {
      passed += 1;
      say(`${'  '.repeat(depth(test))}✓ ${test.title} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      skipped += 1;
      say(`${'  '.repeat(depth(test))}- ${test.title}`);
    });
    runner.on('fail', (test, error) => {
      const stack = inspect(error);
      failures.push({ title: test.fullTitle(), stack });
      say(`${'  '.repeat(depth(test))}✗ ${test.title}\n${stack}`);
    });
  });
}

interface MochaRunner {
  on(event: 'suite', listener: (suite: Suite) => void): this;
  on(event: 'pass' | 'pending', listener: (test: Test) => void): this;
  on(event: 'fail', listener: (test: Test, error: unknown) => void): this;
}

function depth(node: { readonly parent?: Suite | undefined }): number {
  return node.parent ? 1 + depth(node.parent) : 0;
}

/** The host's console is carried to whoever started VS Code. The mark tells our lines from the editor's. */
function say(text: string): void {
  for (const line of text.split('\n')) console.log(lineMark + line);
}
