import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { VscodeSession } from '../../support/session.ts';
import { until } from '../../support/until.ts';

let count = 0;

/**
 * Until the browser has written what stands in the fields of this page into the file from which it would restore the
 * window. It does so seconds after a field has changed, so a field that tells nothing is changed last, and looked for.
 */
export async function untilSessionIsSaved({ folder }: VscodeSession, page: Page | Frame): Promise<void> {
  const control = `control-${(count += 1)}-${process.pid}`;
  await page.evaluate(`(() => {
    const field = document.body.appendChild(document.createElement('input'));
    field.hidden = true;
    field.value = '${control}';
  })()`);
  const cwd = join(folder, 'browser');
  await until(
    'the state of the page in the session file',
    () =>
      globSync('*/Sessions/*', { cwd }).some((file) =>
        readFileSync(join(cwd, file)).includes(Buffer.from(control, 'utf16le')),
      ),
    // It is a matter of seconds, and a look at the files takes a while.
    { everyMs: 250 },
  );
}
