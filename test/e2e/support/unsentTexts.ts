import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/** Until what is typed into a panel has reached the extension and its disk: a person is slower than this. */
export async function untilKept(workbench: Workbench, text: string, name = 'composer.json'): Promise<void> {
  await until('the unsent text on disk', () => isKept(workbench, text, name));
}

/** What is typed into broadcasts is kept in a file of its own. */
export function isKept({ server }: Workbench, text: string, name: string): boolean {
  const cwd = server.userDataDir;
  return globSync(`**/${name}`, { cwd }).some((file) => readFileSync(join(cwd, file), 'utf8').includes(text));
}
