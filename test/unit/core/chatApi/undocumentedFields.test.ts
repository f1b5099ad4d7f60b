import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readUndocumentedFields } from '../../../../src/core/chatApi/undocumentedFields.ts';

describe('a response says more than its documents', () => {
  const bodies: [
    kind: 'create' | 'respond' | 'close',
    status: number,
    body: string | undefined,
    unknown: string[],
  ][] = [
    ['respond', 200, '{"conversation_id":"C","response":"","end_conversation":false}', []],
    [
      'respond',
      200,
      '{"response":"","sentiment":1,"handoff":{"reason":"r","queue":2}}',
      ['sentiment', 'handoff.queue'],
    ],
    ['create', 200, '{"conversation_id":"C","response":"","end_conversation":true}', []],
    ['close', 200, '{"success":true,"closed_at":1}', ['closed_at']],
    ['respond', 410, '{"error_code":"X","error":"e","hint":1}', ['hint']],
    ['respond', 502, '<html>', []],
    ['respond', 200, undefined, []],
    ['respond', 200, '[1]', []],
  ];
  for (const [kind, status, body, unknown] of bodies) {
    it(`finds ${unknown.join(', ') || 'nothing'} undocumented in ${kind} ${status} ${body}`, () => {
      assert.deepEqual([...readUndocumentedFields(kind, status, body).keys()], unknown);
    });
  }

  it('each value is as it was written', () => {
    const body = '{"x":[1, 1.10],"handoff":{"n": 12345678901234567890}}';
    assert.deepEqual(
      [...readUndocumentedFields('respond', 200, body)],
      [
        ['x', '[1,1.10]'],
        ['handoff.n', '12345678901234567890'],
      ],
    );
  });
});
