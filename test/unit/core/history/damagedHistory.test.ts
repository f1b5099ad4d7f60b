import assert from 'node:assert/strict';
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { openHistoryFile } from '../../../../src/core/history/historyFile.ts';
import { schemaVersion } from '../../../../src/core/history/migrations.ts';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { until } from '../../../support/until.ts';
import { aWindow, call, createCall } from '../conversation/aService.ts';
import { aConversation, aPlace, at, type Place } from './fixtures.ts';

const fileOf = (place: Place, name = 'history.db') => path.join(place.directory, name);

const pageBytes = 4096;

function refusal(action: () => unknown): HumanError {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof HumanError);
    return error;
  }
  throw new assert.AssertionError({ message: 'Nothing was refused.' });
}

describe('a damaged history', () => {
  it('is left as it is, and another file begins beside it, which every later start finds', () => {
    using place = aPlace();
    writeFileSync(fileOf(place), 'This has never been a database. '.repeat(100));
    const before = readFileSync(fileOf(place));
    const history = place.open();
    assert.deepEqual(history.page().conversations, []);
    history.save(aConversation());
    history.dispose();
    assert.deepEqual(readFileSync(fileOf(place)), before);
    assert.equal(place.problems.length, 1);
    assert.ok(place.problems[0]?.message.includes(fileOf(place)));
    assert.ok(place.problems[0]?.remedy?.includes(fileOf(place, 'history-2.db')));
    assert.equal(place.open().get('a')?.id, 'a');
    assert.equal(place.problems.length, 1);
  });

  it('is given up when the one beside it is damaged too', () => {
    using place = aPlace();
    for (const name of ['history.db', 'history-2.db']) writeFileSync(fileOf(place, name), 'no '.repeat(500));
    place.open().save(aConversation());
    assert.ok(readdirSync(place.directory).includes('history-3.db'));
  });

  it('cut short is left as it is too', () => {
    using place = aPlace();
    fill(place);
    truncateSync(fileOf(place), 8192);
    const before = readFileSync(fileOf(place));
    place.open().save(aConversation({ id: 'new' }));
    assert.deepEqual(readFileSync(fileOf(place)), before);
    assert.equal(place.problems.length, 1);
    assert.equal(place.open().page().conversations[0]?.id, 'new');
  });

  it('found only while in use goes on in the next file, with the whole conversation, in every window', async () => {
    using place = aPlace();
    fill(place);
    const sound = readFileSync(fileOf(place));
    writeFileSync(fileOf(place), sound.fill(0x7f, sound.length / 2));
    const before = readFileSync(fileOf(place));
    const [here, there] = [place.open(), place.open()];
    let told = false;
    there.page({ limit: 1 });
    there.onDidChange(() => (told = true));
    here.page({ limit: 1 });
    assert.deepEqual(place.problems, [], 'the damage is not where this was read');
    here.save(aConversation({ id: 'on the screen' }));
    assert.equal(place.problems.length, 1);
    assert.equal(here.get('on the screen')?.turns.length, 1);
    await until('the other window to be told', () => told);
    assert.equal(there.get('on the screen')?.turns.length, 1);
    assert.deepEqual(readFileSync(fileOf(place)), before);
  });

  for (const damagedAt of [1, 2, 3]) {
    it(`found when message ${damagedAt} is written shows and keeps the conversation in the order in which it was said`, async () => {
      using place = aPlace();
      fill(place);
      const { service, history, errors } = aWindow(place);
      const { id } = await service.create(createCall);
      for (const number of [1, 2, 3]) {
        if (number === damagedAt) damageTurnIndex(place);
        // oxlint-disable-next-line no-await-in-loop -- one after the other, as a person does
        await service.send({ ...call, id, message: `${number}` });
      }
      const said = ['greeting of undefined', 'echo of 1', 'echo of 2', 'echo of 3'];
      const replies = (of: { turns: readonly { reply?: string | undefined }[] } | undefined) =>
        of?.turns.map(({ reply }) => reply);
      assert.deepEqual(readdirSync(place.directory).filter((name) => name.endsWith('.db')).length, 2);
      assert.deepEqual(replies(service.get(id)), said);
      assert.deepEqual(replies(place.open().get(id)), said);
      await until('the rest to be brought over', () => history.count() === 51);
      assert.deepEqual(replies(place.open().get(id)), said);
      const { turnCount, firstUserText, firstReply } = history.summary(id) ?? {};
      assert.deepEqual([turnCount, firstUserText, firstReply], [4, '1', said[0]]);
      assert.deepEqual(errors, []);
    });
  }

  it('brings back no conversation that was deleted in the window that finds it', async () => {
    using place = aPlace();
    fill(place);
    const { service, history } = aWindow(place);
    const [deleted, kept] = [await service.create(createCall), await service.create(createCall)];
    history.delete([deleted.id]);
    assert.equal(service.get(deleted.id), undefined);
    damageTurnIndex(place);
    await service.send({ ...call, id: kept.id, message: 'Hello' });
    assert.equal(readdirSync(place.directory).filter((name) => name.endsWith('.db')).length, 2);
    assert.equal(service.get(deleted.id), undefined);
    service.saveNow();
    await until('the rest to be brought over', () => history.count() >= 51);
    assert.equal(history.summary(deleted.id), undefined);
    assert.equal(history.count(), 51);
    assert.equal(history.restore([deleted.id]), 1);
    assert.equal(service.get(deleted.id)?.turns.length, 1);
  });

  it('keeps the order of a conversation whose window was gone before it had written the earlier turns anew', async () => {
    using place = aPlace();
    fill(place);
    const first = place.open();
    const conversation = aConversation({ id: 'short' });
    const [turn] = conversation.turns;
    assert.ok(turn);
    const turns = [0, 1, 2].map((index) => ({ ...turn, id: `t${index}`, index, reply: `reply ${index}` }));
    first.save({ ...conversation, turns: turns.slice(0, 2) });
    damageTurnIndex(place);
    const { turns: _, ...head } = conversation;
    await first.write({ head, turns: turns.slice(2) });
    first.dispose();
    const next = place.open();
    const replies = () => next.get('short')?.turns.map(({ reply }) => reply);
    assert.deepEqual(replies(), ['reply 2']);
    await until('the rest', () => replies()?.length === 3);
    assert.deepEqual(replies(), ['reply 0', 'reply 1', 'reply 2']);
  });
});

