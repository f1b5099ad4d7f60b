import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findChecks, finishDraft } from '../../../../src/core/chatTest/checksToSave.ts';
import { loadDraft } from '../../../../src/core/chatTest/loadDraft.ts';
import type { Conversation, Turn } from '../../../../src/core/conversation/conversation.ts';
import { longestStretch } from '../../../support/timing.ts';
import { aConversation, anExchange, aPlace, at } from '../history/fixtures.ts';

/** Asks once; the reply is so long. */
function aConversationWith(number: number, characters: number): Conversation {
  const said = 'The room costs 120 euros, and “breakfast” is at 7:30.\n';
  const id = `c${number}`;
  const turn = (index: number, reply: string, fields: Partial<Turn> = {}): Turn => ({
    id: `${id}-${index}`,
    index,
    kind: 'respond',
    state: 'answered',
    reply,
    startedAt: at(number * 1000 + index),
    latencyMs: 100,
    recorded: true,
    exchange: anExchange({ responseBody: JSON.stringify({ response: reply, intent: 'room' }) }),
    ...fields,
  });
  const reply = said.repeat(Math.ceil(characters / said.length)).slice(0, characters);
  const turns = [turn(0, 'Good evening.', { kind: 'create' }), turn(1, reply, { userText: 'A room?' })];
  return { ...aConversation({ id, createdAt: at(number * 1000) }), turns };
}

it('a reply of 8 MB, and sixty of 100 kB that were recorded, are saved as a chat test without holding the thread', async (test) => {
  using place = aPlace();
  const history = place.open();
  const conversation = aConversationWith(100, 8_000_000);
  for (let number = 0; number < 60; number++) history.save(aConversationWith(number, 100_000));
  const services = { history, knownSecrets: { mask: async <T>(value: T) => ({ value, isSure: true }) } };
  const { longestMs, result: checks } = await longestStretch(() => findChecks(conversation, [], services));
  test.diagnostic(`longest ${longestMs.toFixed(1)} ms`);
  // 25 ms on a busy machine for what it was 160 ms for.
  assert.ok(longestMs < 60, `${longestMs} ms`);
  assert.ok(checks.offers.length > 5);
  // As many as fit into what is looked at.
  assert.ok(checks.standings.some(({ of }) => of > 1));
  const finished = finishDraft(
    checks.draft,
    checks.offers.filter(({ isLikely }) => isLikely),
    { keepsSaid: true, connection: undefined },
  );
  const { text } = await loadDraft(finished);
  assert.match(text, /said: Good evening\./);
  assert.doesNotMatch(text, /said: [^G]/);
});
