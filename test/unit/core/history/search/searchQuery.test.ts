import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';

const now = new Date(2026, 10, 27, 12).getTime();
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).toISOString();

/** The terms as a person would write them: a phrase in quotes, a word that may go on with a star. */
function shown(text: string): string {
  const { terms, from, filter, problems } = parseSearchQuery(text, now);
  const said = terms.map(({ words, isPrefix }) => `${words.join(' ')}${isPrefix ? '*' : ''}`);
  const rest = { ...(from ? { from } : {}), ...filter };
  const wrong = problems.map(({ key, value }) => `${key}:${value}?`);
  return [said.join(' + '), Object.keys(rest).length > 0 ? JSON.stringify(rest) : '', ...wrong]
    .filter(Boolean)
    .join(' ');
}

const table: readonly (readonly [typed: string, understood: string])[] = [
  ['', ''],
  ['   ', ''],
  ['room', 'room*'],
  ['Room  for two', 'room* + for* + two*'],
  ['"room for two"', 'room for two'],
  ['"room for', 'room for'],
  ['""', ''],
  ['zimmer "am meer" frei', 'zimmer* + am meer + frei*'],
  ['café Über', 'cafe* + uber*'],
  ['twenty-one', 'twenty one*'],
  ['北京', '北 京*'],
  ['from:me room', 'room* {"from":"user"}'],
  ['from:agent', '{"from":"agent"}'],
  ['from:', ''],
  ['from:nobody room', 'room* from:nobody?'],
  ['FROM:Agent Room', 'room* {"from":"agent"}'],
  ['connection:grand', '{"connectionNames":["grand"]}'],
  ['connection:"Grand Hotel" room', 'room* {"connectionNames":["Grand Hotel"]}'],
  ['connection:a connection:b', '{"connectionNames":["a","b"]}'],
  ['state:failed', '{"states":["failed"]}'],
  ['state:handed-off', '{"states":["handedOff"]}'],
  ['state:e', '{"states":["ended","expired"]}'],
  ['state:broken x', 'x* state:broken?'],
  ['tag:vip tag:"late checkout"', '{"tags":["vip","late checkout"]}'],
  ['is:pinned is:failed', '{"is":["pinned","failed"]}'],
  [
    'channel:webchat variant:seaside environment:live',
    '{"environments":["live"],"channels":["webchat"],"variants":["seaside"]}',
  ],
  ['before:2026-11-24', `{"createdBefore":"${day(2026, 11, 24)}"}`],
  ['after:2026-11', `{"createdFrom":"${day(2026, 11, 1)}"}`],
  ['after:2026', `{"createdFrom":"${day(2026, 1, 1)}"}`],
  ['after:today', `{"createdFrom":"${day(2026, 11, 27)}"}`],
  [
    'after:7d before:yesterday',
    `{"createdBefore":"${day(2026, 11, 26)}","createdFrom":"${day(2026, 11, 20)}"}`,
  ],
  ['after:2w', `{"createdFrom":"${day(2026, 11, 13)}"}`],
  ['before:2026-02-31', 'before:2026-02-31?'],
  ['before:soon room', 'room* before:soon?'],
  ['https://example.com', 'https example com*'],
  ['note:this', 'note this*'],
  ['note:"this one"', 'note* + this one'],
  ['a:b:c', 'a b c*'],
  ["it's", 'it s*'],
  ['(room) OR NOT two*', 'room* + or* + not* + two*'],
  ['-room ^two', 'room* + two*'],
  ['!!! ???', ''],
];

describe('what is typed into the search of the history', () => {
  for (const [typed, understood] of table) {
    it(typed === '' ? '(nothing)' : typed, () => assert.equal(shown(typed), understood));
  }

  it('is cut where nobody types any more', () => {
    assert.equal(parseSearchQuery('word '.repeat(10_000), now).terms.length, 20);
  });
});
