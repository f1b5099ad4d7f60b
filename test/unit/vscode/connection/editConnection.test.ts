import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { modalAnswers, nextBox, notifications } from '../editorDouble.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  createConnectionStore,
  type ConnectionStore,
} from '../../../../src/core/connection/connectionStore.ts';
import { createSecretVault, type SecretVault } from '../../../../src/core/connection/secretVault.ts';
import { apiOriginOf } from '../../../../src/core/chatApi/region.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { editConnection } = await import('../../../../src/vscode/connection/editConnection.ts');
const { removeConnection } = await import('../../../../src/vscode/connection/connectionCommands.ts');
const { credentialsActions } = await import('../../../../src/vscode/commands/showError.ts');
const { createTargetResolver } = await import('../../../../src/core/connection/resolveTarget.ts');
const { createLiveGuard } = await import('../../../../src/core/connection/liveGuard.ts');
const { agreesInDialog } = await import('../../../../src/vscode/asking/notifications.ts');

const hotel: Connection = {
  id: 'hotel',
  name: 'Grand Hotel',
  region: 'uk-1',
  accountId: 'acme',
  projectId: 'hotel',
  environment: 'sandbox',
};
const credentials = { apiKey: 'canary-key', token: 'canary-token' };

let directory: string;
let secrets: MemorySecrets;
let store: ConnectionStore;
let vault: SecretVault;

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'edit-'));
  secrets = new MemorySecrets();
  store = createConnectionStore({ directory });
  vault = createSecretVault(secrets);
  await store.add(hotel);
  await vault.write('hotel', apiOriginOf('uk-1'), credentials);
  notifications.length = 0;
});

afterEach(() => {
  store.dispose();
  vault.dispose();
  rmSync(directory, { recursive: true });
});

const resolve = (connection = store.get('hotel') ?? hotel) =>
  createTargetResolver({
    vault,
    connections: store,
    startStandIn: () => Promise.reject(new Error('unused')),
  })(connection);

describe('Edit Connection', () => {
  test('gives no keys to what was begun before the connection was called live: nobody was asked', async () => {
    const before = store.get('hotel');
    assert.ok(before);
    assert.equal((await resolve(before)).projectId, 'hotel');
    await store.update({ id: 'hotel', environment: 'live' });
    await assert.rejects(resolve(before), {
      message: 'Grand Hotel has become LIVE meanwhile, so nothing more was sent.',
    });
    assert.equal((await resolve()).projectId, 'hotel');
  });

  test('says that there are none to edit only where there are none', async () => {
    await store.remove('hotel');
    await assert.rejects(editConnection({ store, vault }, undefined), {
      message: 'There is no connection yet.',
    });
    await store.add({ ...hotel, id: 'stand-in', region: 'stand-in' });
    await assert.rejects(editConnection({ store, vault }, undefined), {
      message: 'None of your connections can do this.',
    });
  });

  test('changes one field after the other, secrets kept and never shown', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    const menu = await nextBox();
    assert.match(menu.visibleText, /kept, type to replace/);
    assert.doesNotMatch(menu.visibleText, /canary/);
    menu.choose('Name');
    const name = await nextBox();
    assert.equal(name.value, 'Grand Hotel');
    name.enter('Small Hotel');
    (await nextBox()).choose('Environment');
    (await nextBox()).choose('LIVE');
    (await nextBox()).choose('API key');
    const apiKey = await nextBox();
    assert.match(apiKey.placeholder ?? '', /Kept/);
    apiKey.enter('new-key');
    (await nextBox()).choose('Connector token');
    (await nextBox()).enter('');
    (await nextBox()).choose('Done');
    await edited;
    assert.deepEqual(store.list(), [{ ...hotel, name: 'Small Hotel', environment: 'live' }]);
    const { apiKey: keyNow, token } = await resolve();
    assert.deepEqual([keyNow, token], ['new-key', 'canary-token']);
  });

  test('another origin asks for both secrets, and Escape changes nothing', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    (await nextBox()).choose('Region');
    (await nextBox()).choose('euw-1');
    const apiKey = await nextBox();
    assert.doesNotMatch(apiKey.placeholder ?? '', /Kept/);
    apiKey.escape();
    const menu = await nextBox();
    assert.deepEqual(store.get('hotel'), hotel);
    menu.choose('Region');
    (await nextBox()).choose('euw-1');
    (await nextBox()).enter('k2');
    (await nextBox()).enter('t2');
    (await nextBox()).escape();
    await edited;
    assert.deepEqual(await resolve(), {
      origin: 'https://api.euw-1.platform.polyai.app',
      accountId: 'acme',
      projectId: 'hotel',
      apiKey: 'k2',
      token: 't2',
    });
  });

  test('the same region again asks for nothing', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    (await nextBox()).choose('Region');
    (await nextBox()).choose();
    const menu = await nextBox();
    assert.equal(menu.title, 'Edit Connection: Grand Hotel');
    menu.choose('Done');
    await edited;
    assert.equal((await resolve()).apiKey, 'canary-key');
  });

  test('the key of another region that was typed on the way does not replace the one that stays', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    (await nextBox()).choose('Region');
    (await nextBox()).choose('euw-1');
    (await nextBox()).enter('canary-key-of-the-other-region');
    (await nextBox()).back();
    (await nextBox()).back();
    (await nextBox()).choose('uk-1');
    (await nextBox()).choose('Done');
    await edited;
    const { apiKey, token } = await resolve();
    assert.deepEqual([apiKey, token], ['canary-key', 'canary-token']);
  });

  test('a name box that was left open writes the name, and LIVE from another window stays', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    (await nextBox()).choose('Name');
    const name = await nextBox();
    await store.update({ id: 'hotel', environment: 'live' });
    name.enter('Small Hotel');
    (await nextBox()).choose('Done');
    await edited;
    assert.deepEqual(store.get('hotel'), { ...hotel, name: 'Small Hotel', environment: 'live' });
  });

  test('a token box that was left open keeps the key that another window has saved meanwhile', async () => {
    const edited = editConnection({ store, vault }, 'hotel');
    (await nextBox()).choose('Connector token');
    const token = await nextBox();
    await vault.write('hotel', apiOriginOf('uk-1'), { ...credentials, apiKey: 'canary-newer-key' });
    token.enter('canary-new-token');
    (await nextBox()).choose('Done');
    await edited;
    const { apiKey, token: tokenNow } = await resolve();
    assert.deepEqual([apiKey, tokenNow], ['canary-newer-key', 'canary-new-token']);
  });

  test('after a refused key the key is one Enter away', async () => {
    const edited = editConnection({ store, vault }, 'hotel', 'apiKey');
    (await nextBox()).choose();
    const apiKey = await nextBox();
    assert.match(apiKey.placeholder ?? '', /Kept/);
    apiKey.enter('right-key');
    (await nextBox()).choose('Done');
    await edited;
    assert.equal((await resolve()).apiKey, 'right-key');
  });

  test('what a menu hands over beside the connection names no field', async () => {
    const edited = editConnection({ store, vault }, 'hotel', [{ connectionId: 'hotel' }]);
    (await nextBox()).choose();
    const name = await nextBox();
    assert.equal(name.value, 'Grand Hotel');
    name.enter('Grand Hotel');
    (await nextBox()).choose('Done');
    await edited;
  });

  test('missing secrets are what it begins with', async () => {
    await vault.remove('hotel');
    const edited = editConnection({ store, vault }, 'hotel');
    const menu = await nextBox();
    assert.match(menu.visibleText, /missing/);
    menu.choose();
    (await nextBox()).enter('k2');
    (await nextBox()).enter('t2');
    (await nextBox()).choose('Done');
    await edited;
    assert.equal((await resolve()).token, 't2');
  });
});

