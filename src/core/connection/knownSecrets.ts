import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Disposable } from '../common/disposable.ts';
import { redactorOfSecrets } from '../chatApi/redactorOf.ts';
import { maskedTexts, type Redactor } from '../common/redaction.ts';
import { secretStorageSilent, type SecretVault } from './secretVault.ts';

export interface Masked<T> {
  readonly value: T;
  /** The secret storage has answered. When false, `value` is masked as far as is known and must not be written. */
  readonly isSure: boolean;
}

/** The secrets of all connections, for what is typed: a person may paste any of them into any field. */
export interface KnownSecrets extends Disposable {
  /** Waits as long as the secret storage takes, and asks again when it refuses. */
  maskWhenKnown<T>(value: T): Promise<T>;
  /** Waits for as long as a person can be kept waiting. */
  mask<T>(value: T): Promise<Masked<T>>;
}

/** Longer than any keychain takes that is unlocked, on a busy machine too: what is not known goes unrecorded. */
const patienceMs = 15_000;
const retryMs = 2000;

/** So long may masking hold the thread at once. */
const sliceMs = 8;

/**
 * Reads them when something is to be masked first, and again after a change. One redactor for each connection: a
 * single expression for many would be too large. Those that were replaced or removed meanwhile stay until the window
 * closes: what was a secret a moment ago is still none to write down.
 */
export function createKnownSecrets(
  vault: Pick<SecretVault, 'readAll' | 'onDidChange'>,
  { patience = patienceMs, retry = retryMs }: { readonly patience?: number; readonly retry?: number } = {},
): KnownSecrets {
  const redactors = new Map<string, Redactor>();
  const ended = new AbortController();
  let reading: Promise<void> | undefined;
  /** The one that has ended well; the newest, while it is `reading`. */
  let read: Promise<void> | undefined;

  const readAll = async (): Promise<void> => {
    for (const { apiKey, token } of await vault.readAll()) {
      const key = JSON.stringify([apiKey, token]);
      if (!redactors.has(key)) redactors.set(key, redactorOfSecrets({ apiKey, token }));
    }
  };

  /** One that a change has overtaken is not waited for: it may never answer. */
  const known = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const mine = (reading ??= readAll());
      try {
        // oxlint-disable-next-line no-await-in-loop
        await mine;
        if (reading === mine) {
          read = mine;
          return;
        }
      } catch {
        if (reading === mine) reading = undefined;
        // oxlint-disable-next-line no-await-in-loop
        await setTimeout(retry, undefined, { ref: false, signal: ended.signal }).catch(() => undefined);
      }
    }
  };

  const maskNow = async <T>(value: T): Promise<T> => {
    let masked = value;
    let since = performance.now();
    for (const redact of redactors.values()) {
      masked = maskedTexts(masked, redact);
      if (performance.now() - since < sliceMs) continue;
      // oxlint-disable-next-line no-await-in-loop
      await setImmediate();
      since = performance.now();
    }
    return masked;
  };

  const subscription = vault.onDidChange(() => (reading = undefined));
  return {
    maskWhenKnown: async (value) => {
      await known();
      // A window that closes does not wait: what is not known to be clean is not written.
      ended.signal.throwIfAborted();
      return maskNow(value);
    },
    mask: async (value) => {
      // Every turn asks, and a clock of its own would cost each more than masking it.
      if (read !== undefined && read === reading && !ended.signal.aborted) {
        return { value: await maskNow(value), isSure: true };
      }
      const waiting = new AbortController();
      const isSure = await Promise.race([
        known().then(() => !ended.signal.aborted),
        setTimeout(patience, false, { signal: waiting.signal }).catch(() => false),
      ]);
      waiting.abort();
      return { value: await maskNow(value), isSure };
    },
    dispose: () => {
      ended.abort();
      subscription.dispose();
    },
  };
}

/** For what is written by a gesture of its own. Rejects with HumanError while the secret storage does not answer. */
export async function requireMasked<T>(secrets: Pick<KnownSecrets, 'mask'>, typed: T): Promise<T> {
  const { value, isSure } = await secrets.mask(typed);
  if (isSure) return value;
  throw secretStorageSilent();
}