describe('what can be read of a damaged history', () => {
  it('is brought into the next one with labels and the results of chat tests, over a restart in the middle', async () => {
    using place = aPlace();
    await fillAll(place);
    cutShort(place);
    const first = place.open();
    first.save(aConversation({ id: 'new', createdAt: at(900_000) }));
    first.dispose();
    const history = place.open();
    await until('what was written first', () => history.count() > 200);
    await until('the results', () => history.testResults.get('r20') !== undefined);
    const conversation = history.get('c20');
    assert.deepEqual(
      conversation?.turns.map(({ userText, reply }) => [userText, reply]),
      [['Say 20', 'x'.repeat(700)]],
    );
    assert.deepEqual(history.summary('c30')?.tags, ['red']);
    assert.equal(history.summary('c30')?.title, 'Title 30');
    assert.equal(history.pinned().length > 2, true);
    assert.equal(history.get('deleted'), undefined);
    assert.equal(history.page({ limit: 1 }).conversations[0]?.id, 'new');
    await until('the index', async () => {
      const { hits, isIndexComplete } = await history.search(parseSearchQuery('"say 20"', Date.now())).next();
      return isIndexComplete && hits.length === 1;
    });
    assert.equal(place.problems.length, 1, 'told once');
  });

  it('is every turn whose number is also on a page that stands in the wrong place', async () => {
    using place = aPlace();
    await fillAll(place);
    swapPages(place, leafOf(place, 'turns', 3), leafOf(place, 'conversations', 20));
    const readable = readOneByOne(place);
    assert.ok(readable.length > 380 && readable.length < 400, `${readable.length}`);
    openHistoryFile(fileOf(place, 'history-2.db')).close();
    const history = place.open();
    history.count();
    await until('the end', () => isRecovered(place));
    assert.deepEqual(
      readable.filter((id) => history.get(id)?.turns.length !== 1),
      [],
    );
  });

  it('is found at the turn that holds the words, also where an earlier turn was lost with its page', async () => {
    using place = aPlace();
    const history = place.open();
    const conversation = aConversation();
    const [turn] = conversation.turns;
    assert.ok(turn);
    const turns = ['lost', 'kept', 'wanted'].map((reply, index) => ({ ...turn, id: reply, index, reply }));
    history.save({ ...conversation, turns });
    {
      using database = new DatabaseSync(fileOf(place));
      database.exec(`DELETE FROM turns WHERE id = 'lost'`);
    }
    const { hits } = await history.search(parseSearchQuery('wanted', Date.now())).next();
    assert.deepEqual(
      hits.map(({ turnIndex }) => history.get('a')?.turns[turnIndex ?? -1]?.reply),
      ['wanted'],
    );
  });

  it('does not come back once the history was cleared, and is off the disk with the damaged file', async () => {
    using place = aPlace();
    await fillAll(place);
    cutShort(place);
    const history = place.open();
    history.save(aConversation({ id: 'new' }));
    assert.equal(await history.clear(), true);
    assert.equal(history.count(), 0);
    assert.deepEqual(
      readdirSync(place.directory).filter((name) => !name.startsWith('history-2.db')),
      [],
    );
    history.dispose();
    assert.equal(place.open().count(), 0);
  });
});

async function fillAll(place: Place): Promise<void> {
  const history = place.open();
  history.save(aConversation({ id: 'deleted' }));
  history.delete(['deleted']);
  const run = { id: 'run', startedAt: at(0), seed: null, commit: null };
  const result = {
    run,
    file: 'file:///a.polyai.yaml',
    item: 'a',
    connection: 'Hotel',
    status: 'passed',
    at: at(0),
  };
  history.testResults.add({ ...result, id: 'r20', conversations: ['c20'], detail: '{}' });
  await history.testResults.drain();
  for (let i = 0; i < 400; i++) {
    history.save(
      aConversation({ id: `c${i}`, createdAt: at(i), userText: `Say ${i}`, reply: 'x'.repeat(700) }),
    );
    if (i % 10 === 0 && i < 60)
      history.label([`c${i}`], { title: `Title ${i}`, tags: ['red'], pinnedAt: at(i) });
  }
  history.dispose();
}

