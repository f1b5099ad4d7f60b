import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { CreateChatParameters, JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { answerTurn, beginTurn, failTurn } from '../../../../src/core/conversation/transitions.ts';
import { openHistoryFile } from '../../../../src/core/history/historyFile.ts';
import { saidQuery, type SameTurn } from '../../../../src/core/history/sameTurn.ts';
import { indexPart } from '../../../../src/core/history/search/searchIndex.ts';
import { aConversation, anExchange, aPlace, aReply, at, grandHotel } from './fixtures.ts';
import { threadMs } from '../../../support/threadTime.ts';

const owner = { processId: process.pid, deadlineAt: at(60_000) };
const agent = { connection: grandHotel, parameters: { channel: 'webchat' } };

/** A conversation in which these things were said, each answered by `REPLY to WHAT`. */
function saying(
  id: string,
  words: readonly string[],
  fields: Partial<Conversation> = {},
  reply = 'reply',
): Conversation {
  let conversation: Conversation = aConversation({ id, reply: `${reply} to nothing`, ...fields });
  for (const userText of words) {
    const begun = beginTurn(conversation, { kind: 'respond', userText, at: at(0), owner, recorded: true });
    conversation = answerTurn(begun, begun.turns.length - 1, aReply(`${reply} to ${userText}`), at(1));
  }
  return conversation;
}

function repliesIn(place: ReturnType<typeof aPlace>, wanted: Partial<SameTurn>): readonly string[] {
  return place
    .open()
    .repliesToSameTurn({ ...agent, words: [], ...wanted })
    .map(({ conversation, turn }) => `${conversation.id}: ${turn.reply}`);
}

describe('recorded replies to the same turn', () => {
  it('are those of the same agent after the same words, newest first', () => {
    using place = aPlace();
    const history = place.open();
    history.save(saying('a', ['hello', 'a room']));
    history.save(saying('b', ['hello', 'a room', 'thanks']));
    history.save(saying('other words', ['hi', 'a room']));
    history.save(saying('fewer words', ['a room']));
    history.save(
      saying('another agent', ['hello', 'a room'], { connection: { ...grandHotel, projectId: 'spa' } }),
    );
    history.save(
      saying('another connection', ['hello', 'a room'], {
        connection: { ...grandHotel, connectionId: 'c-2', origin: 'https://elsewhere.example' },
      }),
    );
    history.save(
      saying('same origin', ['hello', 'a room'], { connection: { ...grandHotel, connectionId: 'c-2' } }),
    );
    history.save(saying('other parameters', ['hello', 'a room'], { parameters: { channel: 'sms' } }));
    history.save(saying('deleted', ['hello', 'a room']));
    history.delete(['deleted']);
    assert.deepEqual(repliesIn(place, { words: ['hello', 'a room'] }), [
      'same origin: reply to a room',
      'b: reply to a room',
      'a: reply to a room',
    ]);
  });

  it('are greetings when nothing was said yet', () => {
    using place = aPlace();
    const attributes = (json: string): CreateChatParameters => ({
      integrationAttributes: json as JsonObjectText,
    });
    place.open().save(saying('a', [], { parameters: attributes('{"id": 1}') }));
    place.open().save(saying('b', ['hello'], { parameters: attributes('{ "id":1 }') }));
    place.open().save(saying('c', [], { parameters: attributes('{"id": 2}') }));
    const found = repliesIn(place, { parameters: attributes('{"id":1}') });
    assert.deepEqual(found.toSorted(), ['a: reply to nothing', 'b: reply to nothing']);
  });

  it('do not hold what failed, and two texts that begin alike are two', () => {
    using place = aPlace();
    const long = 'x'.repeat(80);
    place.open().save(saying('a', [`${long}1`]));
    place.open().save(saying('b', [`${long}2`]));
    const begun = beginTurn(saying('failed', []), {
      kind: 'respond',
      userText: `${long}1`,
      at: at(0),
      owner,
      recorded: true,
    });
    const failure = {
      error: { reason: 'connectionLost', outcome: 'unknown' },
      exchange: anExchange(),
    } as const;
    place.open().save(failTurn(begun, 1, failure, at(1)));
    assert.deepEqual(repliesIn(place, { words: [`${long}1`] }), [`a: reply to ${long}1`]);
  });

  it('are found in a history of very many conversations as fast as in a small one', (t) => {
    using place = aPlace();
    const count = Number(process.env['RECORDED'] ?? 3000);
    place.open().save(saying('first', ['yes', 'I need a room for two nights'], {}, 'usual'));
    place.open().save(saying('wanted', ['yes', 'a rare question'], {}, 'rare'));
    {
      using database = new DatabaseSync(path.join(place.directory, 'history.db'));
      const columns =
        'conversation_id, connection_id, state, updated_at, rest, turn_count, region, environment';
      database.exec(`BEGIN;
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
          INSERT INTO conversations (id, created_at, ${columns})
          SELECT format('c%06d', i), strftime('%Y-%m-%dT%H:%M:%fZ', '2026-01-01', format('+%d seconds', i)), ${columns}
          FROM conversations, n WHERE id = 'first';
        INSERT INTO turns (conversation, id, turn_index, kind, state, started_at, user_text, reply, rest, exchange)
          SELECT c.id, 't' || turn_index, turn_index, kind, turns.state, started_at, user_text, reply, turns.rest, exchange
          FROM turns, conversations c WHERE turns.conversation = 'first' AND c.id LIKE 'c0%';
        COMMIT;`);
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${saidQuery}`)
        .all({ match: '"yes" *', text: 'yes', place: 1 })
        .map(({ detail }) => String(detail));
      assert.match(plan.join(' '), /search_words VIRTUAL TABLE INDEX.*turns USING INTEGER PRIMARY KEY/);
      assert.doesNotMatch(plan.join(' '), /TEMP B-TREE|SCAN turns/);
      // What was written past the history is indexed in the background, for longer than a test has.
      const parts = openHistoryFile(path.join(place.directory, 'history.db'));
      while (indexPart(parts, 5000) > 0);
      parts.close();
    }
    const history = place.open();
    const took = (words: readonly string[]) => {
      const before = threadMs();
      const found = history.repliesToSameTurn({ ...agent, words }).length;
      return { found, ms: threadMs() - before };
    };
    took(['yes']);
    for (const [words, expected] of [
      [['yes', 'I need a room for two nights'], 60],
      [['yes', 'a rare question'], 1],
      [['yes'], 60],
      [['yes', 'something new'], 0],
      [['no', 'I need a room for two nights'], 0],
      [[], 60],
    ] as const) {
      const { found, ms } = took(words);
      t.diagnostic(`${words.join(' · ') || 'greeting'}: ${found} in ${ms.toFixed(1)} ms`);
      assert.equal(found, expected);
      assert.ok(ms < 100, `${ms} ms`);
    }
  });
});
