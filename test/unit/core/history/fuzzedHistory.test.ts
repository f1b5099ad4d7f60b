import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import type { KeptTestResult } from '../../../../src/core/history/testResults.ts';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { until } from '../../../support/until.ts';
import { aWindow, call, createCall } from '../conversation/aService.ts';
import { aConversation, aPlace, at, noon, type Place } from './fixtures.ts';

/** `FUZZED=300` for the whole. The 25th is read as rows that are nowhere, which were looked for one by one for minutes. */
const cases = Number(process.env['FUZZED'] ?? 25);
const count = 120;
const pageBytes = 4096;

const fileOf = (place: Place, name = 'history.db') => path.join(place.directory, name);

function aRandom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) % 2_147_483_648;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function aResult(number: number): KeptTestResult {
  return {
    id: `result-${number}`,
    run: {
      id: `run-${number % 5}`,
      startedAt: at(number),
      seed: 7,
      commit: { id: 'abc', branch: 'main', dirty: false },
    },
    file: 'file:///tests/a.polyai.yaml',
    item: `item ${number % 7}`,
    connection: 'Grand Hotel',
    status: number % 2 === 0 ? 'passed' : 'failed',
    at: at(number),
    conversations: [`c${number}`],
    detail: JSON.stringify({ turns: [{ said: `A room ${number}` }] }),
  };
}

/** With turns, labels, results of chat tests, what is hidden, and an index. */
async function writeSound(place: Place): Promise<void> {
  const history = place.open();
  for (let number = 0; number < count; number++) {
    const [turn] = aConversation({
      id: `c${number}`,
      userText: `Hello ${number}`,
      reply: `Good evening ${number}`,
    }).turns;
    assert.ok(turn);
    const conversation = aConversation({
      id: `c${number}`,
      createdAt: at(number),
      state: number % 3 === 0 ? 'open' : 'closed',
    });
    history.save({
      ...conversation,
      turns: [0, 1, 2, 3].map((index) => ({
        ...turn,
        id: `t${number}-${index}`,
        index,
        kind: index === 0 ? ('create' as const) : ('respond' as const),
        userText: `said ${number} in turn ${index}`,
        reply: `heard ${number} in turn ${index}. ${'x'.repeat((number * 37) % 900)}`,
      })),
    });
    if (number % 6 === 0)
      history.label([`c${number}`], {
        title: `Title ${number}`,
        tags: ['red', 'blue'],
        note: 'a note',
        pinnedAt: at(number),
      });
    if (number % 4 === 0) history.testResults.add(aResult(number));
  }
  history.delete(['c11']);
  await history.testResults.drain();
  await until(
    'the index',
    async () => (await history.search(parseSearchQuery('x', noon)).next()).isIndexComplete,
  );
  history.dispose();
}

const kinds = [
  'bytes',
  'few bytes',
  'cut',
  'swapped pages',
  'empty page',
  'garbage page',
  'header',
  'log',
] as const;

function damage(place: Place, kind: (typeof kinds)[number], random: (below: number) => number): void {
  const file = fileOf(place, kind === 'log' ? 'history.db-wal' : 'history.db');
  const bytes = readFileSync(file);
  const pages = Math.floor(bytes.length / pageBytes);
  const page = () => random(pages) * pageBytes;
  const anyByte = () => random(256);
  if (kind === 'cut') return truncateSync(file, random(bytes.length));
  if (kind === 'bytes' || kind === 'few bytes' || kind === 'log') {
    for (let time = kind === 'few bytes' ? 3 : 200; time > 0; time--) bytes[random(bytes.length)] = anyByte();
  } else if (kind === 'header') {
    for (let time = 4; time > 0; time--) bytes[random(100)] = anyByte();
  } else {
    for (let time = 1 + random(4); time > 0; time--) {
      const [from, to] = [page(), page()];
      if (kind === 'empty page') bytes.fill(0, from, from + pageBytes);
      else if (kind === 'garbage page')
        for (let offset = 0; offset < pageBytes; offset++) bytes[from + offset] = anyByte();
      else {
        const copy = Buffer.from(bytes.subarray(from, from + pageBytes));
        bytes.copy(bytes, from, to, to + pageBytes);
        copy.copy(bytes, to);
      }
    }
  }
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes);
  closeSync(descriptor);
}

/** Row by row, as nobody but a test would: the turns that can be read of a file, whatever else is wrong with it. */
function readTurns(file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, defensive: false } as object);
    database.exec('PRAGMA writable_schema = ON');
    // What breaks a rule of the table is no row of ours any more.
    const select = database.prepare(
      `SELECT * FROM turns NOT INDEXED WHERE rowid = ? AND typeof(kind) || typeof(state) || typeof(started_at) || typeof(rest)
       || typeof(id) || typeof(owner_process_id) || typeof(deadline_at) || typeof(error) || typeof(exchange)
       = 'texttexttexttexttextnullnullnulltext'`,
    );
    for (let row = 1; row <= 4 * count + 20; row++) {
      try {
        const turn = select.get(row);
        const text = `${String(turn?.['user_text'])} ${String(turn?.['reply'])}`;
        // What the damage has made of a text is no turn of ours any more.
        const isOurs =
          /^c\d+$/.test(String(turn?.['conversation'])) &&
          /^said \d+ in turn \d heard \d+ in turn \d\. x*$/.test(text);
        if (isOurs) found.set(`${String(turn?.['conversation'])} ${String(turn?.['turn_index'])}`, text);
      } catch {
        // Its page is damaged.
      }
    }
  } catch {
    // The whole file is.
  } finally {
    database?.close();
  }
  return found;
}

