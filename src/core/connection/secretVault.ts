import type { Origin } from '../chatApi/region.ts';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Disposable } from '../common/disposable.ts';
import { Emitter, type Event } from '../common/event.ts';
import { HumanError } from '../common/humanError.ts';
import { validateSecret } from './credentials.ts';

/** What the editor's SecretStorage offers, or a test's stand-in for the editor. */
export interface SecretStore {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
  keys(): Thenable<string[]>;
  /** Fires in every window, for this window's own changes too. */
  readonly onDidChange: Event<{ key: string }>;
}

/** The editor's Thenable, so that core needs none of its types. */
export type Thenable<T> = PromiseLike<T>;

export interface Credentials {
  readonly apiKey: string;
  readonly token: string;
}

export type VaultReading =
  | { readonly kind: 'found'; readonly credentials: Credentials }
  /** Never saved, removed, or no longer readable. */
  | { readonly kind: 'missing' }
  /** Saved for another origin: they are not given out, the user enters them again. */
  | { readonly kind: 'boundElsewhere'; readonly origin: string };

/** Keeps the two secrets of each connection, bound to the origin that they were saved for. */
export interface SecretVault extends Disposable {
  /** Nothing is found where a region has no origin. Rejects with HumanError when the secret storage does not answer. */
  read(connectionId: string, origin: Origin | undefined): Promise<VaultReading>;
  /** Replaces what was there. Rejects with HumanError, which holds neither secret. */
  write(connectionId: string, origin: Origin, credentials: Credentials): Promise<void>;
  remove(connectionId: string): Promise<void>;
  /** Of all connections, wherever they lead: for masking, never for a call. Rejects as `read` does. */
  readAll(): Promise<readonly Credentials[]>;
  has(connectionId: string, origin: Origin): Promise<boolean>;
  /**
   * Removes the secrets of connections that are not in `knownIds`. Secrets are shared by all profiles and
   * remotes of one editor while connections are not: call it only with the connections of all of them.
   */
  removeOrphans(knownIds: ReadonlySet<string>): Promise<void>;
  /** The connection whose secrets changed, in whichever window. */
  readonly onDidChange: Event<{ readonly connectionId: string }>;
}

const keyPrefix = 'polyai.connection.';

const storedCredentials = v.object({
  version: v.literal(1),
  origin: v.string(),
  apiKey: v.pipe(v.string(), v.nonEmpty()),
  token: v.pipe(v.string(), v.nonEmpty()),
});

export function createSecretVault(store: SecretStore): SecretVault {
  const changed = new Emitter<{ readonly connectionId: string }>();
  const subscription = store.onDidChange(({ key }) => {
    if (key.startsWith(keyPrefix)) changed.fire({ connectionId: key.slice(keyPrefix.length) });
  });

  const read = async (connectionId: string, origin: string | undefined): Promise<VaultReading> => {
    const text = await ask(() => store.get(keyPrefix + connectionId));
    const stored = text === undefined ? undefined : parseStored(text);
    if (stored === undefined) return { kind: 'missing' };
    if (stored.origin !== origin) return { kind: 'boundElsewhere', origin: stored.origin };
    return { kind: 'found', credentials: { apiKey: stored.apiKey, token: stored.token } };
  };

  const remove = (connectionId: string) => ask(() => store.delete(keyPrefix + connectionId));

  return {
    read,
    write: async (connectionId, origin, { apiKey, token }) => {
      const problem = validateSecret(apiKey) ?? validateSecret(token);
      if (problem !== undefined) throw new HumanError(problem);
      const stored: v.InferOutput<typeof storedCredentials> = { version: 1, origin, apiKey, token };
      await ask(() => store.store(keyPrefix + connectionId, JSON.stringify(stored)));
    },
    remove,
    readAll: async () => {
      const keys = (await ask(() => store.keys())).filter((key) => key.startsWith(keyPrefix));
      const texts = await Promise.all(keys.map((key) => ask(() => store.get(key))));
      return texts.flatMap((text) => (text === undefined ? [] : (parseStored(text) ?? [])));
    },
    has: async (connectionId, origin) => (await read(connectionId, origin)).kind === 'found',
    removeOrphans: async (knownIds) => {
      const keys = (await ask(() => store.keys())).filter((key) => key.startsWith(keyPrefix));
      const orphans = keys.map((key) => key.slice(keyPrefix.length)).filter((id) => !knownIds.has(id));
      await Promise.all(orphans.map((id) => remove(id)));
    },
    onDidChange: changed.event,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}

function parseStored(text: string): v.InferOutput<typeof storedCredentials> | undefined {
  try {
    const parsed = v.safeParse(storedCredentials, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The storage's own error is dropped, not kept as a cause: it may repeat a value. */
async function ask<T>(call: () => Thenable<T>): Promise<T> {
  try {
    return await call();
  } catch {
    throw secretStorageSilent();
  }
}

export function secretStorageSilent(): HumanError {
  return new HumanError(l10n.t('The secret storage of the editor does not answer.'), {
    remedy: l10n.t('Check that the keychain of your system is unlocked, then try again.'),
  });
}
