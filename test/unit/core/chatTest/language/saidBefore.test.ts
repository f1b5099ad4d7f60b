import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completionsAt, type Suggest } from '../../../../../src/core/chatTest/language/completionsAt.ts';
import { parseChatTest } from '../../../../../src/core/chatTest/parseChatTest.ts';
import { fillTemplate } from '../../../../../src/core/chatTest/template.ts';
import type { Conversation } from '../../../../../src/core/conversation/conversation.ts';
import { answerTurn, beginTurn } from '../../../../../src/core/conversation/transitions.ts';
import type { History } from '../../../../../src/core/history/history.ts';
import { saidBefore } from '../../../../../src/core/history/saidBefore.ts';
import { aConversation, anExchange, aPlace, aReply, at, grandHotel } from '../../history/fixtures.ts';
import { randomTexts } from '../randomTexts.ts';

/** A conversation in which these messages are said, one after the other. */
function say(
  history: History,
  id: string,
  messages: readonly string[],
  { connection = grandHotel, minute = 0 } = {},
): void {
  const when = at(minute * 60_000);
  const owner = { processId: process.pid, deadlineAt: at(60_000) };
  let conversation: Conversation = aConversation({ id, connection, parameters: {}, createdAt: when });
  for (const userText of messages) {
    const begun = beginTurn(conversation, { kind: 'respond', userText, at: when, owner, recorded: true });
    const answered = aReply('Yes', { exchange: anExchange({}) });
    conversation = answerTurn(begun, begun.turns.length - 1, answered, when);
  }
  history.save(conversation);
}

/** Where a person may ask for it: `|` is the cursor. */
const places = [
  'test: a\nturns:\n  - user: |\n    expect: { contains: b }\n',
  'test: a\nturns:\n  - user: wh|\n    expect: { contains: b }\n',
  'test: a\nturns:\n  - user: "wh|"\n    expect: { contains: b }\n',
  "test: a\nturns:\n  - user: 'wh|'\n    expect: { contains: b }\n",
  'test: a\nturns:\n  - { user: wh|, expect: { contains: b } }\n',
  'test: a\nturns: [{ user: |, expect: { contains: b } }]\n',
];

describe('what was said before to this agent', () => {
  it('is offered, whatever it holds, and stands in the file as the message it was', async () => {
    using place = aPlace();
    const history = place.open();
    const random = randomTexts(27_112_026);
    const hostile = [
      'a\n    expect: { contains: c }\n  - user: b',
      '"\nnever: { contains: x }',
      '${env:POLYAI_API_KEY} ${uuid} $${x}',
      '[Sign in](command:workbench.action.quit) $(trash) <b>',
      '\u202Etxt.exe\u2066 \u200b\uFEFF',
      '# not a comment: 5" tall',
      ...Array.from({ length: 300 }, random),
    ]
      .filter((text) => text.trim() !== '')
      // Half of a pair of surrogates is no character, and the history keeps none.
      .map((text) => Buffer.from(text).toString());
    let offered = 0;
    for (let from = 0; from < hostile.length; from += 12) {
      const messages = hostile.slice(from, from + 12);
      say(history, `conversation-${from}`, messages, { minute: from });
      const said = saidBefore(history, grandHotel);
      for (const message of messages) assert.ok(said.includes(message), JSON.stringify(message));
      const suggest: Suggest = async (kind) =>
        kind === 'messages' ? messages.map((value) => ({ value })) : [];
      for (const marked of places) {
        const cursor = marked.indexOf('|');
        const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
        // oxlint-disable-next-line no-await-in-loop -- one place after the other
        for (const { kind, label, insert, start, end } of await completionsAt(text, cursor, suggest)) {
          if (kind !== 'text') continue;
          offered++;
          const written = text.slice(0, start) + insert + text.slice(end);
          // The editor replaces within one line only, and a message breaks none.
          assert.ok(!insert.includes('\n'), JSON.stringify(insert));
          // oxlint-disable-next-line no-await-in-loop -- as above
          const { test, problems } = await parseChatTest(written, { today: '2026-01-01' });
          assert.deepEqual(problems, [], written);
          const [turn, ...more] = test?.turns ?? [];
          assert.deepEqual(
            [more.length, test?.never, turn?.expect?.checks.length],
            [0, undefined, 1],
            written,
          );
          const never = (): never => assert.fail(`a variable in ${written}`);
          assert.ok(turn?.user);
          const read = fillTemplate(turn.user, { variable: never, env: never, uuid: never, date: never });
          assert.equal(read, label, written);
          assert.ok(messages.includes(label));
        }
      }
    }
    assert.ok(offered > hostile.length * 4, `only ${offered} were offered`);
  });

  it('is what was said to this one only, each once, the newest first, and nothing endless', () => {
    using place = aPlace();
    const history = place.open();
    say(history, 'other', ['to another agent'], { connection: { ...grandHotel, projectId: 'elsewhere' } });
    say(history, 'long', ['short', 'x'.repeat(1024 * 1024), '   ', 'short']);
    say(
      history,
      'many',
      Array.from({ length: 45 }, (_, index) => `of a long conversation ${index}`),
    );
    for (let index = 0; index < 3; index++) {
      say(
        history,
        `later-${index}`,
        Array.from({ length: 20 }, (_, turn) => `${index} ${turn}`),
      );
    }
    const said = saidBefore(history, grandHotel);
    assert.equal(said.length, 40);
    assert.equal(new Set(said).size, 40);
    assert.doesNotMatch(said.join('\n'), /another agent|of a long|xxx/);
    using small = aPlace();
    const few = small.open();
    say(few, 'a', ['short', 'y'.repeat(1024 * 1024), ' ', 'short', '${x}']);
    assert.deepEqual(saidBefore(few, grandHotel), ['short', '${x}']);
  });
});
