import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ForkVerdict } from '../../../../src/core/conversation/judgeFork.ts';
import type { ConversationSummary } from '../../../../src/core/history/history.ts';
import { createHistoryPages } from '../../../../src/core/history/historyPages.ts';
import {
  doConnectionsDiffer,
  toHistoryDays,
  toRowDescription,
  toRowLabel,
  toRowSpeech,
  toTreeDescription,
  toTreeLabel,
} from '../../../../src/core/wording/historyRows.ts';
import { toHistoryTooltip } from '../../../../src/core/wording/historyTooltip.ts';
import { toTranscriptTitle } from '../../../../src/core/wording/transcriptTitle.ts';
import { aConversation, aPlace, at, grandHotel } from '../history/fixtures.ts';

/** Noon on a Monday, on the clock on the wall. */
const now = new Date(2026, 10, 23, 12).getTime();
const moment = { now, locale: 'en-GB', showsConnection: false };
const minute = 60_000;
const day = 24 * 60 * minute;

function aRow(fields: Partial<ConversationSummary> & { ageMs?: number } = {}): ConversationSummary {
  const { ageMs = 3 * minute, ...rest } = fields;
  const { turns: _, ...conversation } = aConversation({ createdAt: new Date(now - ageMs).toISOString() });
  return { ...conversation, turnCount: 1, firstReply: 'Good evening', ...rest };
}

describe('the history by day', () => {
  it('has a heading for every day of the local calendar, newest first', () => {
    const ages = [0, 12 * 60 * minute - 1, 12 * 60 * minute + 1, 2 * day, 400 * day];
    const days = toHistoryDays(
      ages.map((ageMs) => aRow({ ageMs })),
      moment,
    );
    assert.deepEqual(
      days.map(({ key, conversations }) => [key, conversations.length]),
      [
        ['2026-11-23', 2],
        ['2026-11-22', 1],
        ['2026-11-21', 1],
        ['2025-10-19', 1],
      ],
    );
    assert.match(
      days.map(({ heading }) => heading).join('; '),
      /^Today; Yesterday; Saturday,? 21 November; Sunday,? 19 October 2025$/,
    );
  });

  it('speaks the language of the editor', () => {
    const [older] = toHistoryDays([aRow({ ageMs: 2 * day })], { now, locale: 'de' });
    assert.equal(older?.heading, 'Samstag, 21. November');
  });
});

