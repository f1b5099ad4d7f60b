import { readFileSync } from 'node:fs';

/** What a run inside the extension host leaves behind: written at its very end, so a host that died leaves nothing. */
export interface HostResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly title: string; readonly stack: string }[];
}

/** How the runner tells the suite inside the host what it wants. */
export const resultFileVariable = 'POLYAI_TEST_RESULT_FILE';
export const grepVariable = 'POLYAI_TEST_GREP';

export function readHostResult(file: string): HostResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error('The extension host ended before its tests did: there is no result.');
  }
  const result = JSON.parse(text) as HostResult;
  if (result.passed + result.failed === 0) throw new Error('The extension host ran no test.');
  return result;
}
