import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { createSecretVault } from '../../../../src/core/connection/secretVault.ts';
import { MemorySecrets } from './memorySecrets.ts';

const origin = 'https://api.uk-1.platform.polyai.app';
const credentials = { apiKey: 'canary-key', token: 'canary-token' };

describe('the secret vault', () => {
  test('gives secrets out for their own origin only', async () => {
    const vault = createSecretVault(new MemorySecrets());
    await vault.write('a', origin, credentials);
    assert.deepEqual(await vault.read('a', origin), { kind: 'found', credentials });
    assert.deepEqual(await vault.read('a', 'https://evil.example'), { kind: 'boundElsewhere', origin });
    assert.deepEqual(await vault.read('b', origin), { kind: 'missing' });
    assert.equal(await vault.has('a', origin), true);
    assert.equal(await vault.has('a', `${origin}:444`), false);
  });

  test('forgets what is removed', async () => {
    const secrets = new MemorySecrets();
    const vault = createSecretVault(secrets);
    await vault.write('a', origin, credentials);
    await vault.remove('a');
    assert.deepEqual(await vault.read('a', origin), { kind: 'missing' });
    assert.equal(secrets.values.size, 0);
  });

  test('a region that leads nowhere has no secrets, whatever was saved', async () => {
    const vault = createSecretVault(new MemorySecrets());
    await vault.write('a', origin, credentials);
    assert.deepEqual(await vault.read('a', undefined), { kind: 'boundElsewhere', origin });
    assert.deepEqual(await vault.read('b', undefined), { kind: 'missing' });
  });

  test('two vaults on one storage notice each other', async () => {
    const secrets = new MemorySecrets();
    const here = createSecretVault(secrets);
    const there = createSecretVault(secrets);
    const noticed: string[] = [];
    there.onDidChange(({ connectionId }) => noticed.push(connectionId));
    await here.write('a', origin, credentials);
    await secrets.store('somebody.else', 'x');
    await here.remove('a');
    assert.deepEqual(noticed, ['a', 'a']);
    there.dispose();
    await here.write('a', origin, credentials);
    assert.equal(noticed.length, 2);
  });

  for (const damaged of [
    '',
    'no json',
    '{}',
    '[]',
    'null',
    '{"version":2}',
    `{"version":1,"origin":"${origin}","apiKey":"x"}`,
  ]) {
    test(`a damaged value reads as missing: ${damaged}`, async () => {
      const secrets = new MemorySecrets();
      secrets.values.set('polyai.connection.a', damaged);
      assert.deepEqual(await createSecretVault(secrets).read('a', origin), { kind: 'missing' });
    });
  }

  test('removes orphans and nothing else', async () => {
    const secrets = new MemorySecrets();
    const vault = createSecretVault(secrets);
    await vault.write('a', origin, credentials);
    await vault.write('b', origin, credentials);
    secrets.values.set('other', 'x');
    await vault.removeOrphans(new Set(['b']));
    assert.deepEqual([...secrets.values.keys()], ['polyai.connection.b', 'other']);
  });

  test('no failure repeats a secret', async () => {
    const secrets = new MemorySecrets();
    const vault = createSecretVault(secrets);
    secrets.failure = new Error(`could not store ${JSON.stringify(credentials)}`);
    const failures = [
      vault.write('a', origin, credentials),
      vault.read('a', origin),
      vault.write('a', origin, { apiKey: 'canary\nkey', token: 'canary-token' }),
    ];
    for (const result of await Promise.allSettled(failures)) {
      assert.equal(result.status, 'rejected');
      assert.ok(result.reason instanceof HumanError);
      assert.doesNotMatch(inspect(result.reason, { depth: 9, showHidden: true }), /canary/);
    }
  });
});
