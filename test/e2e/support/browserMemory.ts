import { until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/**
 * Waits until a reload would find this text among what VS Code keeps in the browser: which tabs are open, and what
 * each webview remembers. It is written every few seconds, and not when the window is left.
 */
export async function untilRemembered(workbench: Workbench, text: string): Promise<void> {
  await until(`"${text}" in the browser's memory`, () => isRemembered(workbench, text), patience);
}

export async function untilForgotten(workbench: Workbench, text: string): Promise<void> {
  await until(
    `"${text}" to leave the browser's memory`,
    async () => !(await isRemembered(workbench, text)),
    patience,
  );
}

const patience = { everyMs: 250, timeoutMs: 60_000 };

function isRemembered({ page }: Workbench, text: string): Promise<boolean> {
  return page.evaluate<boolean>(`(async () => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      try {
        for (const store of database.objectStoreNames) {
          const values = await done(database.transaction(store).objectStore(store).getAll());
          if (values.some((value) => String(value).includes(${JSON.stringify(text)}))) return true;
        }
      } finally {
        database.close();
      }
    }
    return false;
  })()`);
}
