import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
  readonly passes: readonly unknown[];
}

/** What axe finds serious or critical in the frame, one line each. Rejects when axe has looked at nothing. */
export async function findSeriousProblems(frame: Frame): Promise<string[]> {
  if (!(await frame.evaluate<boolean>('"axe" in window'))) await frame.evaluate(await source);
  // Of what passes only the rules are of interest: to describe each element of it costs most of the time.
  const { violations, passes } = await frame.evaluate<AxeResult>(
    "axe.run(document, { resultTypes: ['violations'], preload: false })",
  );
  if (passes.length < 10) throw new Error('axe has looked at next to nothing.');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} ${target.join(' ')} ${failureSummary}`),
    );
}
