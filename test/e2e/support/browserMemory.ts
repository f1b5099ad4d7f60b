import { matches, until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/**
 * Waits until a reload would find this text among what VS Code keeps in the browser: which tabs are open, and what
 * each webview remembers. It is written every few seconds, and not when the window is left.
 */
export async function untilRemembered(workbench: Workbench, text: string | RegExp): Promise<void> {
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

/** Until a panel's own copy of what is typed is that long; it is sealed, so that only its length tells. */
export async function untilSealed(workbench: Workbench, text: string): Promise<void> {
  // The text among the other fields, with what sealing adds, four letters for three bytes.
  const draft = { text, integrationAttributes: '', metadata: '', asrLangCode: '', ttsLangCode: '' };
  const typed = JSON.stringify({ draft, editedAtMs: Date.now(), afterTurns: 0 });
  const length = Math.floor(((Buffer.byteLength(typed) + 28) * 4) / 3);
  const sealed = /"sealed\\*":\\*"([\w+/=]+)/g;
  await until(
    "the sealed text in the browser's memory",
    async () => {
      const found = (await remembered(workbench)).flatMap((value) => [...value.matchAll(sealed)]);
      return found.some(([, text = '']) => text.length >= length);
    },
    patience,
  );
}

/** Whether it is there now. */
export async function isRemembered(workbench: Workbench, text: string | RegExp): Promise<boolean> {
  return (await remembered(workbench)).some((value) => matches(value, text));
}

/** Every text that VS Code keeps in the browser now. */
export function remembered({ page }: Workbench): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const all = [...Object.values(localStorage), ...Object.values(sessionStorage)].map(String);
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      try {
        for (const store of database.objectStoreNames) {
          const values = await done(database.transaction(store).objectStore(store).getAll());
          all.push(...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? '')));
        }
      } finally {
        database.close();
      }
    }
    return all;
  })()`);
}
