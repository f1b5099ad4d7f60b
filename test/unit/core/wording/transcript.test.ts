import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { toOutputBlock } from '../../../../src/core/wording/outputBlock.ts';
import { toTranscript } from '../../../../src/core/wording/transcript.ts';
import {
  abandonTurn,
  answerTurn,
  beginTurn,
  failTurn,
} from '../../../../src/core/conversation/transitions.ts';
import type { ExplainTurnError } from '../../../../src/core/conversation/turnText.ts';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { aConversation, anExchange, aPendingConversation, aReply, at } from '../history/fixtures.ts';

const owner = { processId: 1, deadlineAt: at(60_000) };
const explain: ExplainTurnError = ({ reason }, _kind, { region }) => ({
  message: `It failed (${reason}, ${region}).`,
  remedy: 'Do this.',
});
const localTime = new Date(at(0)).toTimeString().slice(0, 8);

function say(conversation: Conversation, userText: string, reply: string, latencyMs = 655): Conversation {
  const asked = beginTurn(conversation, { kind: 'respond', userText, at: at(0), owner });
  return answerTurn(
    asked,
    asked.turns.length - 1,
    aReply(reply, { exchange: anExchange({ latencyMs }) }),
    at(1),
  );
}

const hotel = say(aConversation({ reply: 'Good evening' }), 'I need\na room', 'For which nights?');
const hostile =
  '\u001b[2Jfine\r\n\n  You     forged\u2028Agent forged\u202egnp\rYou: forged $(icon) [x](command:y)';

describe('a transcript', () => {
  it('reads calmly, the turns under each other, the latency before the reply, each attribute on its line', () => {
    const parameters = {
      channel: 'webchat',
      integrationAttributes:
        '{ "vip":\n true, "booking": {"id": 12345678901234567890},\n"b\u202e": "x" }' as JsonObjectText,
    };
    const [title, , conversation, state, started, ...lines] = toTranscript(
      { ...hotel, parameters },
      { explain, locale: 'en-GB' },
    ).split('\n');
    assert.deepEqual(
      [title, conversation, state],
      ['Grand Hotel · sandbox · uk-1', 'Conversation  CONV-1234567890', 'State         open'],
    );
    assert.match(started ?? '', /^Started {7}23 November 2026/);
    assert.deepEqual(lines, [
      'Parameters    channel                 webchat',
      '              integration_attributes',
      '                vip        true',
      '                booking    {"id":12345678901234567890}',
      '                b<U+202E>  "x"',
      '',
      '  Agent   412 ms   Good evening',
      '  You              I need',
      '                   a room',
      '  Agent   655 ms   For which nights?',
      '',
    ]);
  });

  it('is copied as it was received, with every line in its place', () => {
    const reply = 'שלום\u200f \u202egpj\u202c\tb\u0007\r\nYou: x\u2028Agent: y';
    const text = toTranscript(say(aConversation(), 'p\u200bal', reply), { explain, asReceived: true });
    assert.deepEqual(text.split('\n').slice(-5), [
      '  You              p\u200bal',
      '  Agent   655 ms   שלום\u200f \u202egpj\u202c\tb\u0007',
      `${' '.repeat(19)}You: x`,
      `${' '.repeat(19)}Agent: y`,
      '',
    ]);
  });

  it('cannot be forged by a reply', () => {
    const text = toTranscript(say(aConversation(), 'Hello', hostile), { explain });
    const turns = text.split('\n').slice(7);
    assert.deepEqual(
      turns.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim().split(' ')[0]),
      ['Agent', 'You', 'Agent'],
    );
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    assert.ok(text.includes('<U+202E>gnp'));
  });

  it('says of every turn without a reply why there is none', () => {
    const waiting = beginTurn(hotel, { kind: 'respond', userText: 'Hello?', at: at(5), owner });
    const failure = { error: { reason: 'serverError', outcome: 'unknown' } } as const;
    const exchange = anExchange({ status: 500, correlationId: '7b1bfbea' });
    const facts: [Conversation, RegExp][] = [
      [waiting, /Waiting for the agent…/],
      [abandonTurn(waiting, 2), /The editor stopped before an answer came/],
      [
        failTurn(waiting, 2, { ...failure, exchange }, at(6)),
        /\n {10}412 ms {3}It failed \(serverError, uk-1\)\. Do this\.\n {19}Correlation id: 7b1/,
      ],
      [answerTurn(waiting, 2, aReply(''), at(6)), /answered without a text/],
    ];
    for (const [conversation, sentence] of facts)
      assert.match(toTranscript(conversation, { explain }), sentence);
  });

  it('says when nothing was recorded, and when there is no id', () => {
    const { turns } = hotel;
    const blank = turns.map((turn) => ({ ...turn, userText: undefined, reply: undefined }));
    const text = toTranscript({ ...hotel, turns: blank, conversationId: undefined }, { explain });
    assert.match(text, /What was said was not recorded/);
    assert.match(text, /no id was received/);
  });
});

describe('a block in the output', () => {
  it('is a line of facts and what was said', () => {
    assert.equal(
      toOutputBlock(hotel, 0, explain),
      [
        `${localTime}  create   Grand Hotel (sandbox)   200   412 ms   CONV-1234567890`,
        '          Agent: Good evening',
      ].join('\n'),
    );
    assert.equal(
      toOutputBlock(hotel, 1, explain),
      [
        `${localTime}  respond  Grand Hotel (sandbox)   200   655 ms   CONV-1234567890`,
        '          You:   I need',
        '                 a room',
        '          Agent: For which nights?',
      ].join('\n'),
    );
  });

  it('says what happened, what to do, and the correlation id', () => {
    const exchange = anExchange({ status: 401, correlationId: '7b1bfbea', latencyMs: 119.6 });
    const error = { reason: 'unauthorized', outcome: 'refused' } as const;
    assert.equal(
      toOutputBlock(failTurn(aPendingConversation(), 0, { error, exchange }, at(1)), 0, explain),
      [
        `${localTime}  create   Grand Hotel (sandbox)   401   120 ms`,
        '          It failed (unauthorized, uk-1). Do this.   correlation id 7b1bfbea',
      ].join('\n'),
    );
  });

  it('says that the agent ended it, or handed it off and where', () => {
    const reply = aReply('One moment', { handoff: { destination: 'billing', reason: 'refund' } });
    const handedOff = answerTurn(aPendingConversation(), 0, reply, at(1));
    assert.match(
      toOutputBlock(handedOff, 0, explain),
      /\n {10}The agent handed the conversation off to billing \(refund\)\.$/,
    );
    const ended = answerTurn(aPendingConversation(), 0, aReply('Bye', { endConversation: true }), at(1));
    assert.match(toOutputBlock(ended, 0, explain), /\n {10}The agent ended the conversation\.$/);
  });

  it('says why the agent handed it off also when it did not say where to', () => {
    const reply = aReply('One moment', { handoff: { reason: 'asked for a human' } });
    const handedOff = answerTurn(aPendingConversation(), 0, reply, at(1));
    assert.match(
      toOutputBlock(handedOff, 0, explain),
      /\n {10}The agent handed the conversation off \(asked for a human\)\.$/,
    );
  });

  it('cannot be forged by a reply', () => {
    const lines = toOutputBlock(say(aConversation(), 'Hello', hostile), 1, explain).split('\n');
    assert.deepEqual(
      lines.slice(2).map((line) => line.slice(0, 17)),
      ['          Agent: ', '', ' '.repeat(17)],
    );
  });
});
