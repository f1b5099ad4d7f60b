import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import type { Check } from '../../../../src/core/chatTest/chatTest.ts';
import { patternProblem } from '../../../../src/core/chatTest/pattern.ts';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';
import { fillTemplate, type Template } from '../../../../src/core/chatTest/template.ts';
import type { DraftCheck, TestDraft } from '../../../../src/core/chatTest/testDraft.ts';
import { writeChatTest } from '../../../../src/core/chatTest/writeChatTest.ts';
import { randomTexts } from './randomTexts.ts';

const today = '2026-01-01';

/** A variable that stands in a text would be seen: none has a value. */
const fill = (template: Template | undefined) =>
  template &&
  fillTemplate(template, {
    variable: (name) => `<variable ${name}>`,
    env: (name) => `<env ${name}>`,
    uuid: () => '<uuid>',
    date: () => '<date>',
  });

function toDraftChecks(checks: readonly Check[] = []): readonly DraftCheck[] {
  return checks.flatMap((check): readonly DraftCheck[] => {
    switch (check.kind) {
      case 'contains':
        return check.texts.map((text) => ({ kind: 'contains', text: fill(text) ?? '' }));
      case 'matches':
        return check.patterns.map(({ source }) => ({ kind: 'matches', pattern: source }));
      case 'latencyMs':
        return [{ kind: 'latencyMs', most: check.most }];
      case 'ended':
        return [{ kind: 'ended', ended: check.ended }];
      case 'handoff':
        return [{ kind: 'handoff', handoff: check.handoff }];
      case 'handoffField':
        assert.ok('text' in check.wanted);
        return [{ kind: 'handoffField', field: check.field, text: fill(check.wanted.text) ?? '' }];
      case 'json':
        assert.ok(check.wanted.kind === 'value');
        return [
          {
            kind: 'json',
            path: check.path.source,
            json: check.wanted.json((template) => fill(template) ?? ''),
          },
        ];
      default:
        return assert.fail(`${check.kind} is never written`);
    }
  });
}

async function readBack(written: string): Promise<TestDraft> {
  const { test, problems } = await parseChatTest(written, { today });
  assert.deepEqual(problems, [], written);
  assert.ok(test);
  const { create } = test;
  return {
    name: fill(test.name) ?? '',
    tags: test.tags,
    connection: test.connection?.value,
    create: {
      variantId: fill(create.variantId),
      channel: fill(create.channel),
      asrLangCode: fill(create.language ?? create.asrLangCode),
      ttsLangCode: fill(create.language ?? create.ttsLangCode),
      initialMessage: fill(create.initialMessage),
      integrationAttributes: create.integrationAttributes?.json((template) => fill(template) ?? ''),
    },
    turns: test.turns.map((turn) => ({
      kind: turn.kind,
      user: fill(turn.user),
      said: turn.said?.value,
      integrationAttributes: turn.integrationAttributes?.json((template) => fill(template) ?? ''),
      metadata: turn.metadata?.json((template) => fill(template) ?? ''),
      language: fill(turn.language),
      checks: toDraftChecks(turn.expect?.checks),
    })),
    never: toDraftChecks(test.never?.checks),
  };
}

/** Without what is undefined. */
const values = (draft: TestDraft): unknown => JSON.parse(JSON.stringify(draft));

const ifNotBlank = (text: string, other: string) => (text.trim() === '' ? other : text);

