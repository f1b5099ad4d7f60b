import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { createRetention, graceDays } from '../../../../src/core/history/retention.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import type { History } from '../../../../src/core/history/history.ts';
import type { KeptTestResult } from '../../../../src/core/history/testResults.ts';
import { aConversation, aPendingConversation, aPlace, at, grandHotel, noon, type Place } from './fixtures.ts';
import { fillHistory } from './manyConversations.ts';

const dayMs = 86_400_000;
/** `PRUNED=51000` for the whole. */
const isWhole = process.env['PRUNED'] !== undefined;
const pruned = Number(process.env['PRUNED'] ?? 3000);
/** A second process that waits for longer than this is noticed by a person. */
const longestWaitMs = 100;

describe('the setting for how long the history is kept', () => {
  it('typed as 3 on its way to 30 loses nothing of 10 and 20 days ago', async () => {
    using place = aPlace();
    const { history, retention, set } = aRetention(place);
    save(history, { 1: 'young', 10: 'older', 20: 'oldest', 40: 'too old' });
    set(3);
    await retention.apply();
    assert.deepEqual(ids(history), ['young']);
    set(30);
    await retention.apply();
    assert.deepEqual(ids(history), ['young', 'older', 'oldest']);
    set(0);
    await retention.apply();
    assert.deepEqual(ids(history), ['young', 'older', 'oldest', 'too old']);
  });

  it('removes a week after it has hidden, never because it was changed', async () => {
    using place = aPlace();
    const { history, retention, set, wait } = aRetention(place);
    save(history, { 40: 'too old' });
    set(30);
    await retention.tidy();
    wait(graceDays * dayMs);
    await retention.apply();
    set(0);
    await retention.apply();
    assert.deepEqual(ids(history), ['too old']);
    set(30);
    await retention.tidy();
    wait(graceDays * dayMs + 1);
    await retention.tidy();
    set(0);
    await retention.tidy();
    assert.deepEqual(ids(history), []);
  });

  it('in a window that stays open for weeks hides what gets too old, and removes it later', async () => {
    using place = aPlace();
    const { history, retention, set, wait } = aRetention(place);
    save(history, { 20: 'a' });
    set(30);
    const days: string[] = [];
    for (let day = 0; day < 24; day++) {
      // oxlint-disable-next-line no-await-in-loop -- day after day
      await retention.tidy();
      days.push(ids(history).join() || (history.countExpired(at(100 * dayMs)) > 0 ? 'hidden' : 'gone'));
      wait(dayMs);
    }
    assert.deepEqual([days.indexOf('a'), days.indexOf('hidden'), days.indexOf('gone')], [0, 11, 19]);
  });

  it('with a clock that is a year ahead hides everything, and everything is back when the clock is right', async () => {
    using place = aPlace();
    const { history, retention, set, wait, asked } = aRetention(place);
    for (let count = 0; count < 30; count++) save(history, { 1: `c${count}` });
    set(30);
    wait(365 * dayMs);
    await retention.tidy();
    assert.equal(ids(history).length, 0);
    wait(8 * dayMs);
    await retention.tidy();
    assert.deepEqual(asked, [30]);
    wait(-373 * dayMs);
    await retention.tidy();
    assert.equal(ids(history).length, 30);
  });

  it('asks before it removes many, once, and removes them when the answer is yes', async () => {
    using place = aPlace();
    const { history, retention, set, wait, asked } = aRetention(place);
    for (let count = 0; count < 21; count++) save(history, { 40: `c${count}` });
    set(30);
    await retention.tidy();
    wait(8 * dayMs);
    await retention.tidy();
    await retention.tidy();
    assert.deepEqual([asked, history.countExpired(at(100 * dayMs))], [[21], 21]);
    const next = aRetention(place, true);
    next.set(30);
    next.wait(8 * dayMs);
    await next.retention.tidy();
    assert.equal(history.countExpired(at(100 * dayMs)), 0);
  });

  it('removes nothing that the setting keeps by the time the question is answered', async () => {
    using place = aPlace();
    const { history, retention, set, wait } = aRetention(place, () => {
      set(0);
      return true;
    });
    for (let count = 0; count < 21; count++) save(history, { 40: `c${count}` });
    set(30);
    await retention.tidy();
    wait(8 * dayMs);
    await retention.tidy();
    assert.equal(ids(history).length, 21);
  });

  it('never hides what waits for an answer or is open at an agent, and does with a stand-in agent’s', async () => {
    using place = aPlace();
    const history = place.open();
    const updatedAt = at(-40 * dayMs);
    history.save(aPendingConversation({ id: 'waiting', updatedAt }));
    history.save(aConversation({ id: 'open', updatedAt }));
    history.save(aConversation({ id: 'closed', updatedAt, state: 'closed' }));
    history.save(
      aConversation({ id: 'stand-in', updatedAt, connection: { ...grandHotel, region: 'stand-in' } }),
    );
    assert.equal(await history.expire({ from: at(-30 * dayMs) }), 2);
    assert.deepEqual(ids(history), ['waiting', 'open']);
  });

  it('does not bring back what a person has deleted', async () => {
    using place = aPlace();
    const { history, retention, set } = aRetention(place);
    save(history, { 1: 'deleted', 40: 'too old' });
    history.delete(['deleted']);
    set(30);
    await retention.apply();
    set(0);
    await retention.apply();
    assert.deepEqual(ids(history), ['too old']);
    history.restore(['deleted']);
    assert.deepEqual(ids(history), ['deleted', 'too old']);
  });
});

