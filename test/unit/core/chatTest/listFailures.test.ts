import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedCase } from '../../../../src/core/chatTest/caseRecorder.ts';
import type { KeptCase } from '../../../../src/core/chatTest/keptCase.ts';
import { listFailures } from '../../../../src/core/chatTest/listFailures.ts';

type Held = KeptCase['conversations'][number];

const place = { line: 1, column: 1 };
const turn = (
  ...failures: { readonly check: string; readonly sentence?: string; readonly actual?: string }[]
): Held['turns'][number] => ({
  status: failures.length > 0 ? 'failed' : 'passed',
  failures: failures.map((failure) => ({ start: place, end: place, ...failure })),
});

function aFailing(...conversations: Held[]): { failing: () => readonly RecordedCase[] } {
  const kept: KeptCase = {
    name: 'Breakfast',
    status: 'failed',
    quarantined: false,
    greets: true,
    conversations,
  };
  const run = { id: 'r', startedAt: '', file: 'a', item: 'b', connection: 'hotel', status: 'failed' };
  return { failing: () => [{ ...run, kept } as unknown as RecordedCase] };
}

const red = (...turns: Held['turns']): Held => ({ status: 'failed', durationMs: 1, turns });
const green: Held = { status: 'passed', durationMs: 1, turns: [turn()] };
const none = { failing: () => [] };
const any = { canAccept: false, test: undefined };

describe('the failures to choose from', () => {
  it('are the checks that did not hold, each with its run, its turn and its place among them', () => {
    const recorder = aFailing(
      green,
      red(turn(), turn({ check: 'contains', sentence: 'No eggs.' }, { check: 'same', actual: 'At eight.' })),
    );
    const rows = listFailures(recorder, any);
    assert.deepEqual(
      rows.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['Breakfast', 'hotel', 'No eggs.'],
        ['Breakfast', 'hotel', 'same'],
      ],
    );
    assert.deepEqual(rows[1]?.context, { result: 'r', run: 1, turn: 1, failure: 1, canAccept: true });
  });

  it('are those alone whose reply can be accepted, when one is to be', () => {
    const recorder = aFailing(
      red(turn({ check: 'contains', actual: 'No.' }, { check: 'same', actual: 'No.' })),
    );
    const rows = listFailures(recorder, { canAccept: true, test: undefined });
    assert.deepEqual(
      rows.map(({ context }) => context.failure),
      [1],
    );
  });

  for (const [what, failure] of Object.entries({
    'a check of another kind': { check: 'contains', actual: 'At eight.' },
    'a reply that must not be the recorded one': { check: 'not.same', actual: 'At seven.' },
    'a reply that is not recorded, by the setting': { check: 'same' },
  })) {
    it(`hold none to accept for ${what}, and what helps is said`, () => {
      const recorder = aFailing(red(turn(failure)));
      assert.throws(() => listFailures(recorder, { canAccept: true, test: undefined }), {
        message: 'No test that compares with what was recorded has failed.',
        remedy: 'Compare with Last Pass shows what is said now.',
      });
      assert.equal(listFailures(recorder, any).length, 1);
    });
  }

  it('name a conversation that came to no check by its problem', () => {
    const [row] = listFailures(
      aFailing({ status: 'errored', durationMs: 1, problem: 'No answer.', turns: [] }),
      any,
    );
    assert.equal(row?.detail, 'No answer.');
    assert.equal(row.context.canAccept, false);
  });

  it('say why there is none', () => {
    const other = aFailing(red(turn({ check: 'contains' })));
    const accepting = { canAccept: true, test: undefined };
    assert.throws(() => listFailures(none, any), /No chat test has failed in this window/);
    assert.throws(
      () => listFailures(none, { canAccept: false, test: { file: 'a' } }),
      /The last run of this test/,
    );
    for (const recorder of [none, other])
      assert.throws(() => listFailures(recorder, accepting), /No test that compares with what was recorded/);
  });
});
