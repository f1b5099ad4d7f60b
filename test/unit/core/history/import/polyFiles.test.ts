import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aConversation, aPlace } from '../fixtures.ts';
import { importText } from './transfer.ts';

// As PolyAI's command line prints them (docs/docs/reference/cli of polyai/adk), with texts of ours.
const chat = {
  conversations: [
    {
      conversation_id: 'CONV-chat-1',
      url: 'https://studio.uk.poly.ai/acme-uk/grand-hotel/conversations/CONV-chat-1',
      turns: [
        { input: null, response: 'Good evening.', conversation_ended: false },
        {
          input: 'Is the pool open?',
          response: 'Until nine.',
          conversation_ended: false,
          flow: { in_flow: 'facilities' },
          function_events: [{ name: 'opening_hours', arguments: { place: 'pool' } }],
        },
        { input: 'And the sauna?', error: '500 Server Error: Internal' },
        { input: 'Bye', response: 'Goodbye.', conversation_ended: true },
      ],
    },
  ],
};
const transcript = {
  conversation_id: 'CONV-call-1',
  project_id: 'grand-hotel',
  turns: [
    {
      turn_index: 0,
      user_input: '',
      user_input_datetime: '2026-09-30T10:00:00Z',
      agent_response: 'Hello, the Grand Hotel.',
      agent_response_datetime: '2026-09-30T10:00:02Z',
    },
    {
      turn_index: 1,
      user_input: 'Ein Zimmer, bitte',
      user_input_datetime: '2026-09-30T10:00:05Z',
      english_user_input: 'A room, please',
      agent_response: 'Gern.',
      agent_response_datetime: '2026-09-30T10:00:07Z',
    },
  ],
  total_turns: 2,
};
const conversation = {
  conversationId: 'CONV-call-2',
  accountId: 'acme-uk',
  projectId: 'grand-hotel',
  startedAt: '2026-06-03T13:18:06.370000+00:00',
  finishedAt: '2026-06-03T13:19:19.750000+00:00',
  channel: 'VOICE-SIP',
  clientEnv: 'sandbox',
  language: 'en-US',
  variantId: 'Seaside',
  handoff: true,
  handoffDestination: 'Reception',
  handoffReason: 'billing',
  note: null,
  tags: ['vip'],
  shortSummary: { heading: 'A room', content: '…' },
  turns: [
    {
      user_input: 'Hello',
      agent_response: 'One moment.',
      user_input_datetime: '2026-06-03T13:18:10.000000+00:00',
      latency: { label: null, perceived_latency: 1.61215 },
      turn_id: 743916318,
      is_silence: null,
    },
  ],
};
const printed = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

