import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { commandsRun, made, nextBox } from '../editorDouble.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  createConnectionStore,
  type ConnectionStore,
} from '../../../../src/core/connection/connectionStore.ts';
import { createSecretVault, type SecretVault } from '../../../../src/core/connection/secretVault.ts';
import type { ConversationEvent } from '../../../../src/core/conversation/conversationService.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { registerConnectionsView } = await import('../../../../src/vscode/connection/connectionsView.ts');
const { registerStatusBar } = await import('../../../../src/vscode/connection/statusBar.ts');
const { createConversationActivity } =
  await import('../../../../src/core/conversation/conversationActivity.ts');
const { listNewChatConnections } = await import('../../../../src/panels/newChat/newChatConnections.ts');
const { switchConnection } = await import('../../../../src/vscode/connection/switchConnection.ts');

const hotel: Connection = {
  id: 'hotel',
  name: 'Grand $(zap) Hotel',
  region: 'uk-1',
  accountId: 'acme',
  projectId: 'hotel',
  environment: 'sandbox',
};
const live: Connection = { ...hotel, id: 'live', name: 'Grand Hotel', environment: 'live' };
const standIn: Connection = { ...hotel, id: 'stand-in', name: 'Stand-in agent', region: 'stand-in' };

let directory: string;
let store: ConnectionStore;
let vault: SecretVault;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'surfaces-'));
  store = createConnectionStore({ directory });
  vault = createSecretVault(new MemorySecrets());
  commandsRun.length = 0;
});

afterEach(() => {
  store.dispose();
  vault.dispose();
  rmSync(directory, { recursive: true });
});

/** The view as a picture: icon and colour, label, description, context. */
async function picture(): Promise<string[]> {
  const rows = (await made.tree?.getChildren()) ?? [];
  return rows.map((row) => {
    const item = made.tree?.getTreeItem(row) ?? {};
    const icon = item['iconPath'] as { id: string; color?: { id: string } };
    return [icon.id, icon.color?.id ?? '-', item['label'], item['description'], item['contextValue']].join(
      ' | ',
    );
  });
}

describe('the view Connections', () => {
  test('shows what is active, live, missing', async () => {
    const view = registerConnectionsView({ store, vault });
    assert.deepEqual(await picture(), []);
    for (const connection of [hotel, live, standIn]) await store.add(connection);
    await store.setActive('live');
    await vault.write('live', 'https://api.uk-1.platform.polyai.app', { apiKey: 'k', token: 't' });
    assert.deepEqual(await picture(), [
      'circle-outline | - | Grand $(zap) Hotel | sandbox · uk-1 · credentials missing | connection',
      'circle-filled | list.warningForeground | Grand Hotel | LIVE · uk-1 | connection.live.active',
      'circle-outline | - | Stand-in agent | local | connection.standIn',
    ]);
    assert.deepEqual(commandsRun.at(-1), ['setContext', 'polyai.hasConnections', true]);
    view.dispose();
  });
});