describe('the setting for how many conversations the history keeps', () => {
  it('keeps those that were changed last, and typed as 1 on its way to 10 loses nothing', async () => {
    using place = aPlace();
    const { history, retention, setCount } = aRetention(place);
    save(history, { 1: 'a', 10: 'b', 20: 'c', 40: 'd' });
    for (const [count, kept] of [
      [2, 'a b'],
      [1, 'a'],
      [3, 'a b c'],
      [10, 'a b c d'],
      [4, 'a b c d'],
      [0, 'a b c d'],
    ] as const) {
      setCount(count);
      // oxlint-disable-next-line no-await-in-loop -- one number after the other
      await retention.apply();
      assert.equal(ids(history).join(' '), kept, `${count}`);
    }
  });

  it('hides the one that was changed longest ago when one more is held, and removes it a week later', async () => {
    using place = aPlace();
    const { history, retention, setCount, wait } = aRetention(place);
    save(history, { 10: 'b', 20: 'c' });
    setCount(2);
    await retention.tidy();
    assert.deepEqual(ids(history), ['b', 'c']);
    save(history, { 1: 'a' });
    await retention.tidy();
    assert.deepEqual(ids(history), ['a', 'b']);
    wait((graceDays + 1) * dayMs);
    await retention.tidy();
    setCount(0);
    await retention.apply();
    assert.deepEqual(ids(history), ['a', 'b']);
  });

  it('asks before it removes many', async () => {
    using place = aPlace();
    const { history, retention, setCount, wait, asked } = aRetention(place);
    for (let count = 0; count < 23; count++) save(history, { [count + 1]: `c${count}` });
    setCount(1);
    await retention.tidy();
    wait(8 * dayMs);
    await retention.tidy();
    setCount(0);
    await retention.apply();
    assert.deepEqual([asked, ids(history).length], [[22], 23]);
  });

  it('keeps what is pinned, open at an agent or waits for an answer besides', async () => {
    using place = aPlace();
    const { history, retention, setCount } = aRetention(place);
    save(history, { 1: 'a', 2: 'b', 10: 'pinned', 20: 'c' });
    save(history, { 30: 'open' }, { state: 'open' });
    history.save(aPendingConversation({ id: 'waiting', createdAt: at(-40 * dayMs) }));
    history.label(['pinned'], { pinnedAt: at(0) });
    setCount(1);
    await retention.apply();
    assert.deepEqual(ids(history), ['a', 'pinned', 'open', 'waiting']);
  });

  it('counts no conversation of a chat test, and hides none', async () => {
    using place = aPlace();
    const { history, retention, setCount } = aRetention(place);
    save(history, { 1: 'a', 20: 'b', 40: 'c' });
    save(history, { 2: 'test 2', 3: 'test 3', 60: 'test 60' }, { isFromTest: true });
    setCount(2);
    await retention.apply();
    assert.deepEqual(ids(history), ['a', 'test 2', 'test 3', 'b', 'test 60']);
  });

  it('counts none that a person has deleted, and shows the next one instead', async () => {
    using place = aPlace();
    const { history, retention, setCount } = aRetention(place);
    save(history, { 1: 'a', 2: 'b', 3: 'c' });
    setCount(2);
    await retention.apply();
    history.delete(['a']);
    await retention.apply();
    assert.deepEqual(ids(history), ['b', 'c']);
    history.restore(['a']);
    await retention.apply();
    assert.deepEqual(ids(history), ['a', 'b']);
  });

  it('counts none that is dated in the future, as a file or a wrong clock may say', async () => {
    using place = aPlace();
    const { history, retention, setCount } = aRetention(place);
    save(history, { 1: 'a', 2: 'b', 3: 'c' });
    for (const id of ['9999', 'tomorrow']) {
      const then = id === '9999' ? '9999-12-31T23:59:59.999Z' : at(dayMs);
      history.save(aConversation({ id, state: 'imported', createdAt: then, updatedAt: then }));
    }
    setCount(2);
    await retention.apply();
    assert.deepEqual(ids(history), ['9999', 'tomorrow', 'a', 'b']);
  });

  it('goes together with how long: the one that keeps less decides', async () => {
    using place = aPlace();
    const { history, retention, set, setCount } = aRetention(place);
    save(history, { 1: 'a', 10: 'b', 20: 'c' });
    set(15);
    setCount(1);
    await retention.apply();
    assert.deepEqual(ids(history), ['a']);
    setCount(3);
    await retention.apply();
    assert.deepEqual(ids(history), ['a', 'b']);
  });
});

