import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import type { History } from '../../../../../src/core/history/history.ts';
import { openHistoryFile } from '../../../../../src/core/history/historyFile.ts';
import { migrationsFrom } from '../../../../../src/core/history/migrations.ts';
import { createIndexMerging } from '../../../../../src/core/history/search/mergeIndex.ts';
import {
  countParts,
  giveUpSearchIndex,
  indexPart,
} from '../../../../../src/core/history/search/searchIndex.ts';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';
import { repoFolder } from '../../../../support/paths.ts';
import { until } from '../../../../support/until.ts';
import { aConversation, aPlace, at, noon, type Place } from '../fixtures.ts';
import { write } from '../writers.ts';

const fileOf = (place: Place) => path.join(place.directory, 'history.db');

async function search(history: History, text: string, most = 1000) {
  const { hits, isIndexComplete } = await history.search(parseSearchQuery(text, noon)).next(most);
  return { ids: hits.map(({ conversation }) => conversation.id), isIndexComplete };
}

/** A history as the version before the search has left it: `count` conversations of two turns each. */
function anUnindexedHistory(place: Place, count: number): void {
  using database = new DatabaseSync(fileOf(place));
  const versionBefore = 4;
  for (const sql of migrationsFrom(0).slice(0, versionBefore).flat()) database.exec(sql);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA user_version = ${versionBefore}; BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO conversations (id, connection_id, state, created_at, updated_at, rest, turn_count)
      SELECT 'c' || i, 'c-1', 'closed', '${at(0)}', '${at(0)}', '{}', 2 FROM n;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO turns (conversation, turn_index, kind, state, started_at, user_text, reply, rest)
      SELECT 'c' || i, place, 'respond', 'answered', '${at(0)}', 'number w' || i || ' of many', 'A room with a view for word' || (i % 97), '{}'
      FROM n, (SELECT 0 AS place UNION ALL SELECT 1);
    COMMIT;`);
}

/** The words of each conversation are a part of the index. */
function aHistoryInParts(place: Place, count: number) {
  const history = place.open();
  const read = <T>(part: (database: DatabaseSync) => T) => history.parts.read(part);
  for (let i = 0; i < count; i++) {
    history.save(aConversation({ id: `c${i}`, reply: `Number ${i} of many` }));
    read((database) => indexPart(database, 10));
  }
  return { history, read };
}

describe('the index of a history', () => {
  it('is made in the background, and until then everything is found all the same', async () => {
    using place = aPlace();
    anUnindexedHistory(place, 1500);
    const history = place.open();
    assert.deepEqual(await search(history, '"w7"'), { ids: ['c7'], isIndexComplete: false });
    history.save(aConversation({ id: 'meanwhile', reply: 'w7 once more' }));
    assert.deepEqual(await search(history, '"w7"'), { ids: ['meanwhile', 'c7'], isIndexComplete: false });
    await until('the index to be complete', async () => (await search(history, '"w7"')).isIndexComplete);
    assert.deepEqual((await search(history, '"w7"')).ids, ['meanwhile', 'c7']);
    assert.equal((await search(history, 'view')).ids.length, 1000);
  });

  it('is brought up to date in a quiet moment, and what was just said is found before', async () => {
    using place = aPlace();
    const history = place.open();
    for (const id of ['old', 'new']) history.save(aConversation({ id, reply: 'A room.' }));
    const waiting = () => {
      using database = new DatabaseSync(fileOf(place));
      return Number(database.prepare('SELECT count(*) AS n FROM search_waiting').get()?.['n']);
    };
    assert.ok(waiting() > 0);
    assert.deepEqual(await search(history, 'room'), { ids: ['new', 'old'], isIndexComplete: true });
    await until('what was said to be indexed', () => waiting() === 0);
    history.save(aConversation({ id: 'newest', reply: 'Another room.' }));
    assert.deepEqual((await search(history, 'room')).ids, ['newest', 'new', 'old']);
  });

  it('keeps up with long conversations that are written without a pause', async () => {
    using place = aPlace();
    const history = place.open();
    const [said] = aConversation({ userText: 'Is there a room?' }).turns;
    assert.ok(said);
    for (let first = 0; first < 2000; first += 50) {
      const changes = Array.from({ length: 50 }, (_, more) => {
        const { turns: _turns, ...head } = aConversation({ id: `c-${first + more}` });
        const turns = Array.from({ length: 10 }, (_, index) => ({
          ...said,
          id: `${head.id}-${index}`,
          index,
        }));
        return history.write({ head, turns });
      });
      // oxlint-disable-next-line no-await-in-loop -- not all of them in memory
      await Promise.all(changes);
    }
    using database = new DatabaseSync(fileOf(place));
    const waiting = Number(database.prepare('SELECT count(*) AS count FROM search_waiting').get()?.['count']);
    assert.ok(waiting < 5000, `${waiting} of 40,000 messages and replies wait`);
  });

  it('that is half brought up to date leaves the newest first', async () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 10; i < 40; i++) history.save(aConversation({ id: `c${i}`, reply: 'A room.' }));
    {
      using database = openHistoryFile(fileOf(place));
      assert.equal(indexPart(database, 10), 10);
    }
    const { ids } = await search(history, 'room');
    assert.deepEqual(ids, ids.toSorted().toReversed());
    assert.equal(ids.length, 30);
  });

  it('goes on in the next window where one has stopped', async () => {
    using place = aPlace();
    anUnindexedHistory(place, 1500);
    const first = place.open();
    assert.equal((await search(first, 'w5')).isIndexComplete, false);
    first.dispose();
    const second = place.open();
    await until('the index to be complete', async () => (await search(second, 'w5')).isIndexComplete);
    assert.deepEqual((await search(second, '"w1499" "of many"')).ids, ['c1499']);
  });

  it('is made beside a window that writes, which is never refused and does not wait', async (test) => {
    using place = aPlace();
    anUnindexedHistory(place, 1500);
    const writer = write(place.directory, 'save');
    test.after(() => writer.kill());
    const told = text(writer.stdout);
    await once(writer.stdout, 'readable');
    const history = place.open();
    await until('the index to be complete', async () => (await search(history, 'w5')).isIndexComplete);
    writer.stdin.end();
    const times = (JSON.parse((await told).trim()) as number[]).toSorted((a, b) => a - b);
    assert.ok(
      (times[Math.floor(times.length / 2)] ?? 1000) < 50,
      `${times[Math.floor(times.length / 2)]} ms`,
    );
    await until(
      'what was written',
      async () => (await search(history, 'help', times.length + 100)).ids.length === times.length + 1,
    );
  });

  it('takes in long texts a few at a time, and forgets none', async () => {
    using place = aPlace();
    const history = place.open();
    const long = Array.from({ length: 12_000 }, (_, number) => `w${number}`).join(' ');
    for (let i = 0; i < 40; i++) history.save(aConversation({ id: `c${i}`, reply: `n${i} ${long}` }));
    const parts = openHistoryFile(fileOf(place));
    const before = Number(parts.prepare('SELECT count(*) AS n FROM search_waiting').get()?.['n']);
    assert.ok(before > 30);
    const counts = [];
    for (let done = indexPart(parts, 80); done > 0; done = indexPart(parts, 80)) counts.push(done);
    parts.close();
    assert.ok(counts.length > 4, counts.join());
    assert.deepEqual((await search(history, 'n7')).ids, ['c7']);
    assert.equal((await search(history, 'w11999')).ids.length, 40);
    assertInStep(place);
  });

  it('that consists of many parts is joined beside the thread, and finds the same', async () => {
    using place = aPlace();
    const { history, read } = aHistoryInParts(place, 40);
    const parts = () => read(countParts);
    assert.equal(parts(), 40);
    const merging = createIndexMerging();
    assert.equal(
      merging.added(fileOf(place), () => 31),
      undefined,
    );
    await merging.added(fileOf(place), assert.fail);
    assert.ok(parts() < 8, `${parts()}`);
    await merging.rewrite(fileOf(place));
    assert.equal(parts(), 1);
    assert.deepEqual((await search(history, '"number 3"')).ids, ['c3']);
    assert.equal((await search(history, 'number')).ids.length, 40);
    assertInStep(place);
  });

  it('is joined by the next window where many were open for a moment, and by none that is closed', async () => {
    using place = aPlace();
    const { read } = aHistoryInParts(place, 40);
    const merging = createIndexMerging();
    merging.dispose();
    await merging.rewrite(fileOf(place));
    await merging.added(fileOf(place), () => 40);
    assert.equal(read(countParts), 40);
    const next = place.open();
    next.save(aConversation({ id: 'next', reply: 'One more' }));
    await until('few parts', () => read(countParts) < 8);
    assert.equal((await search(next, 'number')).ids.length, 40);
    assertInStep(place);
  });

  it('is not needed: without FTS5 the texts are read', async () => {
    using place = aPlace();
    const openFile = (file: string) => {
      const database = openHistoryFile(file);
      giveUpSearchIndex(database);
      return database;
    };
    const history = place.open({ openFile });
    for (let i = 0; i < 50; i++) history.save(aConversation({ id: `c${i}`, reply: `A Café number ${i}.` }));
    assert.deepEqual((await search(history, 'cafe "number 7"')).ids, ['c7']);
    assert.deepEqual((await search(history, '"number 77"')).ids, []);
    assert.equal((await search(history, 'number')).ids.length, 50);
    history.dispose();
    const later = place.open();
    await until('what was left to be indexed', async () => (await search(later, 'x')).isIndexComplete);
    assert.deepEqual((await search(later, 'cafe "number 7"')).ids, ['c7']);
  });

  it('that is damaged keeps nobody from talking, and the texts are read', async () => {
    using place = aPlace();
    const first = place.open();
    for (let i = 0; i < 20; i++) first.save(aConversation({ id: `c${i}`, reply: `Number ${i} of many` }));
    first.dispose();
    {
      using database = new DatabaseSync(fileOf(place), { defensive: false } as object);
      database.exec(`UPDATE search_words_data SET block = x'00ff00ff00ff'`);
    }
    const history = place.open();
    history.save(aConversation({ id: 'new', reply: 'Number 3, too' }));
    assert.deepEqual((await search(history, '"number 3"')).ids, ['new', 'c3']);
    assert.deepEqual(place.problems, []);
  });

  it('is made for a history that version 0.1.0 has written', async () => {
    using place = aPlace();
    copyFileSync(path.join(repoFolder, 'test', 'fixtures', 'history', 'version-0.1.0.db'), fileOf(place));
    const history = place.open({ isProcessAlive: () => true });
    await until('the index to be complete', async () => (await search(history, 'x')).isIndexComplete);
    assert.deepEqual((await search(history, 'heard room')).ids, ['open']);
  });
});

/** Every place in the texts has its document, and no other has: what the index finds is what reading finds. */
function assertInStep(place: Place): number {
  using database = new DatabaseSync(fileOf(place));
  const count = (sql: string) => Number(database.prepare(sql).get()?.['n']);
  const lacking = count(`SELECT count(*) AS n FROM (
    SELECT 2 * rowid AS place FROM turns WHERE user_text IS NOT NULL AND user_text <> ''
    UNION ALL SELECT 2 * rowid + 1 FROM turns WHERE reply IS NOT NULL AND reply <> '')
    WHERE place >> 1 >= (SELECT below FROM search_state)
      AND place NOT IN (SELECT id FROM search_words_docsize) AND place NOT IN (SELECT place FROM search_waiting)`);
  const surplus = count(`SELECT count(*) AS n FROM search_words_docsize
    WHERE (id >> 1) NOT IN (SELECT rowid FROM turns) AND id NOT IN (SELECT place FROM search_waiting)`);
  assert.deepEqual({ lacking, surplus }, { lacking: 0, surplus: 0 });
  database.exec(`INSERT INTO search_words (search_words) VALUES ('integrity-check')`);
  return count('SELECT count(*) AS n FROM turns');
}

describe('windows that are killed', () => {
  const rounds = Number(process.env['INDEX_KILLS'] ?? 6);
  it(`leave an index in step with the rows, ${rounds} times`, async () => {
    using place = aPlace();
    anUnindexedHistory(place, 500);
    let before = 0;
    for (let round = 0; round < rounds; round++) {
      const writer = write(place.directory, 'save');
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await once(writer.stdout, 'data');
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, (round * 37) % 90));
      writer.kill('SIGKILL');
      // oxlint-disable-next-line no-await-in-loop
      await once(writer, 'exit');
      const turns = assertInStep(place);
      assert.ok(turns >= before);
      before = turns;
    }
  });
});