describe('secrets go to their own origin only', () => {
  test('a connection that was redirected in the file gets no secret', async () => {
    await store.update({ ...hotel, region: 'https://evil.example' });
    await assert.rejects(resolve(), (error: unknown) => {
      assert.match(String(error), /was for https:\/\/api\.uk-1.*not sent to https:\/\/evil\.example/);
      assert.doesNotMatch(String(error), /canary/);
      assert.equal(credentialsActions(error).length, 1);
      return true;
    });
  });

  test('no secret, no target', async () => {
    await vault.remove('hotel');
    await assert.rejects(resolve(), /has no API key/);
  });
});

const nothingOpen = { listOpen: () => [], closeOpen: () => Promise.reject(new Error('unused')) };

describe('Remove Connection', () => {
  test('asks, then takes the secrets along', async () => {
    await removeConnection({ store, vault, ...nothingOpen }, 'hotel');
    assert.equal(store.list().length, 1);
    modalAnswers.push('Remove');
    await removeConnection({ store, vault, ...nothingOpen }, { connectionId: 'hotel' });
    assert.equal(store.list().length, 0);
    assert.equal(secrets.values.size, 0);
  });

  test('a keychain that does not answer leaves the connection there', async () => {
    secrets.failure = new Error('canary');
    modalAnswers.push('Remove');
    await assert.rejects(removeConnection({ store, vault, ...nothingOpen }, 'hotel'), /secret storage/);
    assert.equal(store.list().length, 1);
  });
});

test('live is asked about once per session, and again when it leads elsewhere', async () => {
  const guard = createLiveGuard(vault, agreesInDialog);
  const live: Connection = { ...hotel, environment: 'live' };
  assert.equal(await guard.confirm(hotel), true);
  assert.equal(notifications.length, 0);
  assert.equal(await guard.confirm(live), false);
  modalAnswers.push('Create Chat');
  assert.equal(await guard.confirm(live), true);
  assert.equal(await guard.confirm(live), true);
  assert.equal(notifications.length, 2);
  assert.equal(await guard.confirm({ ...live, projectId: 'other' }), false);
});

test('a test of the sandbox says nothing about the live agent that it becomes, nor one key about another', async () => {
  const guard = createLiveGuard(vault, agreesInDialog);
  guard.allow(hotel);
  const live: Connection = { ...hotel, environment: 'live' };
  assert.equal(await guard.confirm(live), false);
  guard.allow(live);
  assert.equal(await guard.confirm(live), true);
  await vault.write('hotel', apiOriginOf('uk-1'), { ...credentials, token: 'canary-live-token' });
  assert.equal(await guard.confirm(live), false, 'another token opens another environment');
  assert.equal(notifications.length, 2);
});
