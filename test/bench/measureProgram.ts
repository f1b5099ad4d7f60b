import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';

export interface Measured {
  readonly wallMs: number;
  /** On a busy machine the only time that still says something. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly exitCode: number;
  /** The end of what it wrote. */
  readonly output: string;
}

const preload = path.join(import.meta.dirname, 'peakMemory.cjs');

/** Runs a script of Node in a folder until it ends: how long it took, and the greatest memory of its processes. */
export async function measureProgram(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const peakFile = path.join(folder, `peak-${process.pid}.txt`);
  rmSync(peakFile, { force: true });
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env, PEAK_FILE: peakFile, NODE_OPTIONS: `--require ${preload}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output = `${output}${String(chunk)}`.slice(-2000)));
  }
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const wallMs = performance.now() - started;
  const used = readFileSync(peakFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const peakMb = Math.max(...used.map(([kilobytes = 0]) => kilobytes)) / 1024;
  const cpuMs = used.reduce((total, [, ms = 0]) => total + ms, 0);
  rmSync(peakFile, { force: true });
  return { wallMs, cpuMs, peakMb, exitCode: exitCode ?? -1, output };
}