describe('the setting for how long runs of chat tests are kept', () => {
  const shown = async (place: Place, days: number, testDays: number | null) => {
    const { history, retention, set, setTestDays } = aRetention(place);
    set(days);
    setTestDays(testDays);
    await retention.apply();
    return ids(history).join(' ');
  };

  it('says for conversations of tests what the history’s says for one’s own, and neither says anything for the other', async () => {
    using place = aPlace();
    const { history } = aRetention(place);
    save(history, { 1: 'own 1', 10: 'own 10', 40: 'own 40' });
    save(history, { 2: 'test 2', 20: 'test 20', 50: 'test 50' }, { isFromTest: true });
    assert.equal(await shown(place, 0, 7), 'own 1 test 2 own 10 own 40', 'tests go earlier');
    assert.equal(await shown(place, 7, 30), 'own 1 test 2 test 20', 'tests go later');
    assert.equal(await shown(place, 7, 0), 'own 1 test 2 test 20 test 50', 'tests never go');
    assert.equal(await shown(place, 15, null), 'own 1 test 2 own 10', 'as the history');
    assert.equal(await shown(place, 0, null), 'own 1 test 2 own 10 test 20 own 40 test 50', 'all stay');
  });

  it('hides the results with the conversations, and removes both a week later', async () => {
    using place = aPlace();
    const { history, retention, setTestDays, wait } = aRetention(place);
    save(history, { 20: 'own' });
    save(history, { 10: 'test' }, { isFromTest: true });
    history.testResults.add({ ...aKeptResult, at: at(-10 * dayMs), conversations: ['test'] });
    await history.testResults.drain();
    const isShown = () => history.testResults.get(aKeptResult.id) !== undefined;
    setTestDays(7);
    await retention.tidy();
    assert.deepEqual([ids(history), isShown()], [['own'], false]);
    setTestDays(null);
    await retention.apply();
    assert.deepEqual([ids(history), isShown()], [['test', 'own'], true]);
    setTestDays(7);
    await retention.tidy();
    wait((graceDays + 1) * dayMs);
    await retention.tidy();
    setTestDays(null);
    await retention.apply();
    assert.deepEqual([ids(history), isShown()], [['own'], false]);
  });
});