describe('what poly prints with --json', () => {
  it('chat: what was said, what else the replies held, and how it ended', async () => {
    using place = aPlace();
    const history = place.open();
    assert.equal((await importText(place, history, printed(chat))).added, 1);
    const [summary] = history.page().conversations;
    const kept = history.get(summary?.id ?? '');
    assert.deepEqual(
      kept?.turns.map(({ kind, userText, reply, state }) => [kind, userText, reply, state]),
      [
        ['create', undefined, 'Good evening.', 'answered'],
        ['respond', 'Is the pool open?', 'Until nine.', 'answered'],
        ['respond', 'And the sauna?', undefined, 'failed'],
        ['respond', 'Bye', 'Goodbye.', 'answered'],
      ],
    );
    assert.deepEqual(JSON.parse(kept?.turns[1]?.exchange?.responseBody ?? ''), {
      flow: { in_flow: 'facilities' },
      function_events: [{ name: 'opening_hours', arguments: { place: 'pool' } }],
    });
    assert.deepEqual(kept?.turns[2]?.error, {
      reason: 'serverError',
      outcome: 'refused',
      status: 500,
      serverMessage: '500 Server Error: Internal',
    });
    assert.deepEqual(
      [kept?.state, kept?.conversationId, kept?.connection.region, kept?.connection.accountId],
      ['ended', 'CONV-chat-1', 'uk-1', 'acme-uk'],
    );
  });

  it('transcripts get: who said what, and when; it cannot go on', async () => {
    using place = aPlace();
    const history = place.open();
    await importText(place, history, printed(transcript));
    const [summary] = history.page().conversations;
    const kept = history.get(summary?.id ?? '');
    assert.deepEqual(
      kept?.turns.map(({ userText, reply, startedAt, latencyMs }) => [userText, reply, startedAt, latencyMs]),
      [
        [undefined, 'Hello, the Grand Hotel.', '2026-09-30T10:00:00.000Z', undefined],
        ['Ein Zimmer, bitte', 'Gern.', '2026-09-30T10:00:05.000Z', undefined],
      ],
    );
    assert.match(kept?.turns[1]?.exchange?.responseBody ?? '', /A room, please/);
    assert.deepEqual([kept?.state, kept?.createdAt], ['imported', '2026-09-30T10:00:00.000Z']);
    assert.deepEqual(history.openConversations(), []);
  });

  it('conversations get: channel, variant, handoff, tags and latency too', async () => {
    using place = aPlace();
    const history = place.open();
    await importText(place, history, printed(conversation));
    const [summary] = history.page().conversations;
    assert.deepEqual(
      [summary?.state, summary?.handoff, summary?.tags, summary?.connection.environment],
      ['handedOff', { destination: 'Reception', reason: 'billing' }, ['vip'], 'sandbox'],
    );
    assert.deepEqual(
      [summary?.parameters.channel, summary?.parameters.variantId, summary?.parameters.asrLangCode],
      ['VOICE-SIP', 'Seaside', 'en-US'],
    );
    assert.equal(history.get(summary?.id ?? '')?.turns[0]?.latencyMs, 1612);
  });

  it('several of them behind one another, printed for people or on a line each, twice', async () => {
    using place = aPlace();
    const history = place.open();
    const all = [chat, transcript, conversation];
    const first = await importText(place, history, all.map(printed).join(''));
    assert.deepEqual([first.added, first.unreadable], [3, 0]);
    for (const again of [
      all.map((one) => JSON.stringify(one)).join('\n'),
      printed(all),
      JSON.stringify(all),
    ]) {
      const { added, same, differs } = await importText(place, history, again);
      assert.deepEqual([added, same, differs], [0, 3, 0]);
    }
    const longer = { ...transcript, turns: [...transcript.turns, { user_input: 'Danke' }] };
    assert.equal((await importText(place, history, printed(longer))).differs, 1);
  });

  it('one that was held here is here already', async () => {
    using place = aPlace();
    const history = place.open();
    history.save(aConversation({ id: 'ours', conversationId: 'CONV-chat-1' }));
    const { added, same } = await importText(place, history, printed(chat));
    assert.deepEqual([added, same], [0, 1]);
  });

  it('what stands beside one in which nothing was said, or that cannot be read, is imported all the same', async () => {
    using place = aPlace();
    const history = place.open();
    const silent = { conversation_id: 'CONV-silent', turns: [] };
    const printedChat = printed({ conversations: [silent, ...chat.conversations, { id: 5 }] });
    const list = JSON.stringify([transcript, 'x', conversation]);
    const { added, unreadable } = await importText(place, history, `${printedChat}${list}`);
    assert.deepEqual([added, unreadable], [3, 2]);
  });

  it('the line is said where one begins that was cut off', async () => {
    using place = aPlace();
    const text = `${printed(chat).slice(0, 300)}\n${printed(transcript)}${printed(conversation).slice(0, -2)}`;
    const first = printed(chat).slice(0, 300).split('\n').length + 1;
    const { added, problems } = await importText(place, place.open(), text);
    assert.equal(added, 1);
    assert.deepEqual(problems, [
      'Line 1 is not JSON, or was cut off.',
      `Line ${first + printed(transcript).split('\n').length - 1} is not JSON, or was cut off.`,
    ]);
  });

  it('an error, a list without turns and a conversation without an id are none', async () => {
    using place = aPlace();
    const lines = [
      { success: false, error: '403' },
      { conversations: [{ id: 'x', startedAt: '2026-09-30T10:00:00Z' }], count: 1 },
      { conversations: [], push: { success: true } },
      { turns: transcript.turns },
    ];
    const { added, unreadable } = await importText(
      place,
      place.open(),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    assert.deepEqual([added, unreadable], [0, 4]);
  });
});