describe(`${cases} histories with random damage`, () => {
  let source: Place;
  before(async () => {
    source = aPlace();
    await writeSound(source);
  });
  after(() => source[Symbol.dispose]());

  for (let seed = 0; seed < cases; seed++) {
    const kind = kinds[seed % kinds.length] ?? 'bytes';
    it(`${seed}: ${kind}: the chat goes on, what can be read is there, and the file is not touched once it is given up`, async (test) => {
      using place = aPlace();
      copyFileSync(fileOf(source), fileOf(place));
      if (kind === 'log') writeLog(place);
      damage(place, kind, aRandom(seed + 1));
      const damaged = readFileSync(fileOf(place));
      const readable = readTurns(fileOf(place));

      const { service, history, errors } = aWindow(place);
      const refused: string[] = [];
      const attempt = async (what: string, action: () => unknown) => {
        try {
          await action();
        } catch (error) {
          assert.ok(
            error instanceof HumanError,
            `${what}: ${error instanceof Error ? error.stack : String(error)}`,
          );
          refused.push(`${what}: ${error.message}`);
        }
      };
      await attempt('page', () => history.page({ after: history.page({ limit: 50 }).next }));
      await attempt('search', () => history.search(parseSearchQuery('heard', noon)).next(1000));
      await attempt('labels', () => [
        history.pinned(),
        history.labelsInUse(),
        history.count(),
        history.countOpen(),
      ]);
      await attempt('open', () => history.openConversations());
      for (const id of ['c0', 'c40', 'c77', 'c119']) {
        await attempt('get', () => [history.get(id), history.summary(id), history.latestReplay(id)]);
        await attempt('result', () => history.testResults.get(id.replace('c', 'result-')));
      }
      await attempt('latest', () => history.testResults.latest('file:///tests/a.polyai.yaml', 'item 1'));
      await attempt('label', () => history.label(['c6', 'c7'], { tags: ['green'] }));

      // What is said is on the screen whatever the disk says, and what is not saved is told.
      const { id } = await service.create(createCall);
      for (const message of ['one', 'two', 'three']) await service.send({ ...call, id, message });
      await service.close({ ...call, id });
      const shown = service.get(id);
      // As the panel does.
      history.onDidChange(() => service.get(id));
      assert.deepEqual(replies(shown), [
        'greeting of undefined',
        'echo of one',
        'echo of two',
        'echo of three',
        undefined,
      ]);
      history.testResults.add({ ...aResult(1), id: 'new result' });
      await attempt('drain', () => history.testResults.drain());
      await attempt('delete', () => history.delete(['c1']));
      await attempt('expire', () => history.expire({ from: at(-1), count: 1000 }));
      await attempt('purge', () => history.purge(at(-1)));
      // A file that was given up only now is still being read in the background, or this window writes it once more.
      if (errors.length === 0) {
        const next = place.open();
        let stored: Conversation | undefined;
        await until('what was acknowledged', async () => {
          await attempt('next window', () => (stored = next.get(id)));
          return stored?.turns.length === 5;
        });
        assert.deepEqual(replies(stored), replies(shown));
      }
      assert.ok(existsSync(fileOf(place)));
      const files = readdirSync(place.directory)
        .filter((name) => name.endsWith('.db'))
        .toSorted();
      const isGivenUp = files.length > 1;
      assert.equal(place.problems.length > 0, isGivenUp);
      if (isGivenUp) {
        const kept = readTurns(fileOf(place));
        for (const key of readable.keys()) assert.ok(kept.has(key), `${key} was lost in the damaged file`);
        const current = files.at(-1) === 'history.db' ? files.at(-2) : files.at(-1);
        const found = () => readAll(fileOf(place, current));
        await until('what can be read to be brought over', () => {
          const there = found();
          return [...readable.keys()].every((key) => there.has(key));
        }).catch((error: unknown) => {
          const there = found();
          const lacking = [...readable.keys()].filter((key) => !there.has(key));
          assert.fail(
            `${lacking.length} of ${readable.size} turns lack: ${lacking.slice(0, 5).join(', ')} ${String(error)}`,
          );
        });
      }
      test.diagnostic(
        `${readable.size} turns readable, ${isGivenUp ? 'given up' : 'in use'}, ${errors.length} told, ${refused.length} refused ${[...new Set(refused)].slice(0, 3).join(' · ')} ${damaged.length}`,
      );
    });
  }
});

function replies(conversation: Conversation | undefined) {
  return conversation?.turns.map(({ reply }) => reply);
}

/** The turns of a sound file. */
function readAll(file: string): ReadonlySet<string> {
  using database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT conversation, turn_index FROM turns').all();
  return new Set(rows.map((row) => `${String(row['conversation'])} ${String(row['turn_index'])}`));
}

/** As after a crash: the latest changes are in the log only. */
function writeLog(place: Place): void {
  const beside = aPlace();
  copyFileSync(fileOf(place), fileOf(beside));
  const history = beside.open();
  for (let number = 0; number < 30; number++)
    history.label([`c${number}`], { note: `note ${number}`.repeat(20) });
  for (const name of ['history.db', 'history.db-wal'])
    copyFileSync(fileOf(beside, name), fileOf(place, name));
  beside[Symbol.dispose]();
}