it('a number of days that is too large for a calendar keeps all', async () => {
  using place = aPlace();
  const { history, retention, set, setTestDays } = aRetention(place);
  save(history, { 40: 'a' });
  set(999_999_999);
  setTestDays(1e300);
  await retention.tidy();
  assert.deepEqual(ids(history), ['a']);
});

describe(`${pruned} conversations that are too old`, () => {
  it(`are hidden and removed while another window saves, which never waits for ${longestWaitMs} ms`, async (test) => {
    using place = aPlace();
    fillHistory(place, pruned);
    using database = new DatabaseSync(path.join(place.directory, 'history.db'));
    database.exec(
      "UPDATE conversations SET state = 'closed', updated_at = '2026-01-01' WHERE connection_id = 'c-1' AND id GLOB 'c0*'",
    );
    const history = place.open({ now: Date.now, isProcessAlive: () => true });
    const program = path.join(import.meta.dirname, 'writerProcess.ts');
    const writer = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, place.directory, 'save'],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const told = text(writer.stdout);
    await once(writer.stdout, 'readable');
    assert.equal(await history.expire({ from: '2026-02-01' }), pruned - 1);
    await history.purgeExpired('9999');
    writer.stdin.end();
    await once(writer, 'exit');
    const times = (JSON.parse((await told).trim()) as number[]).toSorted((a, b) => b - a);
    test.diagnostic(`${times.length} saves beside it, the longest took ${times[0]?.toFixed(1)} ms`);
    assert.ok(times.length > 10, `${times.length}`);
    // Beside other tests the disk and the processor have others to serve too: some have waited for them.
    const longestMs = times[isWhole ? 0 : Math.floor(times.length / 5)] ?? 0;
    assert.ok(longestMs < longestWaitMs, `${longestMs}`);
    const left = database.prepare("SELECT count(*) AS count FROM turns WHERE conversation GLOB 'c0*'").get();
    assert.equal(left?.['count'], 0);
  });
});

const aKeptResult: KeptTestResult = {
  id: 'result',
  run: { id: 'run', startedAt: at(0), seed: null, commit: null },
  file: 'a.polyai.yaml',
  item: 'a',
  connection: 'Grand Hotel',
  status: 'passed',
  at: at(0),
  conversations: [],
  detail: '{}',
};

/** A window of its own, in which a person can turn the clock. */
function aRetention(place: Place, answer: boolean | (() => boolean) = false) {
  const settings = { days: 0, count: 0, testDays: null as number | null };
  let now = noon;
  const history = place.open({ now: () => now });
  const asked: number[] = [];
  const retention = createRetention({
    history,
    now: () => now,
    settings: () => settings,
    confirmPurge: async (count) => {
      asked.push(count);
      return typeof answer === 'function' ? answer() : answer;
    },
  });
  return {
    history,
    retention,
    asked,
    set: (days: number) => (settings.days = days),
    setCount: (count: number) => (settings.count = count),
    setTestDays: (days: number | null) => (settings.testDays = days),
    wait: (milliseconds: number) => (now += milliseconds),
  };
}

/** By how many days ago it was last changed. */
function save(
  history: History,
  conversations: Readonly<Record<number, string>>,
  fields: Partial<Conversation> = {},
): void {
  for (const [days, id] of Object.entries(conversations)) {
    const then = at(-Number(days) * dayMs);
    history.save(aConversation({ id, state: 'closed', createdAt: then, updatedAt: then, ...fields }));
  }
}

function ids(history: History): string[] {
  return history.page().conversations.map(({ id }) => id);
}
