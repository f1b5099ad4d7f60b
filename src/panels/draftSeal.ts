import { createSealKey, unseal } from '../core/common/sealed.ts';
import type { SecretStore } from '../core/connection/secretVault.ts';

/** For what webviews keep by themselves: the key is in the secret storage, so that it outlives the window. */
export interface DraftSeal {
  /** Undefined until the secret storage has answered: a webview keeps nothing then. */
  readonly key: string | undefined;
  /** Undefined when it cannot be read. */
  open(sealed: string): Promise<unknown>;
}

const name = 'polyai.draftSeal';

export function createDraftSeal(secrets: Pick<SecretStore, 'get' | 'store'>): DraftSeal {
  let key: string | undefined;
  const read = async () => {
    if ((await secrets.get(name)) === undefined) await secrets.store(name, createSealKey());
    // Another window may have made one in the same moment.
    key = await secrets.get(name);
  };
  // Best effort: what is typed is on disk too.
  const reading = read().catch(() => undefined);
  return {
    get key() {
      return key;
    },
    open: async (sealed) => {
      await reading;
      return key === undefined ? undefined : unseal(key, sealed);
    },
  };
}
