import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openHistoryFile } from '../../../../src/core/history/historyFile.ts';
import { olderPageQuery } from '../../../../src/core/history/conversationTable.ts';
import type { HistoryCursor } from '../../../../src/core/history/history.ts';
import {
  answerTurn,
  beginTurn,
  failTurn,
  type TurnFailure,
} from '../../../../src/core/conversation/transitions.ts';
import { until } from '../../../support/until.ts';
import {
  aConversation,
  anExchange,
  aPendingConversation,
  aPlace,
  aReply,
  asStored,
  at,
  noon,
} from './fixtures.ts';

const owner = { processId: process.pid, deadlineAt: at(60_000) };
const refused: TurnFailure = {
  error: { reason: 'unauthorized', outcome: 'refused', status: 401, code: 'AUTH', serverMessage: 'no' },
  exchange: anExchange({ status: 401, correlationId: 'abc' }),
};

describe('a history', () => {
  it('touches nothing before it is used', () => {
    using place = aPlace();
    place.open();
    assert.deepEqual(readdirSync(place.directory), []);
  });

  it('gives back what it was given, after a restart too', () => {
    using place = aPlace();
    const answered = aConversation({ userText: 'A room for two 🛏️', handoff: { destination: 'desk' } });
    const failed = failTurn(aPendingConversation({ id: 'b' }), 0, refused, at(5));
    const first = place.open();
    first.save(answered);
    first.save(failed);
    first.dispose();
    const second = place.open();
    assert.deepEqual(asStored(second.get('a')), asStored(answered));
    assert.deepEqual(asStored(second.get('b')), asStored(failed));
    assert.equal(second.get('c'), undefined);
  });

  it('says after a restart too that nobody chose the parameters', () => {
    using place = aPlace();
    const first = place.open();
    first.save(aConversation({ isAsLastTime: true }));
    first.save(aConversation({ id: 'b' }));
    first.dispose();
    const second = place.open();
    assert.deepEqual([second.get('a')?.isAsLastTime, second.get('b')?.isAsLastTime], [true, undefined]);
  });

  it('opens nothing again for who asks it after its window was left', () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation());
    history.dispose();
    rmSync(place.directory, { recursive: true });
    assert.throws(() => history.get('a'));
    assert.equal(existsSync(place.directory), false);
  });

  it('keeps its file from the other users of the machine', { skip: process.platform === 'win32' }, () => {
    using place = aPlace();
    place.open().save(aConversation());
    assert.equal(statSync(path.join(place.directory, 'history.db')).mode & 0o077, 0);
  });

  it('tells of a conversation what a row of the view needs', () => {
    using place = aPlace();
    const history = place.open();
    const asked = beginTurn(aConversation(), {
      kind: 'respond',
      userText: 'x'.repeat(999),
      at: at(2),
      owner,
    });
    history.save(failTurn(asked, 1, refused, at(3)));
    const [row] = history.page().conversations;
    assert.equal(row?.turnCount, 2);
    assert.equal(row?.firstReply, 'Hi, how can I help?');
    assert.equal(row?.firstUserText, 'x'.repeat(200));
    assert.equal(row?.lastError?.code, 'AUTH');
    assert.equal(row?.connection.connectionName, 'Grand Hotel');
  });

  it('hides what is deleted, restores it, and purges it for good', async () => {
    using place = aPlace();
    const history = place.open();
    for (const id of ['a', 'b', 'c']) history.save(aConversation({ id }));
    history.delete(['a', 'b']);
    assert.deepEqual(ids(history.page()), ['c']);
    assert.equal(history.get('a'), undefined);
    history.restore(['a']);
    assert.deepEqual(ids(history.page()), ['c', 'a']);
    await history.purge(at(0));
    history.restore(['b']);
    assert.deepEqual(ids(history.page()), ['c', 'b', 'a'], 'hidden at this very moment is not before it');
    history.delete(['b']);
    await history.purge();
    history.restore(['b']);
    assert.deepEqual(ids(history.page()), ['c', 'a']);
  });

  it('gives back for a day what was deleted, and then no more', () => {
    using place = aPlace();
    const first = place.open();
    first.save(aConversation({ userText: 'a deleted secret of the guest' }));
    first.delete(['a']);
    first.dispose();
    place.open({ now: () => noon + 23 * 3_600_000 }).restore(['a']);
    const second = place.open({ now: () => noon + 24 * 3_600_000 });
    assert.equal(second.get('a')?.id, 'a');
    second.delete(['a']);
    second.dispose();
    const third = place.open({ now: () => noon + 49 * 3_600_000 });
    third.restore(['a']);
    assert.equal(third.get('a'), undefined);
  });

  it('leaves nothing in the file of what was purged', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation({ userText: 'a deleted secret of the guest' }));
    history.save(aConversation({ id: 'b' }));
    history.delete(['a']);
    await history.purge();
    const bytes = readdirSync(place.directory).map((name) => readFileSync(path.join(place.directory, name)));
    assert.equal(Buffer.concat(bytes).includes('a deleted secret'), false);
    assert.equal(history.get('b')?.turns.length, 1);
  });

  it('writes a turn again when its conversation had been purged meanwhile', async () => {
    using place = aPlace();
    const history = place.open();
    const conversation = aConversation();
    history.save(conversation);
    history.delete(['a']);
    await history.purge();
    history.save(conversation);
    assert.equal(history.get('a')?.turns.length, 1);
  });

  it('shows a row it cannot wholly read, as unknown rather than not at all', () => {
    using place = aPlace();
    const history = place.open();
    for (const id of ['a', 'b', 'c']) history.save(aConversation({ id }));
    using database = new DatabaseSync(path.join(place.directory, 'history.db'));
    database.exec(`UPDATE conversations SET rest = '{', state = 'dreaming' WHERE id = 'b';
                   UPDATE turns SET rest = 'x', exchange = '[]', error = '7', kind = '?', state = '?' WHERE conversation = 'b'`);
    assert.deepEqual(ids(history.page()), ['c', 'b', 'a']);
    assert.equal(history.page().conversations[1]?.state, 'unknown');
    assert.equal(history.get('b')?.turns[0]?.reply, 'Hi, how can I help?');
  });

  it('keeps fields it does not know', () => {
    using place = aPlace();
    const history = place.open();
    const connection = { ...aConversation().connection, planet: 'Earth' };
    history.save(aConversation({ connection }));
    assert.deepEqual(history.get('a')?.connection, connection);
  });
});

