import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { turnsBefore } from '../../../../src/core/conversation/judgeFork.ts';
import { toRepeatedContent } from '../../../../src/core/conversation/repeatedContent.ts';
import { replayTurns } from '../../../../src/core/conversation/replayTurns.ts';
import { toRerunResult } from '../../../../src/core/conversation/rerunResult.ts';
import { toRerunText } from '../../../../src/core/wording/rerunText.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { aPlace, asStored, grandHotel, type Place } from '../history/fixtures.ts';
import { anHttpService } from './aService.ts';

const said = ['A room for two', 'For Friday', 'With a view', 'Thank you'];

/** An agent that says its booking number with the second reply, and what it offers with the third. */
async function anAgent(number: string, offer: string) {
  const { script, problems } = await parseStandInScript(`
greeting: Good evening
rules:
  - when: { contains: [friday] }
    reply: Your booking is ${number}.
  - when: { contains: [view] }
    reply: ${offer}
fallback: I heard {message}
`);
  assert.deepEqual(problems, []);
  return startStandInAgent({ script, recordRequests: true });
}

type Agent = Awaited<ReturnType<typeof anAgent>>;

async function talk(
  place: Place,
  agent: Agent,
  request: { parameters: object; turns: readonly object[]; replayOf?: string },
) {
  let latest: Conversation | undefined;
  const events = replayTurns(anHttpService(undefined, place.open()), {
    ...request,
    connection: { ...grandHotel, origin: agent.origin },
    target: { ...grandHotel, origin: agent.origin, apiKey: agent.apiKey, token: agent.token },
    timeoutSeconds: 10,
  });
  for await (const event of events) if ('conversation' in event) latest = event.conversation;
  assert.ok(latest);
  return latest;
}

describe('a fork at a turn', () => {
  const modes = [
    ['a deterministic agent', 'BK-1001', 'To the sea.', { kind: 'identical' }, 'identical', 0],
    ['one that counts on', 'BK-2002', 'To the sea.', { kind: 'sameNormalised' }, 'same after normalising', 1],
    [
      'one that changed its mind',
      'BK-1001',
      'To the garden.',
      { kind: 'diverged', turn: 4 },
      'diverged at turn 4',
      1,
    ],
    [
      'one that changed it early',
      'no. Which day?',
      'To the sea.',
      { kind: 'diverged', turn: 3 },
      'diverged at turn 3',
      1,
    ],
  ] as const;
  for (const [name, number, offer, verdict, words, differing] of modes) {
    it(`with ${name}: ${words}`, async () => {
      using place = aPlace();
      const history = place.open();
      const before = await anAgent('BK-1001', 'To the sea.');
      const after = await anAgent(number, offer);
      try {
        const parameters = { channel: 'sms', variantId: 'seaside' };
        const original = await talk(place, before, {
          parameters,
          turns: said.map((message) => ({ message })),
        });
        const kept = asStored(history.get(original.id));
        // Before "Thank you".
        const turns = turnsBefore(original, 4)?.map((turn) => toRepeatedContent(turn)) ?? [];
        const fork = await talk(place, after, { parameters, turns, replayOf: original.id });
        const result = toRerunResult(original, fork, 4);
        assert.deepEqual(result, { differing, total: 4, fork: { turnIndex: 4, verdict } });
        history.recordRerun(fork.id, result);
        const summary = place.open().summary(fork.id);
        assert.deepEqual(asStored(summary?.rerun), result);
        assert.equal(toRerunText(summary?.rerun), `${words} · fork at turn 5`);
        assert.deepEqual(asStored(history.get(original.id)), kept, 'the original stays as it was');
        const calls = (agent: Agent) =>
          agent.requests.map(({ path, body }) => [path.split('/').at(-1), body]);
        const [created, ...responded] = calls(after);
        const [createdBefore, ...respondedBefore] = calls(before);
        assert.deepEqual(created, createdBefore);
        const messages = (all: typeof responded) =>
          all.map(([, body]) => JSON.stringify(body).match(/message[^,}]*/)?.[0]);
        assert.deepEqual(messages(responded), messages(respondedBefore).slice(0, 3));
      } finally {
        await Promise.all([before.close(), after.close()]);
      }
    });
  }

  it('says in the row of a rerun how many turns differ', () => {
    assert.equal(toRerunText({ differing: 3, total: 8 }), '3 of 8 turns differ · replay');
    assert.equal(toRerunText({ differing: 0, total: 8 }), 'no turn differs · replay');
    assert.equal(toRerunText(undefined), 'replay');
  });
});
