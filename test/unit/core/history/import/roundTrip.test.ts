import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chatErrorReasons } from '../../../../../src/core/chatApi/chatError.ts';
import type { JsonObjectText } from '../../../../../src/core/chatApi/chatClient.ts';
import { environments } from '../../../../../src/core/connection/connection.ts';
import {
  type Conversation,
  conversationStates,
  type Turn,
} from '../../../../../src/core/conversation/conversation.ts';
import type { RerunResult } from '../../../../../src/core/conversation/rerunResult.ts';
import type { ConversationLabels } from '../../../../../src/core/history/history.ts';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';
import { aConversation, anExchange, aPlace, asStored, at, grandHotel, noon } from '../fixtures.ts';
import { until } from '../../../../support/until.ts';
import { aWindow, call, createCall } from '../../conversation/aService.ts';
import { wordsOnDisk } from '../wordsOnDisk.ts';
import { importText, toJsonLines } from './transfer.ts';

/** The same numbers for the same seed. */
function createRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    next,
    chance: (share: number) => next() < share,
    one: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T,
    up: (limit: number) => Math.floor(next() * limit),
  };
}

const said = [
  'A room for two',
  '',
  'Zürich  — naïve\r\n"quoted" \\ back',
  '<script>alert(1)</script> [x](command:y)',
  '\u202Eevil\u200B\u2028',
  '😀 ’ ﷽',
  '=1+1',
  '__proto__',
];

function generate(seed: number, index: number) {
  const random = createRandom(seed * 1000 + index);
  const turns = Array.from({ length: random.up(6) + (random.chance(0.1) ? 90 : 0) }, (_, place): Turn => {
    const state = random.one(['answered', 'failed', 'unknown'] as const);
    const exchange = anExchange({
      requestBody: JSON.stringify({ message: random.one(said) }),
      responseBody: `{"response":"x","new_field":{"__proto__":[1,2.50,12345678901234567890]}}`,
      responseHeaders: { 'x-correlation-id': 'c' },
      correlationId: 'c',
    });
    return {
      id: random.chance(0.1) ? `#${place}` : `turn-${place}`,
      index: place,
      kind: place === 0 ? 'create' : random.one(['respond', 'close'] as const),
      state,
      startedAt: at(index * 60_000 + place * 1000),
      userText: random.chance(0.8) ? random.one(said) : undefined,
      reply: state === 'answered' ? random.one(said) : undefined,
      latencyMs: random.chance(0.9) ? random.up(3000) + 0.25 : undefined,
      status: random.one([200, 410, undefined]),
      correlationId: random.one(['c', undefined]),
      recorded: random.one([true, undefined]),
      error:
        state === 'failed'
          ? { reason: random.one(chatErrorReasons), outcome: 'refused', serverMessage: random.one(said) }
          : undefined,
      exchange: random.chance(0.8) ? exchange : undefined,
    };
  });
  const conversation: Conversation = {
    id: `id-${seed}-${index}`,
    conversationId: random.chance(0.8) ? `CONV/../${index}` : undefined,
    connection: { ...grandHotel, environment: random.one(environments), connectionName: random.one(said) },
    parameters: {
      channel: 'webchat',
      variantId: random.one(['seaside', undefined]),
      integrationAttributes: '{"big":12345678901234567890,"price":1.10}' as JsonObjectText,
    },
    // None of them is still waiting: nobody does, where it is imported.
    state: random.one(conversationStates.filter((state) => state !== 'creating')),
    handoff: random.chance(0.3) ? { destination: random.one(said), reason: random.one(said) } : undefined,
    createdAt: at(index * 60_000),
    updatedAt: at(index * 60_000 + 5000),
    lastProcessId: random.one([1, 4_000_000, undefined]),
    ...(random.chance(0.3) ? { replayOf: `id-${seed}-${random.up(100)}` } : {}),
    ...(random.chance(0.3) ? { isAsLastTime: true } : {}),
    ...(random.chance(0.3) ? { isFromTest: true } : {}),
    turns,
  };
  const labels: ConversationLabels = {
    ...(random.chance(0.3) ? { title: 'The “best” one' } : {}),
    ...(random.chance(0.3) ? { note: 'A note\nin two lines' } : {}),
    ...(random.chance(0.3) ? { tags: ['vip', 'späh'] } : {}),
    ...(random.chance(0.3) ? { pinnedAt: at(index) } : {}),
  };
  const rerun: RerunResult | undefined = random.chance(0.4)
    ? {
        differing: random.up(3),
        total: 3,
        ...(random.chance(0.5)
          ? {
              fork: {
                turnIndex: 2,
                verdict: random.one([
                  { kind: 'identical' },
                  { kind: 'sameNormalised' },
                  { kind: 'diverged', turn: 1 },
                ]),
              },
            }
          : {}),
      }
    : undefined;
  return { conversation, labels, rerun };
}