describe('ten thousand conversations', () => {
  it('come in exact pages of 200, newest first, also while new ones arrive', () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation({ id: 'c', createdAt: at(-3_600_000) }));
    using database = new DatabaseSync(path.join(place.directory, 'history.db'));
    // Five share each moment, so that pages are cut within one.
    database.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      INSERT INTO conversations (id, conversation_id, connection_id, state, created_at, updated_at, rest, turn_count,
        first_user_text, first_reply, last_error) SELECT format('c%05d', i), conversation_id, connection_id, state,
        strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', format('+%d seconds', i / 5)), updated_at, rest,
        turn_count, first_user_text, first_reply, last_error FROM conversations, n WHERE id = 'c'`);
    history.delete(['c']);
    const seen: string[] = [];
    let after: HistoryCursor | undefined;
    do {
      const page = history.page({ after });
      seen.push(...ids(page));
      assert.equal(page.conversations.length, 200);
      if (after === undefined) history.save(aConversation({ id: 'new', createdAt: at(1) }));
      after = page.next;
    } while (after);
    const expected = Array.from({ length: 10_000 }, (_, i) => `c${String(10_000 - i).padStart(5, '0')}`);
    assert.deepEqual(seen, expected);
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${olderPageQuery('')}`)
      .all({ createdAt: 'z', id: 'z', limit: 201 })
      .map(({ detail }) => String(detail));
    // Found through the index, however many there are: no row is sorted or passed over.
    assert.ok(
      plan.every((step) => !/TEMP B-TREE|^SCAN conversations$/.test(step)),
      plan.join(' '),
    );
  });

  it('are never given out more than 200 at once', () => {
    using place = aPlace();
    const history = place.open();
    for (let i = 0; i < 3; i++) history.save(aConversation({ id: `c${i}` }));
    assert.deepEqual(ids(history.page({ limit: 2 })), ['c2', 'c1']);
    assert.deepEqual(history.page({ limit: 2 }).next, { createdAt: at(0), id: 'c1' });
    assert.equal(history.page({ limit: 3 }).next, undefined);
    assert.equal(history.page({ limit: 0 }).conversations.length, 1);
  });
});

describe('two windows', () => {
  it('see each other’s conversations, and are told', async () => {
    using place = aPlace();
    const [here, there] = [place.open(), place.open()];
    let told = 0;
    assert.deepEqual(ids(here.page()), []);
    here.onDidChange(() => told++);
    there.save(aConversation());
    await until('the other window to be told', () => told > 0);
    assert.deepEqual(ids(here.page()), ['a']);
  });

  it('are told of their own changes once', () => {
    using place = aPlace();
    const history = place.open();
    let told = 0;
    history.onDidChange(() => told++);
    history.save(aConversation());
    assert.equal(told, 1);
  });

  it('both add a turn to one conversation, and none is lost', () => {
    using place = aPlace();
    const [here, there] = [place.open(), place.open()];
    here.save(aConversation());
    const mine = beginTurn(orFail(here.get('a')), { kind: 'respond', userText: 'mine', at: at(1), owner });
    const theirs = beginTurn(orFail(there.get('a')), {
      kind: 'respond',
      userText: 'theirs',
      at: at(2),
      owner,
    });
    here.save(mine);
    there.save(theirs);
    here.save(answerTurn(mine, 1, aReply('to mine'), at(3)));
    there.save(answerTurn(theirs, 1, aReply('to theirs'), at(4)));
    const turns = orFail(here.get('a')).turns.map((turn) => [turn.index, turn.userText, turn.reply]);
    assert.deepEqual(turns, [
      [0, undefined, 'Hi, how can I help?'],
      [1, 'mine', 'to mine'],
      [2, 'theirs', 'to theirs'],
    ]);
  });

  it('never put an old "pending" over an answer', () => {
    using place = aPlace();
    const [here, there] = [place.open(), place.open()];
    const pending = aPendingConversation();
    here.save(pending);
    there.save(answerTurn(pending, 0, aReply('Hi'), at(1)));
    const stale = { ...pending, turns: pending.turns.map((turn) => ({ ...turn })) };
    here.save(stale);
    assert.equal(here.get('a')?.turns[0]?.reply, 'Hi');
  });
});

