import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/** Until what is typed into a panel has reached the extension and its disk: a person is slower than this. */
export async function untilKept({ server }: Workbench, text: string): Promise<void> {
  const cwd = server.userDataDir;
  await until('the unsent text on disk', () =>
    globSync('**/composer.json', { cwd }).some((file) =>
      readFileSync(join(cwd, file), 'utf8').includes(text),
    ),
  );
}