describe('what an export has written', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    it(`is read back equal, whatever the history holds (seed ${seed})`, async () => {
      using here = aPlace();
      using there = aPlace();
      const [one, other] = [here.open(), there.open()];
      for (let index = 0; index < 120; index++) {
        const { conversation, labels, rerun } = generate(seed, index);
        one.save(conversation);
        one.label([conversation.id], labels);
        if (rerun) one.recordRerun(conversation.id, rerun);
      }
      const text = await toJsonLines(one);
      const result = await importText(there, other, text);
      assert.deepEqual(
        [result.added, result.same, result.differs, result.problems, result.isComplete],
        [120, 0, 0, [], true],
      );
      for (let index = 0; index < 120; index++) {
        const id = `id-${seed}-${index}`;
        assert.deepEqual(asStored(other.get(id)), asStored(one.get(id)));
        assert.deepEqual(asStored(other.summary(id)), asStored(one.summary(id)));
      }
      assert.equal(await toJsonLines(other), text);
      assert.deepEqual(other.countOpen(), one.countOpen());
    });
  }

  it('adds nothing the second time, also after the connection was added or removed', async () => {
    using here = aPlace();
    using there = aPlace();
    const [one, other] = [here.open(), there.open()];
    for (let index = 0; index < 60; index++) one.save(generate(9, index).conversation);
    const text = await toJsonLines(one);
    assert.equal((await importText(there, other, text, { findOwn: () => undefined })).added, 60);
    for (const options of [{}, { findOwn: () => undefined }, { isSurvey: true }]) {
      const again = await importText(there, other, text, options);
      assert.deepEqual([again.added, again.same, again.differs], [0, 60, 0]);
    }
    assert.deepEqual((await importText(here, one, await toJsonLines(other))).same, 60);
  });

  it('is found by the search, by its words and by its labels, the youngest first', async () => {
    using here = aPlace();
    using there = aPlace();
    const [one, other] = [here.open(), there.open()];
    for (let index = 0; index < 30; index++) {
      one.save(aConversation({ id: `id-${index}`, createdAt: at(index * 1000), reply: `Café ${index}` }));
    }
    one.label(['id-3'], { title: 'Breakfast' });
    await importText(there, other, await toJsonLines(one));
    // Words are indexed a moment later; until then they are found as well, in another order.
    assert.equal((await other.search(parseSearchQuery('cafe', noon)).next()).hits.length, 30);
    const found = async (words: string) =>
      (await other.search(parseSearchQuery(words, noon)).next()).hits.map(
        ({ conversation }) => conversation.id,
      );
    await until('the youngest first', async () => (await found('cafe')).slice(0, 2).join() === 'id-29,id-28');
    assert.deepEqual(await found('breakfast'), ['id-3']);
    assert.deepEqual(await found('17'), ['id-17']);
  });

  it('comes back after the history was cleared, and after a conversation was deleted', async () => {
    using place = aPlace();
    const history = place.open();
    for (const id of ['a', 'b', 'c']) history.save(aConversation({ id, state: 'closed' }));
    const text = await toJsonLines(history);
    history.delete(['a']);
    assert.deepEqual((await importText(place, history, text)).added, 1);
    assert.equal(history.count(), 3);
    await history.clear();
    assert.equal(history.count(), 0);
    assert.equal((await importText(place, history, text)).added, 3);
    assert.equal(await toJsonLines(history), text);
  });

  for (const looks of [true, false]) {
    it(`brings back nothing of a cleared conversation that was said after the export, ${looks ? 'looked at' : 'not looked at'} in between`, async () => {
      using place = aPlace();
      const { service, history } = aWindow(place);
      const { id } = await service.create(createCall);
      await service.send({ ...call, id, message: 'before' });
      const text = await toJsonLines(history);
      await service.send({ ...call, id, message: 'zebrafinch' });
      await service.close({ ...call, id });
      await history.clear();
      if (looks) assert.equal(service.get(id), undefined);
      assert.equal((await importText(place, history, text)).added, 1);
      assert.deepEqual(
        service.get(id)?.turns.map(({ userText }) => userText),
        [undefined, 'before'],
      );
      assert.equal(service.get(id)?.state, 'open');
      service.saveNow();
      assert.equal(await toJsonLines(history), text);
      assert.deepEqual(wordsOnDisk(place.directory, ['zebrafinch']), []);
      await service.send({ ...call, id, message: 'after' });
      assert.deepEqual(
        history.get(id)?.turns.map(({ userText }) => userText),
        [undefined, 'before', 'after'],
      );
    });
  }
});
