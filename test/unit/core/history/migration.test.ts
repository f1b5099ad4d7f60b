import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { migrateLargeHistory } from '../../../../src/core/history/migrateHistory.ts';
import { readLeftOpen } from '../../../../src/core/history/openConversations.ts';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { until } from '../../../support/until.ts';
import { longestStretch } from '../../../support/timing.ts';
import { aConversation, aPlace, noon, type Place } from './fixtures.ts';
import { writeOldHistory } from './oldHistory.ts';

/** `MIGRATED=100000` for the whole. */
const migrated = Number(process.env['MIGRATED'] ?? 1000);
/** `MIGRATION_KILLS=100` for the whole. */
const kills = Number(process.env['MIGRATION_KILLS'] ?? 5);
const killed = 600;

const fileOf = (place: Place) => path.join(place.directory, 'history.db');

function start(program: string, argument: string) {
  const file = path.join(import.meta.dirname, program);
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

const readSchema = (database: DatabaseSync) =>
  database
    .prepare("SELECT name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY name")
    .all()
    .map((row) => ({ ...row }));

function schemaOfToday() {
  using place = aPlace();
  place.open().page();
  using database = new DatabaseSync(fileOf(place));
  return readSchema(database);
}

const count = (database: DatabaseSync, sql: string) => Number(database.prepare(sql).get()?.['n']);

function assertWhole(place: Place, conversations: number): void {
  using database = new DatabaseSync(fileOf(place));
  assert.deepEqual(readSchema(database), schemaOfToday());
  assert.equal(database.prepare('PRAGMA quick_check').get()?.['quick_check'], 'ok');
  assert.equal(count(database, "SELECT count(*) AS n FROM conversations WHERE id GLOB 'c*'"), conversations);
  const told = `SELECT count(*) AS n FROM turns WHERE conversation GLOB 'c*'
    AND user_text = 'I need a room for two nights, said ' || substr(conversation, 2) || ' in turn ' || turn_index
    AND reply = 'Of course. For which nights would you like the room, and how many people are you? ' || substr(conversation, 2)`;
  assert.equal(count(database, told), 10 * conversations);
  const filled = `SELECT count(*) AS n FROM conversations WHERE region = 'uk-1' AND environment = 'live'
    AND last_process_id IS NOT NULL`;
  assert.equal(count(database, filled), count(database, 'SELECT count(*) AS n FROM conversations'));
  assert.equal(count(database, 'SELECT count(*) AS n FROM search_state'), 1);
}

it('a large history of today is not read through when a window begins', () => {
  using place = aPlace();
  const history = place.open();
  history.save(aConversation({ reply: 'x'.repeat(3_000_000) }));
  history.dispose();
  assert.equal(migrateLargeHistory(place.directory), undefined);
});

describe(`a history of ${migrated} conversations that version 0.1.0 has written`, () => {
  it('is brought up to date beside a window with that version that chats, and neither stands still', async (test) => {
    using place = aPlace();
    writeOldHistory(fileOf(place), migrated);
    const old = start('oldWindowProcess.ts', fileOf(place));
    const told = text(old.stdout);
    await once(old.stdout, 'readable');

    const started = performance.now();
    const { longestMs, result: history } = await longestStretch(async () => {
      const migration = migrateLargeHistory(place.directory);
      assert.ok(migration);
      await migration;
      const opened = performance.now();
      const migratedHistory = place.open({ now: Date.now, isProcessAlive: (id) => id === old.pid });
      migratedHistory.page();
      test.diagnostic(`opened in ${(performance.now() - opened).toFixed(0)} ms`);
      return migratedHistory;
    });
    const tookMs = performance.now() - started;
    await pause(200);
    const leftOpen = readLeftOpen({ history, isProcessAlive: (id) => id === old.pid || id === 4242 });
    assert.deepEqual(leftOpen, [], 'what the other window has open is not left');
    old.stdin.end();
    assert.deepEqual(await once(old, 'exit'), [0, null]);
    const { times, acknowledged } = JSON.parse((await told).trim()) as {
      times: number[];
      acknowledged: string[];
    };
    const longestWaitMs = Math.max(...times);
    test.diagnostic(
      `${(tookMs / 1000).toFixed(1)} s, this thread held for at most ${longestMs.toFixed(0)} ms; ` +
        `${times.length} turns beside it, the longest took ${longestWaitMs.toFixed(0)} ms`,
    );
    assert.ok(longestMs < 20, `${longestMs}`);
    assert.ok(longestWaitMs < 2500, `half of the other window's patience: ${longestWaitMs}`);
    assertWhole(place, migrated);
    using database = new DatabaseSync(fileOf(place));
    const said = database
      .prepare("SELECT user_text, reply FROM turns WHERE conversation GLOB 'old-*' ORDER BY rowid")
      .all();
    assert.deepEqual(
      said.map(({ user_text, reply }) => [user_text, reply]),
      acknowledged.map((message) => [message, `echo of ${message}`]),
    );
    const lastSaid = acknowledged.at(-1) ?? '';
    const { hits } = await history.search(parseSearchQuery(`"${lastSaid}"`, noon)).next();
    assert.equal(hits.length, lastSaid === '' ? 0 : 1);
    assert.deepEqual(place.problems, []);
  });

  it('is brought up to date once when two windows begin at the same moment', async () => {
    using place = aPlace();
    writeOldHistory(fileOf(place), killed);
    const windows = [
      start('migratingProcess.ts', place.directory),
      start('migratingProcess.ts', place.directory),
    ];
    const exits = await Promise.all(windows.map((window) => once(window, 'exit')));
    assert.deepEqual(exits, [
      [0, null],
      [0, null],
    ]);
    place.open().page();
    assertWhole(place, killed);
  });

  it('that this window has in its hands knows what the older one adds to a conversation of both', async () => {
    using place = aPlace();
    writeOldHistory(fileOf(place), 5);
    const history = place.open({ now: Date.now, isProcessAlive: () => true });
    history.page();
    const old = start('oldWindowProcess.ts', fileOf(place));
    await once(old.stdout, 'readable');
    await until('its first conversation', () => history.get('old-0'));
    const before = history.revision('old-0') ?? 0;
    await until('what it adds', () => (history.revision('old-0') ?? 0) > before);
    assert.equal(history.summary('old-0')?.lastProcessId, old.pid);
    old.stdin.end();
    await once(old, 'exit');
  });
});

/** How many statements that change the schema are done. The file is left as it is, with its log. */
function readProgress(file: string): { readonly statements: number; readonly version: number } {
  // A window that was killed in a write leaves a log, which is read under a lock.
  using database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const read = (pragma: string) => Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  return { statements: read('schema_version'), version: read('user_version') };
}

describe('a window that is killed while it brings an old history up to date', () => {
  it(`leaves what the next one goes on with, ${kills} times`, async (test) => {
    using source = aPlace();
    writeOldHistory(fileOf(source), killed);
    const first = readProgress(fileOf(source)).statements;
    using finished = aPlace();
    mkdirSync(finished.directory, { recursive: true });
    copyFileSync(fileOf(source), fileOf(finished));
    await migrateLargeHistory(finished.directory);
    const { statements: last, version: done } = readProgress(fileOf(finished));
    using place = aPlace();
    const versions = new Map<number, number>();
    let tooLate = 0;
    /* oxlint-disable no-await-in-loop -- one window after the other */
    for (let round = 0; round < kills;) {
      for (const name of readdirSync(place.directory)) rmSync(path.join(place.directory, name));
      mkdirSync(place.directory, { recursive: true });
      copyFileSync(fileOf(source), fileOf(place));
      const window = start('migratingProcess.ts', place.directory);
      const exit = once(window, 'exit');
      await once(window.stdout, 'data');
      const moment = first + Math.floor(Math.random() * (last - first));
      while (window.exitCode === null && readProgress(fileOf(place)).statements < moment) await nextTurn();
      window.kill('SIGKILL');
      await exit;
      const { version } = readProgress(fileOf(place));
      if (version === done) {
        // It was quicker than the look: this was no kill in between.
        assert.ok(tooLate++ < 3 * kills, 'the end comes before a kill each time');
        continue;
      }
      versions.set(version, (versions.get(version) ?? 0) + 1);
      // Half of them go on in a thread again, half when the history is opened.
      if (round % 2 === 0) await migrateLargeHistory(place.directory);
      const history = place.open();
      assert.equal(history.count(), killed);
      history.dispose();
      assertWhole(place, killed);
      round++;
    }
    /* oxlint-enable no-await-in-loop */
    const places = [...versions].map(([version, count]) => `${count} at version ${version}`).toSorted();
    test.diagnostic(`killed ${places.join(', ')}; ${tooLate} more came after the end`);
    assert.deepEqual(place.problems, []);
  });
});
