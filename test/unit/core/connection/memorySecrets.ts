import { Emitter } from '../../../../src/core/common/event.ts';
import type { SecretStore } from '../../../../src/core/connection/secretVault.ts';

/** Stands for the editor's SecretStorage, with its documented behaviour: it announces its own changes too. */
export class MemorySecrets implements SecretStore {
  readonly values = new Map<string, string>();
  readonly #changed = new Emitter<{ key: string }>();
  readonly onDidChange = this.#changed.event;
  /** When set, every call fails with it. */
  failure: Error | undefined;

  async get(key: string): Promise<string | undefined> {
    await this.#answer();
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    await this.#answer();
    this.values.set(key, value);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    await this.#answer();
    if (this.values.delete(key)) this.#changed.fire({ key });
  }

  async keys(): Promise<string[]> {
    await this.#answer();
    return [...this.values.keys()];
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
  }
}
