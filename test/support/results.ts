import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outFolder } from './paths.ts';

export interface StepResult {
  readonly passed: number;
  readonly failed: number;
}

/** Leaves the counts of a step where `npm test` adds them up: out/results/<step>.json. */
export async function writeResult(step: string, result: StepResult): Promise<void> {
  const folder = join(outFolder, 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${step}.json`), JSON.stringify(result));
}
