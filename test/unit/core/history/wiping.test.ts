import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Work } from '../../../../src/core/history/changeAlong.ts';
import { giveUp, giveUpAll } from '../../../../src/core/history/hiddenConversations.ts';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { cpuMs, isSettledWithin } from '../../../support/timing.ts';
import { aConversation, anExchange, aPlace, at, noon, type Place } from './fixtures.ts';
import { fillHistory } from './manyConversations.ts';

/** Whether the text is anywhere in the files of the history: database, log, what lies beside them. */
function isOnDisk(place: Place, text: string): boolean {
  return readdirSync(place.directory).some((name) =>
    readFileSync(path.join(place.directory, name)).includes(text),
  );
}

function saying(id: string, word: string) {
  const conversation = aConversation({ id, userText: `Say ${word}`, reply: `${word}, ${word.repeat(2)}!` });
  const turns = conversation.turns.map((turn) => ({
    ...turn,
    exchange: anExchange({ requestBody: `{"message":"${word}"}`, responseBody: `{"response":"${word}"}` }),
  }));
  return { ...conversation, turns };
}

async function count(place: Place, word: string): Promise<number> {
  const { hits } = await place.open().search(parseSearchQuery(word, noon)).next(1000);
  return hits.length;
}

describe('a history that is cleared', () => {
  it('has nothing of what was said on the disk any more, byte for byte', async () => {
    using place = aPlace();
    const history = place.open();
    const words = Array.from({ length: 60 }, (_, index) => `zebrafinch${index}x`);
    for (const [index, word] of words.entries()) history.save(saying(`c${index}`, word));
    history.label(['c3'], { title: 'Quokka title', note: 'Quokka note', tags: ['quokka'] });
    history.delete(['c5']);
    for (const word of [...words, 'zebrafinch', 'Quokka']) assert.ok(isOnDisk(place, word), word);
    assert.equal(await count(place, 'zebrafinch'), 59);
    const left: number[] = [];
    assert.equal(await history.clear({ report: (number) => left.push(number) }), true);
    assert.equal(left[0], 60);
    assert.deepEqual([history.count(), history.page().conversations], [0, []]);
    for (const word of [...words, 'zebrafinch', 'Quokka', 'quokka']) assert.ok(!isOnDisk(place, word), word);
    assert.equal(await count(place, 'zebrafinch'), 0);
    assert.equal(history.restore(['c5']), 0);
    history.save(saying('new', 'okapi'));
    assert.equal(await count(place, 'okapi'), 1);
  });

  it('keeps what waits for an answer', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(saying('done', 'zebrafinch'));
    const waiting = aConversation({ id: 'waiting', userText: 'okapi' });
    const [turn] = waiting.turns;
    assert.ok(turn);
    const owner = { processId: process.pid, deadlineAt: at(60_000) };
    history.save({ ...waiting, turns: [{ ...turn, state: 'pending', reply: undefined, owner }] });
    await history.clear();
    assert.deepEqual(
      history.page().conversations.map(({ id }) => id),
      ['waiting'],
    );
    assert.deepEqual([isOnDisk(place, 'zebrafinch'), isOnDisk(place, 'okapi')], [false, true]);
  });

  it('is given up in part when a person cancels, and nothing of the rest is touched', async () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 0; i < 30; i++) history.save(saying(`c${i}`, 'zebrafinch'));
    assert.equal(await history.clear({ signal: AbortSignal.abort() }), false);
    assert.equal(history.count(), 30);
  });

  it('takes what is deleted for good with it, and leaves the words of the others', async () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 0; i < 40; i++) history.save(saying(`c${i}`, i === 7 ? 'zebrafinch' : 'okapi'));
    history.delete(['c7']);
    await history.purge();
    assert.ok(!isOnDisk(place, 'zebrafinch'));
    assert.equal(await count(place, 'okapi'), 39);
  });
});

describe('20000 conversations', () => {
  const many = 20_000;
  const limit = 20;

  /** What the first and the last hundred parts of something cost. */
  async function costsOf(place: Place, action: (work: Work) => Promise<unknown>) {
    const { parts } = place.open();
    const costs: number[] = [];
    await action(async (part) => {
      const doPart = () => {
        let done = 0;
        costs.push(cpuMs(() => (done = parts.read((database) => part(database, limit)))));
        return done;
      };
      while (doPart() > 0);
    });
    const sum = (some: readonly number[]) => some.reduce((all, one) => all + one, 0);
    return { parts: costs.length, first: sum(costs.slice(0, 100)), last: sum(costs.slice(-100)) };
  }

  it('are cleared in parts of which the last costs no more than the first', async () => {
    using place = aPlace();
    fillHistory(place, many);
    const { parts, first, last } = await costsOf(place, (work) => giveUpAll(work, at(0)));
    assert.equal(parts, many / limit + 1);
    assert.ok(last < 5 * first, `${first} ms, then ${last} ms`);
  });

  it('that retention has hidden are not looked at for each part of what a person has deleted', async () => {
    using place = aPlace();
    fillHistory(place, many);
    const history = place.open();
    await history.expire({ from: '9' });
    history.parts.read((database) =>
      database.exec(
        "UPDATE conversations SET hidden_by = NULL WHERE deleted_at IS NOT NULL AND id > 'c018000'",
      ),
    );
    const { first, last } = await costsOf(place, (work) => giveUp(work, { by: 'person', before: undefined }));
    assert.ok(last < 5 * first, `${first} ms, then ${last} ms`);
  });

  it('is not added to by what comes while it is cleared', async () => {
    using place = aPlace();
    fillHistory(place, 100);
    const history = place.open();
    let parts = 0;
    await giveUpAll(async (part) => {
      while (history.parts.read((database) => part(database, 10)) > 0) {
        history.save(aConversation({ id: `new-${parts++}`, userText: 'okapi' }));
      }
    }, at(0));
    assert.deepEqual([parts, history.count()], [10, 10]);
  });
});

it('what takes long waits for another window that writes, and does not hold the thread for it', async () => {
  using place = aPlace();
  fillHistory(place, 100);
  const history = place.open();
  assert.equal(history.count(), 100);
  using other = new DatabaseSync(path.join(place.directory, 'history.db'));
  other.exec('BEGIN IMMEDIATE');
  const clearing = history.clear();
  const importing = history.parts.write((database) => database.prepare('SELECT 1').get());
  // Had the thread waited for the other window, it would have been refused by now.
  assert.equal(await isSettledWithin(Promise.race([clearing, importing]), 100), false);
  other.exec('COMMIT');
  assert.equal(await clearing, true);
  await importing;
  assert.equal(history.count(), 0);
});