describe('a row', () => {
  const labels: [string, Partial<ConversationSummary>][] = [
    ['I need a room', { firstUserText: 'I need\n  a room' }],
    ['Good evening', { firstUserText: ' ' }],
    ['(no reply)', { firstReply: undefined, state: 'failed' }],
    ['(waiting for the reply)', { firstReply: undefined, state: 'creating' }],
    ['$ (flame) [x] (command:y) <U+202E>', { firstUserText: '$(flame) [x](command:y) \u202e' }],
  ];
  for (const [label, fields] of labels) {
    it(`is called ${JSON.stringify(label)}`, () => assert.equal(toRowLabel(aRow(fields)), label));
  }

  const failed = { reason: 'unauthorized', outcome: 'refused', status: 401 } as const;
  const descriptions: [string, Parameters<typeof aRow>[0]][] = [
    ['3 mins · open', { state: 'open' }],
    ['3 mins · replay · open', { state: 'open', replayOf: 'another' }],
    ['3 mins · open · test', { state: 'open', isFromTest: true }],
    ['3 mins · open · broadcast', { state: 'open', broadcastId: 'b-1' }],
    [
      '3 mins · open · seaside · broadcast',
      { state: 'open', broadcastId: 'b-1', parameters: { variantId: 'seaside' } },
    ],
    ['now', { state: 'ended', ageMs: 59_000 }],
    ['now', { state: 'ended', ageMs: -minute }],
    ['2 hrs', { state: 'closed', ageMs: 179 * minute }],
    ['22 Nov, 11:00', { state: 'ended', ageMs: day + 60 * minute }],
    ['23 Nov 2025', { state: 'ended', ageMs: 365 * day }],
    ['3 mins · handed off · billing', { state: 'handedOff', handoff: { destination: 'billing' } }],
    ['3 mins · failed (401)', { state: 'failed', lastError: failed }],
    ['3 mins · failed', { state: 'failed' }],
    ['3 mins · unknown', { state: 'unknown' }],
    ['3 mins · LIVE', { state: 'ended', connection: { ...grandHotel, environment: 'live' } }],
  ];
  for (const [description, fields] of descriptions) {
    it(`is described as ${description}`, () => {
      assert.equal(toRowDescription(aRow(fields), moment), description);
    });
  }

  it('says the time alone where its day stands above it', () => {
    const row = aRow({ state: 'ended', ageMs: 365 * day + 60 * minute });
    assert.equal(toRowDescription(row, { ...moment, isDaySaid: true }), '11:00');
  });

  it('says its connection, last, only where the rows around it have others', () => {
    const hotel = aRow({ state: 'ended' });
    const london = aRow({ state: 'open', connection: { ...grandHotel, connectionName: 'Hotel London' } });
    assert.equal(doConnectionsDiffer([hotel, hotel]), false);
    assert.equal(doConnectionsDiffer([hotel, london]), true);
    assert.equal(
      toRowDescription(london, { ...moment, showsConnection: true }),
      '3 mins · open · Hotel London',
    );
  });

  const rerun = (verdict?: ForkVerdict) => ({
    differing: 3,
    total: 8,
    ...(verdict && { fork: { turnIndex: 2, verdict } }),
  });
  const treeDescriptions: [string, Parameters<typeof aRow>[0]][] = [
    ['3 mins', { state: 'open' }],
    ['3 mins · failed (401)', { state: 'failed', lastError: failed }],
    ['3 mins · replay', { replayOf: 'another' }],
    ['3 of 8 turns differ · 3 mins', { replayOf: 'another', rerun: rerun() }],
    ['fork: identical · 3 mins', { replayOf: 'another', rerun: rerun({ kind: 'identical' }) }],
    [
      'fork: diverged at turn 3 · unknown · 3 mins',
      { state: 'unknown', replayOf: 'another', rerun: rerun({ kind: 'diverged', turn: 3 }) },
    ],
    ['3 mins · broadcast · #vip', { state: 'open', broadcastId: 'b-1', tags: ['vip'] }],
  ];
  for (const [description, fields] of treeDescriptions) {
    it(`is described in the side bar as ${description}, where its icon says that it is open`, () => {
      assert.equal(toTreeDescription(aRow(fields), moment), description);
    });
  }

  it('leaves room in the side bar for what tells it from others, and takes what that leaves', () => {
    const firstUserText = 'I would like a quiet room for two on the top floor';
    const label = (fields: Parameters<typeof aRow>[0]) =>
      toTreeLabel(aRow({ firstUserText, ...fields }), moment);
    assert.equal(label({ state: 'ended' }), 'I would like a quiet ro…');
    assert.equal(label({ state: 'open', broadcastId: 'b-1', tags: ['vip'] }), 'I would like a quiet ro…');
    assert.equal(label({ state: 'handedOff' }), 'I would lik…');
    assert.equal(label({ replayOf: 'x', rerun: rerun({ kind: 'sameNormalised' }) }), 'I would…');
    assert.equal(label({ replayOf: 'x', rerun: rerun({ kind: 'identical' }) }), 'I would lik…');
    const seaside = { broadcastId: 'b-1', parameters: { variantId: 'seaside' } };
    assert.equal(label({ state: 'open', ...seaside }), 'I would like…');
  });

  it('shows all of the longest verdict at the usual width of the side bar', () => {
    // 240 pixels of text, of which a letter of the label takes 6.6 and one of the description 5.9.
    for (const verdict of [{ kind: 'sameNormalised' }, { kind: 'diverged', turn: 12 }] as const) {
      const row = aRow({ firstUserText: 'Is there a gym?', replayOf: 'x', rerun: rerun(verdict) });
      const first = toTreeDescription(row, moment).split(' · ')[0] ?? '';
      assert.match(first, /^fork: (same after normalising|diverged at turn 12)$/);
      assert.ok(toTreeLabel(row, moment).length * 6.6 + 7 + first.length * 5.9 <= 240);
    }
  });

  it('says in its tooltip and aloud what the side bar has no room for', () => {
    const row = aRow({
      firstUserText: 'I would like a quiet room for two',
      replayOf: 'another',
      rerun: rerun({ kind: 'identical' }),
      broadcastId: 'b-1',
    });
    const lines = toHistoryTooltip(aConversation(), 'en-GB', row).split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      'I would like a quiet room for two',
      'identical · fork at turn 3',
      'broadcast',
    ]);
    assert.equal(
      toRowSpeech(row, moment),
      'I would like a quiet room for two, 3 mins, identical, fork at turn 3, open, broadcast',
    );
  });

  it('says aloud also the state that a picture shows', () => {
    const row = aRow({ state: 'ended' });
    assert.equal(toRowSpeech(row, moment), 'Good evening, 3 mins, ended by the agent');
  });

  it('has the facts in its tooltip', () => {
    const lines = toHistoryTooltip(aConversation(), 'en-GB').split('\n');
    assert.deepEqual(
      [...lines.slice(0, 3), ...lines.slice(4)],
      ['CONV-1234567890', 'open', 'Grand Hotel', 'channel: webchat', '1 turn', 'Median latency: 412 ms'],
    );
  });
});

