import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseSearchQuery } from '../../../../src/core/history/search/searchQuery.ts';
import { aPlace, noon } from './fixtures.ts';
import { write } from './writers.ts';

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

const appended = Number(process.env['APPENDED'] ?? 400);

describe('processes that share a history', () => {
  it(`append ${appended} turns each while another pages and searches: none missing, none torn, none refused`, async () => {
    using place = aPlace();
    const names = ['one', 'two', 'three', 'four'];
    const writers = names.map((name) => write(place.directory, 'append', name, String(appended)));
    let isWriting = true;
    const exits = Promise.all(writers.map((writer) => once(writer, 'exit'))).finally(
      () => (isWriting = false),
    );
    const reader = place.open({ now: Date.now, isProcessAlive });
    let looks = 0;
    // oxlint-disable-next-line no-unmodified-loop-condition -- it changes when the last of them has gone
    while (isWriting) {
      const { next } = reader.page({ limit: 5 });
      reader.page({ after: next });
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const { hits } = await reader.search(parseSearchQuery('said', noon)).next(20);
      for (const { line } of hits) assert.match(line?.text ?? '', /said (?:one|two|three|four)\d+x/);
      looks++;
      // oxlint-disable-next-line no-await-in-loop
      await pause(5);
    }
    assert.deepEqual(
      await exits,
      names.map(() => [0, null]),
    );
    assert.ok(looks > 3, `${looks}`);
    assert.deepEqual(place.problems, []);
    using database = new DatabaseSync(path.join(place.directory, 'history.db'));
    const turns = database.prepare('SELECT id, user_text, reply FROM turns').all();
    const expected = names.flatMap((name) =>
      Array.from({ length: appended }, (_, number) => `${name}-${number}`),
    );
    assert.deepEqual(turns.map(({ id }) => String(id)).toSorted(), expected.toSorted());
    for (const { id, user_text, reply } of turns) {
      const text = `said ${String(id).replace('-', '')}x `.repeat(20);
      assert.deepEqual([user_text, reply], [text, text]);
    }
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop
      const { hits } = await reader.search(parseSearchQuery(`"${name}${appended - 1}x"`, noon)).next();
      assert.equal(hits.length, 1, name);
    }
    const lacking = database
      .prepare('SELECT count(*) AS n FROM turns WHERE rowid * 2 NOT IN (SELECT id FROM search_words_docsize)')
      .get();
    assert.equal(lacking?.['n'], 0);
  });

  it('begin and write it at once, and nothing is lost', async () => {
    using place = aPlace();
    const writers = ['one', 'two'].map((name) => write(place.directory, 'many', name));
    const exits = await Promise.all(writers.map((writer) => once(writer, 'exit')));
    assert.deepEqual(exits, [
      [0, null],
      [0, null],
    ]);
    const history = place.open();
    const first = history.page();
    assert.equal(first.conversations.length, 200);
    assert.equal(first.next, undefined);
  });

  it('killed between sending and the answer, leave what was said, and an honest state', async () => {
    using place = aPlace();
    const history = place.open({ now: Date.now, isProcessAlive });
    const writer = write(place.directory, 'ask');
    await once(writer.stdout, 'data');
    const before = history.get('asked');
    assert.deepEqual([before?.state, before?.turns[0]?.state], ['creating', 'pending']);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const after = history.get('asked');
    assert.deepEqual([after?.state, after?.turns[0]?.state], ['unknown', 'unknown']);
    assert.equal(after?.turns[0]?.userText, 'A room for two');
  });
});