describe('the status bar', () => {
  const conversation = (state: string, connection: Connection) =>
    ({
      id: connection.id,
      state,
      turns: [],
      connection: { ...connection, connectionId: connection.id, connectionName: connection.name },
    }) as unknown as ConversationEvent['conversation'];

  test('shows the active connection, a call, and an open live conversation', async () => {
    const events = new Emitter<ConversationEvent>();
    const activity = createConversationActivity(events.event);
    const bar = registerStatusBar({ store, activity });
    const item = () => made.statusBarItem ?? {};
    assert.equal(item()['isShown'], false);
    await store.add(hotel);
    assert.equal(item()['isShown'], true);
    // The icon in the name is text.
    assert.equal(item()['text'], '$(comment-discussion) Grand $ (zap) Hotel · sandbox');

    await store.add(live);
    await store.setActive('live');
    events.fire({ kind: 'started', conversation: conversation('creating', live), turnIndex: 0 });
    assert.equal(item()['text'], '$(loading~spin) Grand Hotel · LIVE');
    assert.equal(item()['backgroundColor'], undefined);
    events.fire({ kind: 'finished', conversation: conversation('open', live), turnIndex: 0 });
    assert.equal(item()['text'], '$(comment-discussion) Grand Hotel · LIVE');
    assert.deepEqual({ ...(item()['backgroundColor'] as object) }, { id: 'statusBarItem.warningBackground' });
    events.fire({ kind: 'finished', conversation: conversation('closed', live), turnIndex: 1 });
    assert.equal(item()['backgroundColor'], undefined);
    await store.setActive('hotel');
    events.fire({ kind: 'finished', conversation: conversation('open', live), turnIndex: 2 });
    assert.match(String(item()['text']), /Hotel · sandbox {2}\$\(warning\) Grand Hotel LIVE$/);
    assert.match(String(item()['tooltip']), /A conversation with Grand Hotel \(LIVE\) is open\.$/);
    events.fire({ kind: 'finished', conversation: conversation('closed', live), turnIndex: 3 });
    await store.remove('hotel');
    assert.match(String(item()['text']), /Choose Connection$/, 'the live one that is left was not chosen');
    await store.remove('live');
    assert.equal(item()['isShown'], false);
    bar.dispose();
    activity.dispose();
  });

  test('is no longer amber when another window has ended the live conversation', async () => {
    const events = new Emitter<ConversationEvent>();
    const activity = createConversationActivity(events.event);
    await store.add(live);
    const bar = registerStatusBar({ store, activity });
    events.fire({ kind: 'finished', conversation: conversation('open', live), turnIndex: 0 });
    activity.lookAgain(() => ({ state: 'open' }));
    assert.notEqual(made.statusBarItem?.['backgroundColor'], undefined);
    activity.lookAgain(() => ({ state: 'closed' }));
    assert.equal(made.statusBarItem?.['backgroundColor'], undefined);
    bar.dispose();
    activity.dispose();
  });
});

describe('the form', () => {
  test('when the secret storage rejects for one connection, the others are there all the same', async () => {
    const secrets = new MemorySecrets();
    const get = secrets.get.bind(secrets);
    secrets.get = async (key) => {
      if (key.endsWith('live')) throw new Error('the keychain entry is damaged');
      return get(key);
    };
    const listed = await listNewChatConnections(
      [hotel, live, standIn],
      createSecretVault(secrets),
      undefined,
    );
    assert.deepEqual(
      listed.map(({ id, hasCredentials }) => [id, hasCredentials]),
      // What is not known is not called missing: the chat itself says what is wrong.
      [
        ['hotel', false],
        ['live', true],
        ['stand-in', true],
      ],
    );
  });
});

describe('Switch Connection', () => {
  test('with a live connection only, Enter alone takes none', async () => {
    await store.add(live);
    const switched = switchConnection(store, undefined);
    const box = await nextBox();
    assert.deepEqual([box.hasNoneActive, box.items[0]?.label], [true, 'Grand Hotel']);
    box.escape();
    await switched;
    assert.equal(store.active, undefined);
  });

  test('marks the active one and takes another', async () => {
    await store.add(hotel);
    await store.add(live);
    const switched = switchConnection(store, undefined);
    const box = await nextBox();
    assert.deepEqual(
      box.items.map(({ label, description }) => [label, description]),
      [
        ['Grand $ (zap) Hotel', 'sandbox · uk-1 · active'],
        ['Grand Hotel', 'LIVE · uk-1'],
        ['', undefined],
        ['Add Connection…', undefined],
      ],
    );
    box.choose('Grand Hotel');
    await switched;
    assert.equal(store.active?.id, 'live');
  });

  test('leads to adding one, and takes a row at once', async () => {
    await store.add(hotel);
    await store.add(live);
    const adding = switchConnection(store, undefined);
    (await nextBox()).choose('Add');
    await adding;
    assert.deepEqual(commandsRun.at(-1), ['polyai.addConnection']);
    await switchConnection(store, { connectionId: 'live' });
    assert.equal(store.active?.id, 'live');
  });
});
