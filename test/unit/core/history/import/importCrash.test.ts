import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { Conversation } from '../../../../../src/core/conversation/conversation.ts';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';
import { aConversation, aPlace, anExchange, at, noon } from '../fixtures.ts';
import { toJsonLines } from './transfer.ts';

/** IMPORT_KILLS=100 kills more often. */
const kills = Number(process.env['IMPORT_KILLS'] ?? 6);
const program = path.join(import.meta.dirname, 'importProcess.ts');

function aLongConversation(index: number, turns: number): Conversation {
  const begun = aConversation({ id: `id-${index}`, createdAt: at(index * 1000), state: 'closed' });
  const [first] = begun.turns;
  assert.ok(first);
  return {
    ...begun,
    turns: Array.from({ length: turns }, (_, place) => ({
      ...first,
      id: `turn-${place}`,
      index: place,
      userText: `word${place} of ${index}`,
      exchange: anExchange({ responseBody: JSON.stringify({ response: 'x'.repeat(500) }) }),
    })),
  };
}

describe('an import that is killed', () => {
  it('leaves whole conversations only, goes on when it is started again, and its words are found', async () => {
    using here = aPlace();
    using there = aPlace();
    const [one, other] = [here.open(), there.open()];
    for (let index = 0; index < 60; index++) one.save(aLongConversation(index, index % 10 === 0 ? 400 : 8));
    one.label(['id-10'], { title: 'A long one' });
    const text = await toJsonLines(one);
    const file = path.join(here.directory, 'all.jsonl');
    writeFileSync(file, text);
    assert.equal(other.count(), 0);
    const database = path.join(there.directory, 'history.db');

    const begin = () =>
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, database, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    for (let time = 0; time < kills; time++) {
      const child = begin();
      // After a few parts, each time at another place.
      let parts = 0;
      for await (const piece of child.stdout) {
        parts += String(piece).length;
        if (parts > 3 + time * 2) break;
      }
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      let after: { readonly createdAt: string; readonly id: string } | undefined;
      do {
        const page = other.page({ after });
        for (const { id } of page.conversations) {
          assert.equal(other.get(id)?.turns.length, one.get(id)?.turns.length);
        }
        after = page.next;
      } while (after);
    }
    const last = begin();
    let told = '';
    for await (const piece of last.stdout) told += String(piece);
    assert.match(told, /\{"added":\d+,"same":\d+\}$/);
    assert.equal(other.count(), 60);
    assert.equal(other.summary('id-10')?.title, 'A long one');
    const found = await other.search(parseSearchQuery('word399', noon)).next();
    assert.equal(found.hits.length, 6);
    // Nothing half is left behind for anybody to stumble over.
    using rows = new DatabaseSync(database, { readOnly: true });
    assert.equal(rows.prepare('SELECT count(*) AS count FROM conversations').get()?.['count'], 60);
    assert.equal(rows.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
  });
});