/** A page of a table's rows, by its number: https://www.sqlite.org/fileformat.html#b_tree_pages */
function leafOf(place: Place, table: string, position: number): number {
  using database = new DatabaseSync(fileOf(place));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  const bytes = readFileSync(fileOf(place));
  const start = (Number(root?.['rootpage']) - 1) * pageBytes;
  assert.equal(bytes[start], 5, 'a page that names the pages of the rows');
  return bytes.readUInt32BE(start + bytes.readUInt16BE(start + 12 + 2 * position));
}

function swapPages(place: Place, one: number, other: number): void {
  const bytes = readFileSync(fileOf(place));
  const [first, second] = [one, other].map((page) =>
    bytes.subarray((page - 1) * pageBytes, page * pageBytes),
  );
  assert.ok(first && second);
  const copy = Buffer.from(first);
  second.copy(first);
  copy.copy(second);
  writeFileSync(fileOf(place), bytes);
}

/** The conversations whose turn SQLite finds by its number. */
function readOneByOne(place: Place): readonly string[] {
  using database = new DatabaseSync(fileOf(place), { readOnly: true });
  const select = database.prepare('SELECT conversation, user_text FROM turns NOT INDEXED WHERE rowid = ?');
  return Array.from({ length: 500 }, (_, number) => {
    try {
      return select.get(number);
    } catch {
      return undefined;
    }
  })
    .filter((row) => row?.['user_text'] === `Say ${String(row?.['conversation']).slice(1)}`)
    .map((row) => String(row?.['conversation']));
}

function isRecovered(place: Place): boolean {
  using database = new DatabaseSync(fileOf(place, 'history-2.db'), { readOnly: true });
  return database.prepare('PRAGMA application_id').get()?.['application_id'] === 1;
}

/** Found by the next that is written, by nothing that is read before it. */
function damageTurnIndex(place: Place): void {
  using database = new DatabaseSync(fileOf(place));
  database.exec(`UPDATE conversations SET note = 'by another window' WHERE id = 'c1';
    PRAGMA wal_checkpoint(TRUNCATE)`);
  const root = database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'turns_by_id'`).get();
  const bytes = readFileSync(fileOf(place));
  const start = (Number(root?.['rootpage']) - 1) * pageBytes;
  writeFileSync(fileOf(place), bytes.fill(0x7f, start, start + pageBytes), { flag: 'r+' });
}

/** What was written last is gone. */
function cutShort(place: Place): void {
  truncateSync(fileOf(place), Math.floor(readFileSync(fileOf(place)).length * 0.7));
}

function fill(place: Place): void {
  const history = place.open();
  for (let i = 0; i < 50; i++) history.save(aConversation({ id: `c${i}`, reply: 'x'.repeat(5000) }));
  history.dispose();
}

describe('a history of a newer version', () => {
  it('is neither read nor changed, and says what to do', () => {
    using place = aPlace();
    const first = place.open();
    first.save(aConversation());
    first.dispose();
    {
      using database = new DatabaseSync(fileOf(place));
      database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    }
    const before = readFileSync(fileOf(place));
    const history = place.open();
    for (const use of [() => history.page(), () => history.save(aConversation({ id: 'b' }))]) {
      assert.match(refusal(use).message, /newer version of PolyAI Chat/);
    }
    history.dispose();
    assert.deepEqual(readFileSync(fileOf(place)), before);
    assert.deepEqual(place.problems, []);
  });
});

describe('a disk that refuses', () => {
  it('is said to be full, nothing is half written, and it takes the next one when there is room', () => {
    using place = aPlace();
    let database: DatabaseSync | undefined;
    const openFile = (file: string) => {
      database = openHistoryFile(file);
      database.exec('PRAGMA max_page_count = 40');
      return database;
    };
    const history = place.open({ openFile });
    history.save(aConversation());
    const big = aConversation({ id: 'big', createdAt: at(1), reply: 'x'.repeat(500_000) });
    const problem = refusal(() => history.save(big));
    assert.match(problem.message, /the disk is full/);
    assert.match(problem.remedy ?? '', /Free some space/);
    assert.deepEqual(
      history.page().conversations.map(({ id }) => id),
      ['a'],
    );
    database?.exec('PRAGMA max_page_count = 4000');
    history.save(big);
    assert.equal(history.get('big')?.turns[0]?.reply?.length, 500_000);
  });

  it('is said not to be writable when the folder cannot be made', () => {
    using place = aPlace();
    writeFileSync(fileOf(place, 'occupied'), '');
    const history = place.open({ directory: path.join(place.directory, 'occupied') });
    assert.match(refusal(() => history.save(aConversation())).message, /could not be written to .*occupied/);
  });
});
