import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistoryCursor } from '../../../../src/core/history/history.ts';
import { threadMs } from '../../../support/threadTime.ts';
import { longestStretch } from '../../../support/timing.ts';
import { aWindow, call, createCall } from '../conversation/aService.ts';
import { aConversation, aPlace, at, noon } from './fixtures.ts';
import { fillHistory } from './manyConversations.ts';
import { wordsOnDisk } from './wordsOnDisk.ts';
import { write } from './writers.ts';

const yearMs = 365 * 86_400_000;

describe('a history whose conversations began at the same moment', () => {
  it('is paged through with none twice and none missing, while another process adds some and deletes them', async () => {
    using place = aPlace();
    const history = place.open();
    const ids = Array.from({ length: 400 }, (_, number) => `same-${number}`);
    await Promise.all(
      ids.map((id) => {
        const { turns, ...head } = aConversation({ id });
        return history.write({ head, turns });
      }),
    );
    const writer = write(place.directory, 'churn');
    await once(writer.stdout, 'data');
    for (const length of [1, 7, 200]) {
      const seen: string[] = [];
      let after: HistoryCursor | undefined;
      do {
        const { conversations, next } = history.page({ limit: length, after });
        seen.push(...conversations.map(({ id }) => id));
        after = next;
        // oxlint-disable-next-line no-await-in-loop -- others get their turn
        await nextTurn();
      } while (after);
      const ours = seen.filter((id) => id.startsWith('same-'));
      assert.equal(new Set(seen).size, seen.length, 'none twice');
      assert.deepEqual(ours.toSorted(), ids.toSorted());
    }
    writer.stdin.end();
    assert.deepEqual(await once(writer, 'exit'), [0, null]);
    assert.deepEqual(place.problems, []);
  });
});

describe('a history of hostile beginnings', () => {
  it('shows a page of them without reading what is long: a megabyte, right to left, nothing, a lone surrogate', () => {
    using place = aPlace();
    const history = place.open();
    const beginnings = [
      'x'.repeat(1_000_000),
      '\u202Eevil\u202C مرحبا',
      '',
      ' \n\t ',
      '\uD800 alone',
      '\0zero',
      '{"a":',
    ];
    for (let number = 0; number < 21; number++) {
      const text = beginnings[number % beginnings.length] ?? '';
      history.save(aConversation({ id: `c${number}`, createdAt: at(number), userText: text, reply: text }));
    }
    const { conversations } = history.page();
    assert.equal(conversations.length, 21);
    for (const { firstUserText = '', firstReply = '' } of conversations) {
      assert.ok(firstUserText.length <= 200 && firstReply.length <= 200);
    }
    const usedMs = Array.from({ length: 5 }, () => {
      const before = threadMs();
      history.page();
      return threadMs() - before;
    });
    assert.ok(Math.min(...usedMs) < 20, usedMs.join(' '));
    assert.equal(history.get('c14')?.turns[0]?.userText?.length, 1_000_000);
  });
});

describe('a clock that jumps', () => {
  const jumps = {
    'a year back': -yearMs,
    'ten years ahead': 10 * yearMs,
    'an hour back, as in autumn': -3_600_000,
    'an hour ahead, as in spring': 3_600_000,
    'before 1970': -noon - yearMs,
  };
  for (const [what, jumpMs] of Object.entries(jumps)) {
    it(`${what}: the conversation goes on, in its order, and every window sees it`, async () => {
      using place = aPlace();
      let now = noon;
      const { service, errors } = aWindow(place, {}, { now: () => now });
      const { id } = await service.create(createCall);
      await service.send({ ...call, id, message: 'before' });
      now += jumpMs;
      await service.send({ ...call, id, message: 'after' });
      now -= jumpMs;
      await service.send({ ...call, id, message: 'right again' });
      await service.close({ ...call, id });
      const shown = service.get(id);
      const stored = place.open({ now: () => noon + jumpMs }).get(id);
      for (const conversation of [shown, stored]) {
        assert.deepEqual(
          conversation?.turns.map(({ userText, state }) => [userText, state]),
          [
            [undefined, 'answered'],
            ['before', 'answered'],
            ['after', 'answered'],
            ['right again', 'answered'],
            [undefined, 'answered'],
          ],
        );
      }
      assert.equal(stored?.state, 'closed');
      assert.deepEqual(errors, []);
      assert.equal(place.open().page().conversations.length, 1);
    });
  }
});

/** `CLEARED=100000` for the whole. */
const cleared = Number(process.env['CLEARED'] ?? 600);

describe(`${cleared} conversations that are cleared`, () => {
  it('leave no label, no result of a chat test and no word, and hold neither this window nor one that chats', async (test) => {
    using place = aPlace();
    fillHistory(place, cleared);
    const history = place.open({ now: Date.now, isProcessAlive: () => true });
    const run = {
      id: 'run',
      startedAt: at(0),
      seed: null,
      commit: { id: 'zebracommit', branch: 'zebrabranch', dirty: true },
    };
    for (let number = 1; number < 200; number++) {
      const id = `c${String(number).padStart(6, '0')}`;
      history.label([id], {
        title: `zebratitle${number}`,
        note: 'zebranote',
        tags: ['zebratag'],
        pinnedAt: at(0),
      });
      history.testResults.add({
        id: `r${number}`,
        run,
        file: 'file:///zebrafile.yaml',
        item: 'zebraitem',
        connection: 'zebraconnection',
        status: 'passed',
        at: at(number),
        conversations: [id],
        detail: '{"said":"zebradetail"}',
      });
    }
    // Nothing came of it, so it has no conversation.
    history.testResults.add({
      id: 'r0',
      run,
      file: 'file:///zebrafile.yaml',
      item: 'zebraitem',
      connection: 'zebraconnection',
      status: 'errored',
      at: at(0),
      conversations: [],
      detail: '{"said":"zebradetail"}',
    });
    await history.testResults.drain();
    assert.deepEqual(wordsOnDisk(place.directory, ['zebratitle77']), ['zebratitle77']);
    const writer = write(place.directory, 'save');
    test.after(() => writer.kill());
    const told = text(writer.stdout);
    await once(writer.stdout, 'readable');

    const { longestMs, result } = await longestStretch(() => history.clear());
    assert.equal(result, true);
    writer.stdin.end();
    const times = (JSON.parse((await told).trim()) as number[]).toSorted((a, b) => b - a);
    await once(writer, 'exit');
    test.diagnostic(
      `this thread held for at most ${longestMs.toFixed(1)} ms; ${times.length} saves beside it, the longest took ${times[0]?.toFixed(0)} ms`,
    );
    // Quiet machines hold it for less than 20 ms; beside other tests the caches are cold.
    assert.ok(longestMs < 80, `${longestMs}`);
    await history.clear();
    const words = 'title77 title note tag detail file item connection commit branch'.split(' ');
    assert.deepEqual(
      wordsOnDisk(
        place.directory,
        words.map((word) => `zebra${word}`),
      ),
      [],
    );
    assert.deepEqual(history.pinned(), []);
  });
});
