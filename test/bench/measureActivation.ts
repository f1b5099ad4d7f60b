import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';

const idleMs = 5000;

/** Runs inside the extension host: how long each extension takes from asked for to active, in the order given. */
export async function run(): Promise<void> {
  // While the host is starting, the same activation takes three times as long or more.
  await wait(idleMs);
  const taken: Record<string, number> = {};
  for (const id of (process.env['POLYAI_BENCH_ORDER'] ?? '').split(',')) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension) throw new Error(`${id} is not installed.`);
    if (extension.isActive) throw new Error(`${id} was active before it was asked for.`);
    const began = performance.now();
    await extension.activate();
    taken[id] = performance.now() - began;
    await wait(500);
  }
  writeFileSync(process.env['POLYAI_BENCH_FILE'] ?? '', JSON.stringify(taken));
}
