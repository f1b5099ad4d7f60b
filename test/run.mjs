// `npm test`: installs what is missing, runs every kind of test, and ends with "N passed, N failed".
// Runs on any Node from 20; `npm test -- unit host` runs only those steps and what they need.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { installBrowser } from './support/browserPath.mjs';
import { endWithNpm } from './support/endWithNpm.mjs';
import { installPackages, repoFolder, toolEnvironment } from './support/installPackages.mjs';
import { runStep } from './support/runStep.mjs';
import { installVscode } from './vscode/install.mjs';

const results = join(repoFolder, 'out', 'results');
/** Each test file is a process, and half of its processor time was reading the same sources anew. */
const compileCache = join(repoFolder, 'node_modules', '.cache', 'node');
const started = Date.now();

/**
 * A step either is one check, or leaves its counts in out/results. `weight` is how many cores it keeps busy: tests in a
 * browser that wait for their turn on a processor prove less and last no shorter. The host tests and the unit tests
 * wait so much that both fit beside each other; alone, the host tests would leave a core idle for half a minute.
 * A step that hangs is ended after `minutes`, so that the others are still told.
 */
const steps = [
  { name: 'packages', install: () => installPackages(say) },
  // It brings a Node of its own on Linux, so that two installations wait for the network at once.
  {
    name: 'vscode',
    install: () => installVscode(say),
    needs: process.platform === 'linux' ? [] : ['packages'],
  },
  { name: 'browser', install: async () => installBrowser(say) },
  { name: 'package', run: ['npm', 'run', '-s', 'package'], needs: ['packages'] },
  { name: 'types', run: ['npm', 'run', '-s', 'check:types'], needs: ['packages'] },
  { name: 'lint', run: ['npm', 'run', '-s', 'check:lint'], needs: ['packages'] },
  { name: 'format', run: ['npm', 'run', '-s', 'check:format'], needs: ['packages'] },
  { name: 'contract', run: nodeTests('contract'), counts: true, minutes: 6, needs: ['packages'] },
  {
    name: 'host',
    run: ['node', 'test/host/run.ts'],
    counts: true,
    needs: ['package', 'vscode', 'browser'],
    weight: 0.5,
  },
  { name: 'unit', run: nodeTests('unit'), counts: true, minutes: 10, needs: ['package'], weight: 1.5 },
  {
    name: 'e2e',
    run: ['node', 'test/e2e/run.ts'],
    counts: true,
    needs: ['package', 'vscode', 'browser'],
    weight: 2,
  },
];

function nodeTests(kind) {
  return [
    'node',
    '--test',
    '--test-timeout=120000',
    // Half of what they do is waiting, so that three keep two cores busy.
    '--test-concurrency=3',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/countReporter.mjs',
    `--test-reporter-destination=out/results/${kind}.json`,
    `test/${kind}/**/*.test.ts`,
  ];
}

endWithNpm();
let passed = 0;
let failed = 0;
try {
  const wanted = withNeeds(process.argv.slice(2));
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await runAll(wanted);
} catch (error) {
  failed += 1;
  console.error(error.message);
}
console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** As many at a time as there are cores for, in the order above, each after what it needs; installing only waits. */
async function runAll(wanted) {
  const cores = Math.max(2, availableParallelism());
  const waiting = [...wanted];
  const running = new Map();
  const verdicts = new Map();
  let busy = 0;
  while (waiting.length > 0 || running.size > 0) {
    for (const step of waiting.slice()) {
      const weight = step.install ? 0 : Math.min(step.weight ?? 1, cores);
      const ready = (step.needs ?? []).every((need) => verdicts.has(need));
      if (!ready || busy + weight > cores) continue;
      waiting.splice(waiting.indexOf(step), 1);
      busy += weight;
      const end = run(step, verdicts).then((ok) => {
        busy -= weight;
        running.delete(step);
        return verdicts.set(step.name, ok);
      });
      running.set(step, end);
    }
    await Promise.race(running.values());
  }
}

async function run(step, verdicts) {
  const began = Date.now();
  const missing = (step.needs ?? []).filter((need) => !verdicts.get(need));
  if (missing.length > 0)
    return report(step, 0, { passed: 0, failed: 1 }, `not run: ${missing.join(', ')} failed\n`);
  if (step.install) {
    try {
      await step.install();
      return true;
    } catch (error) {
      return report(step, Date.now() - began, { passed: 0, failed: 1 }, `${error.message}\n`);
    }
  }
  const [command, ...args] = step.run;
  const env = {
    ...toolEnvironment(),
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    NODE_COMPILE_CACHE: compileCache,
  };
  const { code, output } = await runStep(command, args, {
    cwd: repoFolder,
    env,
    timeoutMs: (step.minutes ?? 15) * 60_000,
  });
  const counts = step.counts
    ? readCounts(step.name, code)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  return report(step, Date.now() - began, counts, output);
}

/** A step that crashed, or ran no test, has failed, whatever its exit code says. */
function readCounts(name, code) {
  try {
    const counts = JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8'));
    const unexplained = counts.failed === 0 && (code !== 0 || counts.passed === 0);
    return { passed: counts.passed, failed: counts.failed + (unexplained ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function report(step, tookMs, counts, output) {
  passed += counts.passed;
  failed += counts.failed;
  const ok = counts.failed === 0;
  const detail = step.counts ? `  ${counts.passed} passed, ${counts.failed} failed` : '';
  if (!ok) console.log(`\n----- ${step.name}\n${output.trimEnd()}\n-----`);
  console.log(`${ok ? '✓' : '✗'} ${step.name.padEnd(9)}${(tookMs / 1000).toFixed(1).padStart(6)} s${detail}`);
  return ok;
}

function say(line) {
  console.log(`  ${line}`);
}

function withNeeds(names) {
  if (names.length === 0) return steps;
  const chosen = new Set();
  const add = (name) => {
    const step = steps.find((one) => one.name === name);
    if (!step)
      throw new Error(`There is no step "${name}". There are: ${steps.map((one) => one.name).join(', ')}.`);
    for (const need of step.needs ?? []) add(need);
    chosen.add(step);
  };
  for (const name of names) add(name);
  return steps.filter((step) => chosen.has(step));
}
