import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import type { Event } from '../../../../src/core/common/event.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  createConnectionStore,
  type ConnectionStore,
} from '../../../../src/core/connection/connectionStore.ts';

let directory: string;
let file: string;
let notices: HumanError[];
const opened: ConnectionStore[] = [];

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'connections-'));
  file = path.join(directory, 'connections.json');
  notices = [];
});

afterEach(() => {
  for (const store of opened.splice(0)) store.dispose();
  rmSync(directory, { recursive: true });
});

function open(): ConnectionStore {
  const store = createConnectionStore({ directory, onNotice: (notice) => notices.push(notice) });
  opened.push(store);
  return store;
}

function connection(id: string, change: Partial<Connection> = {}): Connection {
  return {
    id,
    name: `Hotel ${id}`,
    region: 'uk-1',
    accountId: 'acme',
    projectId: 'hotel',
    environment: 'sandbox',
    ...change,
  };
}

function next(event: Event<void>): Promise<void> {
  return new Promise((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}

describe('the connection store', () => {
  test('keeps connections in order, and the active one', async () => {
    const store = open();
    assert.deepEqual(store.list(), []);
    assert.equal(store.active?.id, undefined);
    await store.add(connection('a'));
    await store.add(connection('b', { environment: 'live' }));
    assert.equal(store.active?.id, 'a');
    await store.setActive('b');
    await store.update(connection('a', { name: 'Renamed' }));

    const again = open();
    assert.deepEqual(again.list(), [
      connection('a', { name: 'Renamed' }),
      connection('b', { environment: 'live' }),
    ]);
    assert.equal(store.active?.id, 'b');
    await again.remove('b');
    assert.equal(store.active?.id, 'a');
    assert.equal(store.get('b'), undefined);
  });

  test('a live connection is active only where it was chosen, as a live one', async () => {
    const store = open();
    const activeId = (of = store) => of.active?.id;
    await store.add(connection('live', { environment: 'live' }));
    assert.equal(activeId(), undefined, 'being the only one is no choice');
    await store.add(connection('a'));
    assert.equal(activeId(), 'a');
    await store.setActive('live');
    assert.equal(activeId(), 'live');
    assert.equal(activeId(open()), 'a', 'a new window does not begin with it');

    await store.setActive('a');
    await store.update({ id: 'a', environment: 'live' });
    assert.equal(activeId(), undefined, 'what was chosen was a sandbox');
  });

  test('what one window switches to changes nothing in another, and is where the next one begins', async () => {
    const here = open();
    await here.add(connection('a'));
    await here.add(connection('b'));
    const there = open();
    const heard = next(here.onDidChange);
    await here.setActive('b');
    await heard;
    assert.deepEqual([here.active?.id, there.active?.id, open().active?.id], ['b', 'a', 'b']);
  });

  test('a change writes what it changes, and keeps what another window has changed meanwhile', async () => {
    const here = open();
    await here.add(connection('a'));
    await open().update({ id: 'a', environment: 'live' });
    await here.update({ id: 'a', name: 'Renamed' });
    assert.deepEqual(open().list(), [connection('a', { name: 'Renamed', environment: 'live' })]);
  });

  test('remembers the last parameters, numbers untouched, until the connection goes', async () => {
    const store = open();
    await store.add(connection('a'));
    const parameters = {
      channel: 'sms',
      integrationAttributes: '{"n":12345678901234567890}' as JsonObjectText,
    };
    await store.setLastParameters('a', parameters);
    assert.deepEqual(open().lastParameters('a'), parameters);
    await store.setLastParameters('a', { ...parameters, initialMessage: 'Hello' });
    assert.deepEqual(open().lastParameters('a'), parameters, 'a first message is said once');
    assert.doesNotMatch(readFileSync(file, 'utf8'), /Hello/);
    await store.remove('a');
    await store.add(connection('a'));
    assert.deepEqual(store.lastParameters('a'), {});
    assert.deepEqual(store.lastParameters('__proto__'), {});
  });

  test('another window notices a change, and not what is not shown', async () => {
    const here = open();
    const there = open();
    const noticed = next(there.onDidChange);
    await here.add(connection('a'));
    await noticed;
    assert.deepEqual(there.list(), [connection('a')]);

    let fired = 0;
    there.onDidChange(() => fired++);
    await here.setLastParameters('a', { channel: 'sms' });
    const renamed = next(there.onDidChange);
    await here.update(connection('a', { name: 'Renamed' }));
    await renamed;
    assert.equal(fired, 1);
  });

  test('windows that write at once lose nothing', async () => {
    const stores = [open(), open(), open()];
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => (stores[index % 3] ?? open()).add(connection(`c${index}`))),
    );
    assert.equal(open().list().length, 30);
  });

  test('two processes that write at once lose nothing', async () => {
    const module = new URL('../../../../src/core/connection/connectionStore.ts', import.meta.url).href;
    const source = `
      import { workerData } from 'node:worker_threads';
      const { createConnectionStore } = await import(${JSON.stringify(module)});
      const store = createConnectionStore({ directory: workerData.directory });
      for (let i = 0; i < 20; i++) await store.add({ ...workerData.connection, id: workerData.prefix + i });
      store.dispose();`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    await Promise.all(
      ['x', 'y'].map((prefix) =>
        once(new Worker(url, { workerData: { directory, prefix, connection: connection('') } }), 'exit'),
      ),
    );
    assert.equal(open().list().length, 40);
  });

  test('only the owner can read the file, and nothing but its empty lock is left beside it', async () => {
    await open().add(connection('a'));
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(directory).toSorted(), ['connections.json', 'connections.json.lock']);
    assert.equal(statSync(`${file}.lock`).size, 0);
  });

  test('refuses what cannot be used', async () => {
    const store = open();
    await store.add(connection('a'));
    const before = readFileSync(file, 'utf8');
    await assert.rejects(store.add(connection('a')), HumanError);
    await assert.rejects(store.add(connection('b', { region: 'http://evil.example' })), /plain http/);
    await assert.rejects(store.update(connection('a', { accountId: 'x/y' })), /slash/);
    await assert.rejects(store.update(connection('gone')), /no longer there/);
    await assert.rejects(store.setActive('gone'), /no longer there/);
    assert.equal(readFileSync(file, 'utf8'), before);
  });
});

