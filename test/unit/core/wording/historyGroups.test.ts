import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HistoryGrouping, toHistoryGroups } from '../../../../src/core/wording/historyGroups.ts';
import { aConversation, aPlace, at, grandHotel, noon } from '../history/fixtures.ts';

const office = { ...grandHotel, connectionId: 'c-2', connectionName: 'Office' };

/** The headings with the rows under them. */
function groups(grouping: HistoryGrouping): readonly string[] {
  using place = aPlace();
  const history = place.open();
  history.save(aConversation({ id: 'old', createdAt: at(-86_400_000), state: 'failed' }));
  history.save(aConversation({ id: 'office', connection: office, createdAt: at(1) }));
  history.save(aConversation({ id: 'new', createdAt: at(2) }));
  history.save(aConversation({ id: 'kept', createdAt: at(-9 * 86_400_000) }));
  history.label(['kept', 'new'], { title: 'A title' });
  history.label(['kept'], { pinnedAt: at(3), title: undefined });
  const { conversations } = history.page();
  const moment = { now: noon, locale: 'en-GB' };
  return toHistoryGroups(conversations, history.pinned(), grouping, moment).map(
    ({ heading, conversations: rows }) => `${heading}: ${rows.map(({ id, title }) => title ?? id).join(' ')}`,
  );
}

describe('the history, what is pinned above all,', () => {
  it('by day', () =>
    assert.deepEqual(groups('day'), ['Pinned: kept', 'Today: A title office', 'Yesterday: old']));
  it('by connection', () =>
    assert.deepEqual(groups('connection'), ['Pinned: kept', 'Grand Hotel: A title old', 'Office: office']));
  it('by state', () =>
    assert.deepEqual(groups('state'), ['Pinned: kept', 'open: A title office', 'failed: old']));
  it('without groups', () => assert.deepEqual(groups('none'), ['Pinned: kept', ': A title office old']));
});