describe('the title of a transcript', () => {
  const titles: [string, string][] = [
    ['Ich möchte ein Zimmer', 'Ich möchte ein Zimmer'],
    ['../../etc/passwd.exe', 'etc passwd exe'],
    ['x'.repeat(99), `${'x'.repeat(39)}…`],
  ];
  for (const [userText, title] of titles) {
    it(`of ${userText.slice(0, 30)} is ${title}`, () => {
      assert.equal(toTranscriptTitle(aConversation({ userText }), 'en-GB'), title);
    });
  }

  it('is never what the agent said', () => {
    const title = toTranscriptTitle(aConversation({ reply: 'setup.exe' }), 'en-GB');
    assert.match(title, /^Grand Hotel 23 Nov \d\d-\d\d$/);
  });
});

describe('the pages of the view', () => {
  it('grow by one when older ones are asked for, and stay as many when something is new', async () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 0; i < 5; i++) history.save(aConversation({ id: `c${i}` }));
    const pages = createHistoryPages(
      {
        page: ({ after, filter } = {}) => history.page({ after, filter, limit: 2 }),
        hasTestsAbove: (place) => history.hasTestsAbove(place),
        search: (query) => history.search(query),
      },
      Date.now,
    );
    const read = async (filter = '') => {
      const { conversations, hasOlder } = await pages.read(filter);
      return [conversations.map(({ id }) => id).join(' '), hasOlder];
    };
    assert.deepEqual(await read(), ['c4 c3', true]);
    pages.showOlder();
    assert.deepEqual(await read(), ['c4 c3 c2 c1', true]);
    history.save(aConversation({ id: 'c5' }));
    assert.deepEqual(await read(), ['c5 c4 c3 c2', true]);
    pages.showOlder();
    assert.deepEqual(await read(), ['c5 c4 c3 c2 c1 c0', false]);
    history.save(aConversation({ id: 'other', reply: 'A zebra' }));
    assert.deepEqual(await read('zebra'), ['other', false]);
    assert.deepEqual(await read('state:open "how can I help"'), ['c5 c4 c3 c2 c1 c0', false]);
    assert.deepEqual(await read('state:failed'), ['', false]);
  });

  it('are not buried by a run of a hundred tests, whose conversations a filter shows', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation({ id: 'mine', createdAt: at(0) }));
    for (let i = 0; i < 300; i++) {
      history.save(aConversation({ id: `t${i}`, createdAt: at(1000 + i), isFromTest: true }));
    }
    const pages = createHistoryPages(history, Date.now);
    const read = async (filter: string) => {
      const { conversations, ...more } = await pages.read(filter);
      return { ids: conversations.map(({ id }) => id), ...more };
    };
    assert.deepEqual(await read(''), { ids: ['mine'], hasOlder: false, hasTests: true });
    assert.deepEqual((await read('is:own')).ids, ['mine']);
    const tests = await read('is:test');
    assert.deepEqual([tests.ids.length, tests.ids[0], tests.hasOlder], [200, 't299', true]);
    assert.equal(history.summary('t7')?.isFromTest, true);
    assert.equal(history.get('t7')?.isFromTest, true);
    assert.equal(history.get('mine')?.isFromTest, undefined);
    history.delete(tests.ids);
    assert.equal((await read('')).hasTests, true);
    history.delete((await read('is:test')).ids);
    assert.equal((await read('')).hasTests, false);
  });
});
