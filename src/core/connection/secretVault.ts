import type { Event } from '../common/event.ts';

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
