import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAdkTest, toChatTest } from '../../../../src/core/chatTest/adkTest.ts';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';
import { writeChatTest } from '../../../../src/core/chatTest/writeChatTest.ts';

const refund = `name: Late delivery refund
scenario: |
  Say that parcel 7731 is two weeks late.
  Ask for the money back.
channel: webchat
language: en-GB
variant: manchester
simulated_at: 2026-03-02T22:15:00Z
caller_number: "+441610000000"
integration_attributes:
  tier: gold
  open_tickets: 2
  big: 12345678901234567890
tags: [refunds, smoke]
prompt_assertions:
  - The agent apologises once and asks for the parcel number
function_call_assertions:
  - name: find_parcel
    arguments:
      - parameter_name: parcel_id
        expected_value: "7731"
        value_type: string
judge:
  model: large
  strict: true
`;

describe('a test of an agent project', () => {
  it('is talked through with its channel, language, variant and attributes, types kept', async () => {
    const test = await parseAdkTest(refund);
    assert.deepEqual(test?.parameters, {
      variantId: 'manchester',
      channel: 'webchat',
      asrLangCode: 'en-GB',
      ttsLangCode: 'en-GB',
      integrationAttributes: '{"tier":"gold","open_tickets":2,"big":12345678901234567890}',
    });
  });

  it('says what the Chat API cannot see, each for itself', async () => {
    const test = await parseAdkTest(refund);
    assert.deepEqual(test?.notCheckable, [
      'The agent apologises once and asks for the parcel number',
      'The function find_parcel is called.',
      'The clock stands at 2026-03-02T22:15:00Z.',
      'The caller has the number +441610000000.',
    ]);
  });

  it('is copied as a chat test that can be read, with unknown keys kept beside it', async () => {
    const test = await parseAdkTest(refund);
    assert.ok(test);
    const text = writeChatTest(toChatTest(test));
    const { test: read, problems } = await parseChatTest(text, { today: '2026-01-01' });
    assert.deepEqual(problems, [], text);
    assert.deepEqual(read?.tags, ['refunds', 'smoke']);
    assert.equal(read?.create.variantId?.source, 'manchester');
    for (const line of [
      'Ask for the money back.',
      '- The function find_parcel is called.',
      'judge:',
      'strict: true',
    ]) {
      assert.match(text, new RegExp(`^#.*${line.replaceAll('.', '\\.')}$`, 'm'), text);
    }
  });

  it('may say anything: no line of it leaves its comment', async () => {
    const test = await parseAdkTest(
      'name: "a\\nturns: []"\nscenario: "x\\n\\u2028evil: 1\\r\\n- user: y"\nchannel: "a: b"\n"k\\nevil: 2": 3\n',
    );
    assert.ok(test);
    const text = writeChatTest(toChatTest(test));
    assert.deepEqual((await parseChatTest(text, { today: '2026-01-01' })).problems, [], text);
    assert.doesNotMatch(text, /^(?:evil|turns: \[)/m);
    assert.equal(await parseAdkTest('just a text'), undefined);
    assert.equal(await parseAdkTest('name: [a'), undefined);
  });
});
