import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toCreateBody } from '../../../../src/core/chatApi/wire.ts';
import {
  emptyNewChatDraft,
  longestAttributesText,
  type NewChatDraft,
  toNewChatDraft,
} from '../../../../src/core/newChat/newChatDraft.ts';
import { parseNewChatDraft } from '../../../../src/core/newChat/parseNewChatDraft.ts';

const connections = [
  { id: 'hotel', hasCredentials: true },
  { id: 'new', hasCredentials: false },
];

function bodyOf(change: Partial<NewChatDraft>): string | undefined {
  const { parameters, problems } = parseNewChatDraft(
    { ...emptyNewChatDraft, connectionId: 'hotel', ...change },
    connections,
  );
  assert.deepEqual(problems, []);
  return toCreateBody(parameters ?? assert.fail('no parameters'));
}

function problemsOf(change: Partial<NewChatDraft>, known = connections) {
  return parseNewChatDraft({ ...emptyNewChatDraft, connectionId: 'hotel', ...change }, known).problems;
}

describe('what a draft sends', () => {
  const facts: readonly (readonly [Partial<NewChatDraft>, string | undefined])[] = [
    [{}, undefined],
    [{ channel: '  ', variantId: '', initialMessage: ' \n' }, undefined],
    [{ channel: ' webchat ' }, '{"channel":"webchat"}'],
    [{ channel: 'carrier pigeon' }, '{"channel":"carrier pigeon"}'],
    [{ asrLangCode: 'en-GB', ttsLangCode: 'ar' }, '{"asr_lang_code":"en-GB","tts_lang_code":"ar"}'],
    [{ initialMessage: ' Hello ' }, '{"initial_message":" Hello "}'],
    [{ initialMessage: 'Hello', sendsAsFirstTurn: true }, undefined],
    [{ asrLangCode: 'en_us' }, '{"asr_lang_code":"en-US"}'],
    [{ attributeRows: [{ key: '', type: 'text', value: '' }] }, undefined],
    [
      {
        attributeRows: [
          { key: 'id', type: 'text', value: '12345' },
          { key: 'vip', type: 'boolean', value: 'true' },
          { key: 'order', type: 'number', value: '12345678901234567890' },
          { key: 'none', type: 'null', value: 'what was typed before' },
          { key: 'nested', type: 'json', value: '{"a": [1.10]}' },
        ],
      },
      '{"integration_attributes":{"id":"12345","vip":true,"order":12345678901234567890,"none":null,"nested":{"a":[1.10]}}}',
    ],
    [{ attributesView: 'json', attributesText: '{ "n": 1e400 }' }, '{"integration_attributes":{"n":1e400}}'],
    // The view that is not shown is stale, whatever it holds.
    [{ attributesView: 'json', attributeRows: [{ key: 'k', type: 'number', value: 'x' }] }, undefined],
    [{ attributesText: '{ broken' }, undefined],
  ];
  for (const [change, body] of facts) {
    test(`${JSON.stringify(change)} sends ${body ?? 'no body'}`, () => assert.equal(bodyOf(change), body));
  }

  test('what was sent before can be put into the form again, to the letter', () => {
    const first = parseNewChatDraft(
      {
        ...emptyNewChatDraft,
        connectionId: 'hotel',
        channel: 'sms',
        attributesView: 'json',
        attributesText: '{"order": 12345678901234567890, "list": [1.0]}',
      },
      connections,
    );
    const again = toNewChatDraft('hotel', first.parameters ?? assert.fail());
    const second = parseNewChatDraft(again, connections);
    assert.equal(
      toCreateBody(second.parameters ?? assert.fail()),
      '{"channel":"sms","integration_attributes":{"order":12345678901234567890,"list":[1.0]}}',
    );
  });
});

describe('what keeps a draft from being sent', () => {
  test('each problem stands at its field, in the order of the fields', () => {
    const problems = problemsOf({
      connectionId: 'gone',
      attributeRows: [
        { key: 'a', type: 'number', value: '12a' },
        { key: '', type: 'text', value: 'x' },
      ],
    });
    assert.deepEqual(
      problems.map(({ field, row, part }) => [field, row, part]),
      [
        ['connection', undefined, undefined],
        ['attributes', 0, 'value'],
        ['attributes', 1, 'key'],
      ],
    );
  });

  test('a JSON problem names its line and column', () => {
    const [problem] = problemsOf({ attributesView: 'json', attributesText: '{\n  "a": 1,\n  b: 2\n}' });
    assert.equal(problem?.line, 3);
    assert.match(problem?.message ?? '', /^Line 3, column 3: /);
  });

  test('a key that is used twice is a problem in both views', () => {
    const row = { key: 'a', type: 'text', value: '' } as const;
    assert.equal(problemsOf({ attributeRows: [row, row] })[0]?.row, 1);
    assert.equal(problemsOf({ attributesView: 'json', attributesText: '{"a":1,\n"a":2}' })[0]?.line, 2);
  });

  const connectionFacts = [
    ['no connection at all', 'hotel', [], 'Add a connection first.'],
    ['none chosen', undefined, connections, 'Choose a connection.'],
    ['one that was removed', 'gone', connections, 'Choose a connection.'],
    [
      'one without secrets',
      'new',
      connections,
      'The API key or the connector token of this connection is missing.',
    ],
  ] as const;
  for (const [name, connectionId, known, message] of connectionFacts) {
    test(`${name}: ${message}`, () => {
      const parsed = parseNewChatDraft({ ...emptyNewChatDraft, channel: 'sms', connectionId }, known);
      assert.deepEqual(parsed.problems, [{ field: 'connection', message }]);
      // The preview still shows what would be sent.
      assert.equal(parsed.parameters?.channel, 'sms');
    });
  }

  test('more attributes than a request should carry are refused with a sentence, not lost', () => {
    const attributesText = `{"a":"${'x'.repeat(longestAttributesText)}"}`;
    assert.equal(problemsOf({ attributesView: 'json', attributesText }).length, 1);
  });
});
