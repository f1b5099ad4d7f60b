import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { createSecretVault, type SecretVault } from '../../src/core/connection/secretVault.ts';
import { readTestContext } from './testContext.ts';

const here = 'https://chat.example.com';
const elsewhere = 'https://chat.example.org';

describe('the secret vault in the secret storage of the editor', () => {
  const id = randomUUID();
  const credentials = { apiKey: `key-${randomUUID()}`, token: `token-${randomUUID()}` };
  let storage: vscode.SecretStorage;
  let vault: SecretVault;

  before(async () => {
    storage = (await readTestContext()).secrets;
    vault = createSecretVault(storage);
  });
  after(async () => {
    await vault.remove(id);
    vault.dispose();
  });

  it('gives back what it was given, and tells of the change', async () => {
    const told = new Promise<string>((resolve) => {
      const subscription = vault.onDidChange(({ connectionId }) => {
        subscription.dispose();
        resolve(connectionId);
      });
    });
    await vault.write(id, here, credentials);
    assert.equal(await told, id);
    assert.deepEqual(await vault.read(id, here), { kind: 'found', credentials });
    assert.ok((await storage.keys()).some((key) => key.endsWith(id)));
  });

  it('gives nothing out for another origin', async () => {
    assert.deepEqual(await vault.read(id, elsewhere), { kind: 'boundElsewhere', origin: here });
    assert.equal(await vault.has(id, elsewhere), false);
  });

  it('forgets what is removed', async () => {
    await vault.remove(id);
    assert.deepEqual(await vault.read(id, here), { kind: 'missing' });
    assert.ok(!(await storage.keys()).some((key) => key.endsWith(id)));
  });
});
