import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Conversation, Turn } from '../../../../../src/core/conversation/conversation.ts';
import type { History, SearchHit } from '../../../../../src/core/history/history.ts';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';
import { createHistorySearch } from '../../../../../src/core/history/search/historySearch.ts';
import { until } from '../../../../support/until.ts';
import { aConversation, aPlace, at, grandHotel, noon } from '../fixtures.ts';

/** A conversation of which only what was said is told: the first line is the greeting, then message and reply in turn. */
function talk(id: string, said: readonly string[], fields: Partial<Conversation> = {}): Conversation {
  const [greeting = '', ...rest] = said;
  const first = aConversation({ id, reply: greeting });
  const turns = rest.flatMap((userText, index): Turn[] => {
    if (index % 2 === 1) return [];
    const place = 1 + index / 2;
    const reply = rest[index + 1];
    return [
      {
        id: `${id}-${place}`,
        index: place,
        kind: 'respond',
        state: 'answered',
        userText,
        reply,
        startedAt: at(0),
      },
    ];
  });
  return { ...first, ...fields, turns: [...first.turns, ...turns] };
}

async function all(history: History, text: string): Promise<readonly SearchHit[]> {
  return (await history.search(parseSearchQuery(text, noon)).next(1000)).hits;
}

async function found(history: History, text: string): Promise<readonly string[]> {
  return (await all(history, text)).map(({ conversation }) => conversation.id);
}

