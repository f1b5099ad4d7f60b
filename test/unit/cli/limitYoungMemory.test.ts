import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { repoFolder } from '../../support/paths.ts';

const limit = pathToFileURL(path.join(repoFolder, 'src', 'cli', 'limitYoungMemory.ts'));

/** How much a process takes for what lives for a moment, in MB, when much of it does. */
function youngMemory(limits: boolean): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setTimeout as pause } from 'node:timers/promises';
    ${limits ? `const { limitYoungMemory } = await import('${limit.href}'); limitYoungMemory();` : ''}
    let kept = [];
    for (let round = 0; round < 60; round++) {
      kept = Array.from({ length: 40_000 }, (_, index) => ({ index, text: 'text ' + index }));
      await pause(round < 20 ? 12 : 1);
    }
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return Number(printed) / 1_000_000;
}

describe('a run of very many conversations', () => {
  it('does not take ever more memory for what lives for a moment', () => {
    const without = youngMemory(false);
    const limited = youngMemory(true);
    assert.ok(limited <= without / 2, `${limited} MB, and ${without} MB without the limit`);
  });
});
