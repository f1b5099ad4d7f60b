import { seal } from '../../src/core/common/sealed.ts';

/**
 * Keeps what is typed over a crash of the editor: sealed, and only while there is a key. What is overtaken while it is
 * being sealed is not kept.
 */
export function createSealedDraft(save: (sealed: string | undefined) => void) {
  let newest = 0;
  return async (key: string | undefined, typed: unknown): Promise<void> => {
    const mine = ++newest;
    const sealed = key === undefined ? undefined : await seal(key, typed).catch(() => undefined);
    if (mine === newest) save(sealed);
  };
}