describe('a search of the history', () => {
  it('finds words in messages and replies, the newest first, with the line and the turn', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('old', ['Good evening', 'A room for two', 'Of course.']));
    history.save(talk('new', ['Welcome', 'Hello', 'We have\na room with a view.'], { createdAt: at(1) }));
    const hits = await all(history, 'room');
    assert.deepEqual(
      hits.map(({ conversation, turnIndex, from, line }) => [conversation.id, turnIndex, from, line?.text]),
      [
        ['new', 1, 'agent', 'a room with a view.'],
        ['old', 1, 'user', 'A room for two'],
      ],
    );
    const [hit] = hits;
    assert.equal(hit?.line?.text.slice(hit.line.start, hit.line.end), 'room');
    assert.deepEqual(await found(history, 'room view'), ['new']);
    assert.deepEqual(await found(history, '"for two"'), ['old']);
    assert.deepEqual(await found(history, '"two for"'), []);
    assert.deepEqual(await found(history, 'from:me room'), ['old']);
    assert.deepEqual(await found(history, 'roo'), ['new', 'old']);
    assert.deepEqual(await found(history, '"roo"'), []);
  });

  it('shows what happened last first, also where an older conversation was imported later', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('newest', ['A room'], { createdAt: at(9) }));
    history.save(talk('imported', ['A room'], { createdAt: at(1) }));
    history.save(talk('new', ['A room'], { createdAt: at(5) }));
    history.save(talk('titled', ['Hello'], { createdAt: at(2) }));
    history.label(['titled'], { title: 'About a room' });
    assert.deepEqual(await found(history, 'room'), ['newest', 'new', 'titled', 'imported']);
  });

  it('finds words in any script, without accents if typed without', async () => {
    using place = aPlace();
    const history = place.open();
    for (const text of [
      'Crème brûlée',
      '我想预订一个房间',
      'お部屋はありますか',
      'Можно номер?',
      'ต้องการห้องพัก',
      '방이 있어요',
      'أُريدُ غرفة',
      'Straße',
    ]) {
      history.save(talk(text, [text]));
    }
    const wanted = {
      'creme BRULEE': 'Crème brûlée',
      房间: '我想预订一个房间',
      间: '我想预订一个房间',
      部屋: 'お部屋はありますか',
      НОМЕР: 'Можно номер?',
      ห้อง: 'ต้องการห้องพัก',
      있어: '방이 있어요',
      اريد: 'أُريدُ غرفة',
      strasse: 'Straße',
    };
    for (const [typed, text] of Object.entries(wanted))
      assert.deepEqual(await found(history, typed), [text], typed);
  });

  it('keeps to its filters', async () => {
    using place = aPlace();
    const history = place.open();
    const office = {
      ...grandHotel,
      connectionId: 'c-2',
      connectionName: 'Büro',
      environment: 'live' as const,
    };
    history.save(talk('hotel', ['A room'], { state: 'ended' }));
    history.save(
      talk('office', ['A room'], {
        createdAt: at(-10 * 86_400_000),
        connection: office,
        parameters: { variantId: 'seaside' },
      }),
    );
    history.label(['hotel'], { tags: ['VIP guest'], pinnedAt: at(0) });
    const table = {
      'room connection:buro': ['office'],
      'room state:ended': ['hotel'],
      'connection:grand': ['hotel'],
      'tag:"vip guest"': ['hotel'],
      'is:pinned room': ['hotel'],
      'before:7d': ['office'],
      'after:7d': ['hotel'],
      'environment:live': ['office'],
      'variant:seaside': ['office'],
      'channel:webchat': ['hotel'],
      'is:failed': [],
      'room tag:x': [],
    };
    for (const [typed, ids] of Object.entries(table))
      assert.deepEqual(await found(history, typed), ids, typed);
  });

  it('finds what a person has written on a conversation', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('a', ['Hello']));
    history.label(['a'], { title: 'The Müller booking', note: 'Call back on Monday', tags: ['urgent'] });
    for (const typed of ['muller', '"call back"', 'urgent'])
      assert.deepEqual(await found(history, typed), ['a'], typed);
    // Of thousands of titles a part is read at a time, the newest first.
    const titled = Array.from({ length: 250 }, (_, index) => `titled-${index}`);
    for (const [index, id] of titled.entries()) history.save(aConversation({ id, createdAt: at(index) }));
    history.label(titled, { title: 'A zebra' });
    assert.deepEqual(await found(history, 'zebra'), titled.toReversed());
    history.label(['a'], { title: undefined, note: '', tags: [] });
    for (const typed of ['muller', '"call back"', 'urgent'])
      assert.deepEqual(await found(history, typed), [], typed);
  });

  it('does not find what was deleted, and finds it again when it was restored', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('a', ['A zebra']));
    history.delete(['a']);
    assert.deepEqual(await found(history, 'zebra'), []);
    history.restore(['a']);
    assert.deepEqual(await found(history, 'zebra'), ['a']);
  });

  it('comes in pages, each conversation once', async () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 0; i < 25; i++) history.save(talk(`c${i}`, ['A room', 'A room', 'The room']));
    const search = history.search(parseSearchQuery('room', noon));
    const ids: string[] = [];
    for (;;) {
      const { hits, hasMore } = await search.next(10);
      ids.push(...hits.map(({ conversation }) => conversation.id));
      if (!hasMore) break;
    }
    assert.deepEqual(
      ids,
      Array.from({ length: 25 }, (_, index) => `c${24 - index}`),
    );
  });

  it('finds a turn that another version of us wrote, which knows no index, and what it changed', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('a', ['Hello', 'A giraffe', 'Yes']));
    {
      using database = new DatabaseSync(path.join(place.directory, 'history.db'));
      database.exec(`INSERT INTO turns (conversation, turn_index, kind, state, started_at, user_text, reply, rest)
        VALUES ('a', 2, 'respond', 'answered', '', 'An okapi', 'An okapi, yes', '{}');
        UPDATE turns SET reply = 'A gnu' WHERE turn_index = 1;`);
    }
    assert.deepEqual(await found(history, 'okapi'), ['a']);
    assert.deepEqual(await found(history, 'gnu'), ['a']);
    history.save(talk('b', ['Hello']));
    assert.deepEqual(await found(history, 'from:agent okapi'), ['a']);
    assert.deepEqual(await found(history, 'from:agent yes'), ['a']);
  });

  it('survives whatever is typed', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(talk('a', ['A room']));
    const pieces = [
      '"',
      "'",
      '*',
      '(',
      ')',
      ':',
      '-',
      '^',
      '+',
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      'from:',
      'state:',
      'before:',
      'tag:',
      'connection:"',
      'room',
      'é',
      '房',
      '\0',
      '\uD800',
      '\\',
      ';',
      '--',
      '{',
      '}',
      '$',
      '%',
      '_',
      ' ',
      '\n',
      '?1',
      ':id',
      'words:',
      '‮',
    ];
    let seed = 1;
    const pick = () => pieces[(seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % pieces.length] ?? '';
    for (let round = 0; round < 2000; round++) {
      const typed = Array.from({ length: 1 + (round % 8) }, pick).join('');
      assert.ok((await found(history, typed)).length <= 1, typed);
    }
    assert.deepEqual(await found(history, 'room'), ['a']);
  });

  it('holds the thread for a few long replies at a time, and reads no reply of megabytes to its end', async () => {
    using place = aPlace();
    const history = place.open();
    const long = 'wörd lörem '.repeat(8000);
    for (let index = 0; index < 40; index++) history.save(talk(`long-${index}`, [`${long}ipsum`]));
    history.save(talk('endless', [`ipsum ${'ö '.repeat(2_000_000)}last`]));
    const query = parseSearchQuery('ipsum', noon);
    for (const isIndexed of [false, true]) {
      if (isIndexed)
        await until('the index', async () => (await history.search(query).next(0)).isIndexComplete);
      let parts = 0;
      const search = createHistorySearch(query, (action) => {
        parts++;
        return history.parts.read(action);
      });
      assert.equal((await search.next(1000)).hits.length, 41);
      assert.ok(parts > 5, `${parts} parts`);
    }
    // What stands behind so much is not looked for, in the index or without it.
    assert.deepEqual(await found(history, 'last'), []);
  });
});
