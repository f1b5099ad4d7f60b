import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DatabaseSync } from 'node:sqlite';
import type { History } from '../../../../src/core/history/history.ts';
import { openHistoryFile } from '../../../../src/core/history/historyFile.ts';
import { createHistoryPages } from '../../../../src/core/history/historyPages.ts';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { aConversation, aPlace, noon } from './fixtures.ts';

/** How SQLite finds what each of them asks for: https://www.sqlite.org/eqp.html */
async function plansOf(action: (history: History) => unknown): Promise<string> {
  using place = aPlace();
  const asked = new Set<string>();
  let database: DatabaseSync | undefined;
  const openFile = (file: string) => {
    const opened = openHistoryFile(file);
    const prepare = opened.prepare.bind(opened);
    opened.prepare = (sql) => {
      asked.add(sql);
      return prepare(sql);
    };
    return (database = opened);
  };
  const history = place.open({ openFile });
  history.save(aConversation());
  history.label(['id-1'], { title: 'A title', tags: ['a'], pinnedAt: new Date(noon).toISOString() });
  asked.clear();
  await action(history);
  const plans = [...asked].flatMap((sql) => database?.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() ?? []);
  return plans.map(({ detail }) => String(detail)).join('\n');
}

const search = (history: History, text: string) => history.search(parseSearchQuery(text, noon)).next();

const views = {
  conversations_own: (history: History) => history.page({ filter: { is: ['own'] } }),
  conversations_of_tests: (history: History) => createHistoryPages(history, () => noon).read(''),
  conversations_pinned: (history: History) => history.pinned(),
  conversations_labelled: (history: History) => search(history, 'title'),
  conversations_tagged: (history: History) => history.labelsInUse(),
};

for (const [index, view] of Object.entries(views)) {
  it(`a hundred thousand with a label, of tests or of none hold no view: ${index} is where it looks`, async () => {
    const plans = await plansOf(view);
    assert.match(plans, new RegExp(`USING (COVERING )?INDEX ${index}`));
    assert.doesNotMatch(plans, /SCAN (conversations|labelled|turns)$/m);
  });
}