describe('a chat test that is written from a conversation', () => {
  it('reads like the conversation', () => {
    const draft: TestDraft = {
      name: 'I need a room for two',
      create: {
        channel: 'webchat',
        asrLangCode: 'en-GB',
        ttsLangCode: 'en-GB',
        integrationAttributes:
          '{"customer_id": "12345", "vip": true, "big": 12345678901234567890}' as JsonObjectText,
      },
      turns: [
        {
          kind: 'greeting',
          said: 'Good evening. How can I help?',
          checks: [{ kind: 'contains', text: 'help' }],
        },
        {
          kind: 'user',
          user: 'I booked: two rooms #7',
          said: 'Thank you.\nI have found GH-2047.',
          checks: [
            { kind: 'contains', text: 'GH-2047' },
            { kind: 'contains', text: '140 euros' },
            { kind: 'matches', pattern: String.raw`GH-\d{4}` },
            { kind: 'latencyMs', most: 4000 },
          ],
        },
        {
          kind: 'user',
          user: 'true',
          comment: 'Nothing stable was found in this reply.',
          checks: [
            { kind: 'ended', ended: true },
            { kind: 'handoffField', field: 'destination', text: 'billing' },
            { kind: 'json', path: '$.topic', json: '"7"' },
          ],
        },
      ],
      never: [{ kind: 'contains', text: 'as an AI' }],
    };
    assert.equal(
      writeChatTest(draft),
      String.raw`test: I need a room for two
create:
  channel: webchat
  language: en-GB
  integration_attributes: { customer_id: "12345", vip: true, big: 12345678901234567890 }
turns:
  - said: Good evening. How can I help?
    expect: { contains: help }
  - user: "I booked: two rooms #7"
    said: |-
      Thank you.
      I have found GH-2047.
    expect:
      contains: [GH-2047, 140 euros]
      matches: 'GH-\d{4}'
      latencyMs: 4000
  # Nothing stable was found in this reply.
  - user: "true"
    expect:
      json:
        $.topic: "7"
      ended: true
      handoff: { destination: billing }
never:
  contains: as an AI
`,
    );
  });

  it('is read back to the same values, for thousands of hostile texts, in every place', async () => {
    const text = randomTexts(20_261_127);
    for (let round = 0; round < 150; round++) {
      const attributes = (): JsonObjectText =>
        JSON.stringify({
          [text()]: text(),
          plain: [text(), 1, true, null, { [text()]: text() }],
          ...(round % 3 === 0 && { deep: { deeper: { [text()]: [text(), [text(), { a: text() }]] } } }),
        }) as JsonObjectText;
      const pattern = text();
      const draft: TestDraft = {
        name: ifNotBlank(text(), 'a'),
        tags: [text(), text()],
        connection: undefined,
        create: {
          variantId: text(),
          channel: text(),
          asrLangCode: text(),
          ttsLangCode: text(),
          initialMessage: text(),
          integrationAttributes: attributes(),
        },
        turns: [
          {
            kind: 'greeting',
            user: undefined,
            said: text(),
            integrationAttributes: undefined,
            metadata: undefined,
            language: undefined,
            checks: [
              { kind: 'contains', text: ifNotBlank(text(), 'b') },
              { kind: 'contains', text: ifNotBlank(text(), 'b') },
              ...(patternProblem(pattern) === undefined ? [{ kind: 'matches' as const, pattern }] : []),
              { kind: 'json', path: '$.a', json: JSON.stringify(text()) },
              { kind: 'ended', ended: round % 2 === 0 },
              { kind: 'handoffField', field: 'destination', text: text() },
              { kind: 'handoffField', field: 'reason', text: text() },
            ],
          },
          {
            kind: 'user',
            user: ifNotBlank(text(), 'c'),
            said: text(),
            integrationAttributes: attributes(),
            metadata: attributes(),
            language: text(),
            checks: [{ kind: 'contains', text: ifNotBlank(text(), 'd') }],
          },
        ],
        never: [{ kind: 'contains', text: ifNotBlank(text(), 'e') }],
      };
      const written = writeChatTest({ ...draft, comments: ['Saved.'] });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      assert.deepEqual(values(await readBack(written)), values(draft), written);
      // Another reader of YAML finds texts too, and the same ones.
      const { turns } = parse(written) as { turns: readonly { said?: unknown }[] };
      assert.deepEqual(
        turns.map(({ said }) => said),
        draft.turns.map(({ said }) => said),
      );
    }
  });
});
