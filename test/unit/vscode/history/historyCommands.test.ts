import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notifications } from '../editorDouble.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import { aConversation, aPlace } from '../../core/history/fixtures.ts';

const vscode = await import('vscode');
const { createHistoryCommands } = await import('../../../../src/vscode/history/historyCommands.ts');
const { createFindCommands } = await import('../../../../src/vscode/history/findCommands.ts');
const { ensureStandInConnection } = await import('../../../../src/core/connection/standInConnection.ts');

describe('Undo Delete', () => {
  it('says so when what was deleted is gone for good', async () => {
    using place = aPlace();
    const history = place.open();
    const { id } = aConversation();
    history.save(aConversation());
    const commands = createHistoryCommands({
      history,
      view: { selection: () => [], showOlder: () => undefined } as never,
      find: (named: string) => history.get(named),
      openPanel: () => undefined,
      choose: { several: async (named: string) => [named] },
      closeBeforeDelete: async () => true,
      onError: (error: unknown) => assert.fail(String(error)),
    } as never);
    await commands['polyai.deleteConversation'](id);
    await commands['polyai.undoDelete']();
    assert.equal(history.get(id)?.id, id);

    await commands['polyai.deleteConversation'](id);
    await history.purge();
    await assert.rejects(commands['polyai.undoDelete'](), /removed for good/);
  });
});

describe('Clear History', () => {
  it('counts no conversations where there are none', async () => {
    using place = aPlace();
    const history = place.open();
    const { 'polyai.clearHistory': clear } = createFindCommands({ history } as never);
    await clear();
    history.save(aConversation());
    await clear();
    assert.deepEqual(
      notifications.slice(-2).map((text) => text.split('?')[0]),
      ['Delete what is left of the history for good', 'Delete the one conversation of the history for good'],
    );
  });
});

describe('Copy as cURL', () => {
  // As an import or a version before this one has kept it.
  const withoutOrigin = (region: string) => {
    const { connection, ...others } = aConversation();
    return { ...others, connection: { ...connection, region, origin: '' as never } };
  };
  const copy = async (region: string) => {
    using place = aPlace();
    const history = place.open();
    history.save(withoutOrigin(region));
    const kept = history.get(withoutOrigin(region).id);
    assert.equal(kept?.connection.origin, undefined);
    const commands = createHistoryCommands({ history, choose: { any: async () => kept } } as never);
    await commands['polyai.copyAsCurl']();
  };

  it('says so when it is not known where a conversation was created, and copies no half address', async () => {
    await assert.rejects(copy(''), /Enter an origin/);
  });

  it('takes the address of the region where no other is known', async () => {
    await copy('uk-1');
    assert.match(await vscode.env.clipboard.readText(), /https:\/\/api\.uk-1\.platform\.polyai\.app\/v1\//);
  });
});

describe('the connection of the stand-in agent', () => {
  it('is there once when two gestures want it at the same time', async () => {
    using place = aPlace();
    using connections = Object.assign(createConnectionStore({ directory: place.directory }), {
      [Symbol.dispose]() {
        connections.dispose();
      },
    });
    const both = await Promise.all([
      ensureStandInConnection(connections),
      ensureStandInConnection(connections),
    ]);
    assert.equal(both[0].id, both[1].id);
    assert.equal(connections.list().length, 1);
  });
});
