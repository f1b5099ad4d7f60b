import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { toLocalDate } from '../../../../src/core/common/localDate.ts';
import { aConversation, aPlace, at, grandHotel } from './fixtures.ts';
import { fillHistory } from './manyConversations.ts';

const day = 86_400_000;

describe('how fast agents answered', () => {
  it('is said by connection, by turn and by day, with how many answers that says', async () => {
    using place = aPlace();
    const history = place.open();
    const save = (id: string, daysAgo: number, latencies: readonly number[], connectionName: string) => {
      const conversation = aConversation({
        id,
        createdAt: at(-daysAgo * day),
        connection: { ...grandHotel, connectionName },
      });
      const [first] = conversation.turns;
      assert.ok(first);
      const turns = latencies.map((latencyMs, index) => ({
        ...first,
        id: `${id}-${index}`,
        index,
        kind: index === 0 ? ('create' as const) : ('respond' as const),
        latencyMs,
      }));
      history.save({ ...conversation, turns });
    };
    save('a', 2, [100, 400], 'Grand Hotel');
    save('b', 0, [200, 300], 'Grand Hotel');
    save('c', 0, [50], 'Office');
    save('gone', 0, [9000], 'Office');
    history.delete(['gone']);
    const dayOf = (daysAgo: number) => toLocalDate(new Date(Date.parse(at(-daysAgo * day))));
    const figures = (answers: number, p50Ms: number, p95Ms: number) => ({ answers, p50Ms, p95Ms });
    assert.deepEqual(await history.latencyFigures(), [
      {
        connection: 'Grand Hotel',
        ...figures(4, 200, 400),
        turns: [
          { turn: 0, ...figures(2, 100, 200) },
          { turn: 1, ...figures(2, 300, 400) },
        ],
        days: [
          { day: dayOf(2), ...figures(2, 100, 400) },
          { day: dayOf(0), ...figures(2, 200, 300) },
        ],
      },
      {
        connection: 'Office',
        ...figures(1, 50, 50),
        turns: [{ turn: 0, ...figures(1, 50, 50) }],
        days: [{ day: dayOf(0), ...figures(1, 50, 50) }],
      },
    ]);
  });

  it('is nothing of an empty history, and what cannot be read of a row is left out', async () => {
    using place = aPlace();
    const history = place.open();
    assert.deepEqual(await history.latencyFigures(), []);
    history.save(aConversation());
    using database = new DatabaseSync(path.join(place.directory, 'history.db'));
    database.exec(`UPDATE turns SET rest = '{half'`);
    assert.deepEqual(await history.latencyFigures(), []);
  });

  it('is read of the latest answers of a large history, and lets others work in between', async () => {
    using place = aPlace();
    fillHistory(place, 25_000);
    const history = place.open();
    let isDone = false;
    let turns = 0;
    const count = () => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const [figures] = await history.latencyFigures();
    isDone = true;
    assert.equal(figures?.answers, 20_000);
    assert.ok(turns > 2, `${turns} turns of the event loop`);
    assert.deepEqual(await history.latencyFigures(AbortSignal.abort()).then(([of]) => of?.answers), 20);
  });
});