describe('what is kept of a conversation', () => {
  it('follows each thing that changes alone: the server’s id, the process, the state', () => {
    using place = aPlace();
    const history = place.open();
    const pending = aPendingConversation();
    const kept = () => {
      const { conversationId, lastProcessId, state, updatedAt } = orFail(history.summary('a'));
      return [conversationId, lastProcessId, state, updatedAt];
    };
    history.save(pending);
    assert.deepEqual(kept(), [undefined, process.pid, 'creating', at(0)]);
    history.save({ ...pending, conversationId: 'S-1' });
    assert.deepEqual(kept(), ['S-1', process.pid, 'creating', at(0)]);
    history.save({ ...pending, lastProcessId: 7 });
    assert.deepEqual(kept(), ['S-1', 7, 'creating', at(0)]);
    history.save({ ...pending, state: 'open', lastProcessId: undefined });
    assert.deepEqual(kept(), ['S-1', 7, 'open', at(0)]);
    history.save({ ...pending, conversationId: 'S-2', updatedAt: at(5) });
    assert.deepEqual(kept(), ['S-1', process.pid, 'open', at(5)]);
    assert.deepEqual(
      history.openConversations().map(({ id }) => id),
      ['a'],
    );
    history.save({ ...pending, state: 'ended' });
    assert.deepEqual(kept(), ['S-1', process.pid, 'ended', at(5)]);
    assert.deepEqual(history.openConversations(), []);
  });

  it('has each turn once, whichever of its states comes first or twice', () => {
    using place = aPlace();
    const history = place.open();
    const pending = aPendingConversation();
    const answered = answerTurn(pending, 0, aReply('Hi'), at(1));
    const next = beginTurn(answered, { kind: 'respond', userText: 'One', at: at(2), owner });
    const said = answerTurn(next, 1, aReply('Two'), at(3));
    const turns = () =>
      orFail(history.get('a')).turns.map(({ index, state, reply }) => [index, state, reply]);
    for (const one of [pending, pending, answered, answered, pending]) history.save(one);
    assert.deepEqual(turns(), [[0, 'answered', 'Hi']]);
    assert.equal(history.summary('a')?.turnCount, 1);
    // Its beginning was refused by the disk, so its end is the first that is heard of it.
    for (const one of [said, next, said]) history.save(one);
    assert.deepEqual(turns(), [
      [0, 'answered', 'Hi'],
      [1, 'answered', 'Two'],
    ]);
    assert.equal(history.summary('a')?.turnCount, 2);
  });
});

describe('a turn that waits for an answer', () => {
  it('stays pending while its process lives and has time', () => {
    using place = aPlace();
    place.open().save(aPendingConversation());
    assert.equal(place.open().get('a')?.state, 'creating');
  });

  it('is unknown once its process is gone, and that is written down', () => {
    using place = aPlace();
    place.open().save(aPendingConversation({ userText: 'Hello' }));
    const [row] = place.open({ isProcessAlive: () => false }).page().conversations;
    assert.equal(row?.state, 'unknown');
    const later = orFail(place.open().get('a'));
    assert.deepEqual(
      [later.state, later.turns[0]?.state, later.turns[0]?.userText],
      ['unknown', 'unknown', 'Hello'],
    );
  });

  it('is unknown once its time is up, also when another process now has that number', () => {
    using place = aPlace();
    place.open().save(aPendingConversation());
    assert.equal(place.open({ now: () => noon + 70_000 }).get('a')?.state, 'unknown');
  });

  it('takes the answer after all when it comes', () => {
    using place = aPlace();
    const pending = aPendingConversation();
    const here = place.open();
    here.save(pending);
    place.open({ isProcessAlive: () => false }).page();
    here.save(answerTurn(pending, 0, aReply('Hi'), at(1)));
    assert.equal(place.open().get('a')?.state, 'open');
  });
});

describe('a file that is removed while it is in use', () => {
  it('is begun again, and says so', { skip: process.platform === 'win32' }, async () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation());
    let told = false;
    history.onDidChange(() => (told = true));
    for (const name of readdirSync(place.directory)) rmSync(path.join(place.directory, name));
    await until('the history to notice', () => told);
    history.save(aConversation({ id: 'b' }));
    assert.ok(existsSync(path.join(place.directory, 'history.db')));
    openHistoryFile(path.join(place.directory, 'history.db')).close();
    assert.deepEqual(ids(history.page()), ['b']);
  });
});

function ids(page: { readonly conversations: readonly { readonly id: string }[] }): string[] {
  return page.conversations.map(({ id }) => id);
}

function orFail<T>(value: T | undefined): T {
  assert.ok(value);
  return value;
}
