import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSearchOffers } from '../../../../src/core/wording/searchOffers.ts';

const known = { connections: ['Grand Hotel', 'Office'], tags: ['vip', 'late checkout'] };

const table: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  [
    '',
    [
      'from:',
      'connection:',
      'state:',
      'tag:',
      'before:',
      'after:',
      'is:',
      'channel:',
      'variant:',
      'environment:',
    ],
  ],
  ['room ', []],
  ['room', []],
  ['room st', ['room state:']],
  ['room from:', ['room from:me ', 'room from:agent ']],
  ['state:e', ['state:ended ', 'state:expired ']],
  ['connection:', ['connection:"Grand Hotel" ', 'connection:Office ']],
  ['connection:"gra', ['connection:"Grand Hotel" ']],
  ['tag:', ['tag:vip ', 'tag:"late checkout" ']],
  ['is:p', ['is:pinned ']],
  ['channel:', []],
  ['environment:l', ['environment:live ']],
];

describe('what the search offers', () => {
  for (const [typed, offered] of table) {
    it(typed || '(nothing typed)', () => {
      assert.deepEqual(
        toSearchOffers(typed, known).map(({ text }) => text),
        offered,
      );
    });
  }

  it('each state in words', () => {
    const meanings = toSearchOffers('state:', known).map(({ label, meaning }) => `${label} ${meaning}`);
    assert.ok(meanings.includes('state:handedOff handed off') && meanings.includes('state:open open'));
  });
});
