import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backtest, type CheckHistory } from '../../../../src/core/chatTest/backtest.ts';
import { loadChatTest } from '../../../../src/core/chatTest/loadChatTest.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { answerTurn, beginTurn } from '../../../../src/core/conversation/transitions.ts';
import {
  aConversation,
  anExchange,
  aPlace,
  aReply,
  at,
  grandHotel,
  type Place,
} from '../history/fixtures.ts';

const owner = { processId: process.pid, deadlineAt: at(60_000) };

/** A conversation in which the person says one thing after the other, with the agent's answers to it. */
function record(place: Place, id: string, turns: readonly (readonly [said: string, reply: string])[]): void {
  let conversation: Conversation = aConversation({ id, reply: 'Hello', parameters: {} });
  for (const [userText, response] of turns) {
    const begun = beginTurn(conversation, { kind: 'respond', userText, at: at(0), owner, recorded: true });
    const body = JSON.stringify({ conversation_id: 'c', response, end_conversation: false });
    const exchange = anExchange({ responseBody: body, latencyMs: 400 });
    conversation = answerTurn(begun, begun.turns.length - 1, aReply(response, { exchange }), at(1));
  }
  place.open().save(conversation);
}

async function historyOf(
  place: Place,
  text: string,
): Promise<readonly (CheckHistory & { written: string })[]> {
  const source = { file: 'a.polyai.yaml', text, readBeside: async () => undefined };
  const { loaded, problems } = await loadChatTest(source, '2026-01-01');
  assert.deepEqual(problems, []);
  assert.ok(loaded);
  const history = place.open();
  const found = await backtest(loaded, {
    connectionOf: () => grandHotel,
    recorded: (turn, onTooLarge) => history.repliesToSameTurn(turn, onTooLarge),
  });
  return found.map((one) => ({ ...one, written: text.slice(one.start, one.end) }));
}

const test = (turns: string): string => `test: Breakfast\nturns:\n${turns}`;

describe('a check, in recorded replies of its turn', () => {
  it('holds in 37 of 40, and the three others are shown', async () => {
    using place = aPlace();
    for (let index = 0; index < 40; index++) {
      const reply = index % 13 === 0 && index > 0 ? 'We have no breakfast.' : 'From seven to ten.';
      record(place, `c${index}`, [['When is breakfast?', reply]]);
    }
    record(place, 'other', [
      ['Hello', 'Hello'],
      ['When is breakfast?', 'Never'],
    ]);
    const [contains, inside, latency] = await historyOf(
      place,
      test(
        '  - user: When is breakfast?\n    expect: { contains: seven, not: { contains: sorry }, latencyMs: 4000 }\n',
      ),
    );
    assert.deepEqual([contains?.written, contains?.held, contains?.of], ['contains', 37, 40]);
    assert.deepEqual(
      contains?.failing.map(({ conversation }) => conversation),
      ['c39', 'c26', 'c13'],
    );
    assert.deepEqual(contains?.failing[0]?.reply, 'We have no breakfast.');
    assert.match(contains?.failing[0]?.sentence ?? '', /does not contain "seven"/);
    assert.deepEqual([inside?.held, inside?.of, latency?.held, latency?.of], [40, 40, 40, 40]);
  });

  it('is found behind a greeting, which says nothing before it', async () => {
    using place = aPlace();
    record(place, 'a', [['When?', 'From seven to ten.']]);
    const found = await historyOf(
      place,
      test('  - expect: { contains: hello }\n  - user: When?\n    expect: { contains: seven }\n'),
    );
    assert.deepEqual(
      found.map(({ held, of }) => [held, of]),
      [
        [1, 1],
        [1, 1],
      ],
    );
  });

  it('holds the thread for no reply of megabytes, which is left out and counted', async () => {
    using place = aPlace();
    record(place, 'long', [['When?', 'From seven to ten. '.repeat(200_000)]]);
    record(place, 'short', [['When?', 'From seven to ten.']]);
    const [contains] = await historyOf(place, test('  - user: When?\n    expect: { contains: seven }\n'));
    assert.deepEqual([contains?.held, contains?.of, contains?.leftOut], [1, 1, 1]);

    record(place, 'long too', [['And when?', 'From seven to ten. '.repeat(200_000)]]);
    const [alone] = await historyOf(place, test('  - user: And when?\n    expect: { contains: seven }\n'));
    assert.deepEqual([alone?.held, alone?.of, alone?.leftOut], [0, 0, 1]);
  });

  it('is judged with the variables of each case, and with what never may be said', async () => {
    using place = aPlace();
    record(place, 'a', [['London?', 'Open from ten']]);
    record(place, 'b', [['Berlin?', 'As an AI I do not know']]);
    const found = await historyOf(
      place,
      `test: Hours in \${city}\nrows:\n  - { city: London, hours: ten }\n  - { city: Berlin, hours: nine }\nturns:\n` +
        `  - user: "\${city}?"\n    expect: { contains: "\${hours}" }\nnever: { contains: as an AI }\n`,
    );
    assert.deepEqual(
      found.map(({ key, held, of }) => [key, held, of]),
      [
        ['contains', 1, 2],
        ['contains', 1, 2],
      ],
    );
  });

  it('says nothing where the words are other ones each time', async () => {
    using place = aPlace();
    record(place, 'a', [
      ['My number?', 'BK-1'],
      ['Move BK-1', 'Moved'],
    ]);
    const found = await historyOf(
      place,
      test(
        `  - user: My number?\n    expect: { startsWith: BK }\n    capture: { n: 'BK-\\d' }\n` +
          `  - user: Move \${n}\n    expect: { contains: moved }\n`,
      ),
    );
    assert.deepEqual(
      found.map(({ key, of }) => [key, of]),
      [['startsWith', 1]],
    );
  });
});