describe('a connections file that cannot be used', () => {
  for (const contents of ['', '{"connections": [', '[]', 'null', '\u0000\u0001']) {
    test(`is kept aside: ${JSON.stringify(contents)}`, async () => {
      writeFileSync(file, contents);
      const store = open();
      assert.deepEqual(store.list(), []);
      assert.equal(notices.length, 1);
      const [kept, ...more] = readdirSync(directory);
      assert.equal(more.length, 0);
      assert.match(kept ?? '', /^connections\.json\.unreadable-/);
      assert.equal(readFileSync(path.join(directory, kept ?? ''), 'utf8'), contents);
      assert.ok(notices[0]?.message.includes(kept ?? '?'));
      await store.add(connection('a'));
      assert.deepEqual(
        new Set(readdirSync(directory)),
        new Set(['connections.json', 'connections.json.lock', kept]),
      );
    });
  }

  test('of a newer version is left alone', async () => {
    const contents = JSON.stringify({ version: 2, connections: { new: 'shape' } });
    writeFileSync(file, contents);
    const store = open();
    assert.deepEqual(store.list(), []);
    await assert.rejects(store.add(connection('a')), /newer version/);
    assert.equal(readFileSync(file, 'utf8'), contents);
  });

  test('of which some entries are damaged or hostile: those stay out, and stay in the file', async () => {
    const odd = [
      { ...connection('evil'), region: 'http://evil.example' },
      { ...connection('slash'), accountId: '../..' },
      { ...connection('future'), environment: 'moon' },
      { id: 'half' },
      'text',
      null,
    ];
    const kept = { ...connection('a'), colour: 'blue' };
    writeFileSync(file, JSON.stringify({ version: 1, connections: [...odd, kept], extra: 7 }));
    const store = open();
    assert.deepEqual(store.list(), [connection('a')]);
    await store.update(connection('a', { name: 'Renamed' }));
    const written = JSON.parse(readFileSync(file, 'utf8')) as { connections: unknown[]; extra: number };
    assert.deepEqual(written.connections, [...odd, { ...kept, name: 'Renamed' }]);
    assert.equal(written.extra, 7);
  });

  test('damaged last parameters count as none', () => {
    const lastParameters = { a: { integrationAttributes: '[1]' }, b: 7 };
    writeFileSync(file, JSON.stringify({ version: 1, connections: [connection('a')], lastParameters }));
    assert.deepEqual(open().lastParameters('a'), {});
    assert.deepEqual(open().lastParameters('b'), {});
  });

  test('a folder that cannot be made is said in words', async () => {
    const store = open();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'a file');
    await assert.rejects(store.add(connection('a')), (error: unknown) => {
      assert.ok(error instanceof HumanError);
      assert.match(error.message, /could not be saved/);
      return true;
    });
  });
});
