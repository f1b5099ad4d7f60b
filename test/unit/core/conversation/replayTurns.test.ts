import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ChatTarget } from '../../../../src/core/chatApi/chatClient.ts';
import type { Turn } from '../../../../src/core/conversation/conversation.ts';
import { replayTurns, turnsToReplay } from '../../../../src/core/conversation/replayTurns.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { aPlace, grandHotel, type Place } from '../history/fixtures.ts';
import { anHttpService } from './aService.ts';

const scriptText = `
greeting: Good evening
rules:
  - when: { contains: [bye] }
    reply: Goodbye
    end: true
fallback: I see
`;

let agent: StandInAgent;
let target: ChatTarget;

before(async () => {
  const { script, problems } = await parseStandInScript(scriptText);
  assert.deepEqual(problems, []);
  agent = await startStandInAgent({ script, recordRequests: true });
  // Without a test to run, Node has called `after` already.
  agent.unref();
  target = { ...grandHotel, origin: agent.origin, apiKey: agent.apiKey, token: agent.token };
});
after(() => (agent as StandInAgent | undefined)?.close());

const aService = (place: Place) => anHttpService(undefined, place.open());

/** The events of a replay, one line each. `onEvent` may abort it. */
async function replay(
  messages: readonly (string | undefined)[],
  onEvent?: (line: string) => void,
  signal?: AbortSignal,
) {
  using place = aPlace();
  const lines: string[] = [];
  const events = replayTurns(aService(place), {
    target,
    signal,
    timeoutSeconds: 10,
    connection: { ...grandHotel, origin: agent.origin },
    parameters: { channel: 'sms' },
    turns: messages.map((message) => ({ message })),
  });
  for await (const event of events) {
    const said = 'conversation' in event ? event.conversation.turns.at(-1)?.reply : undefined;
    const detail =
      event.kind === 'stopped' ? `${event.why} ${event.answered}` : 'turn' in event ? event.turn : '';
    const line = [event.kind, detail, said].filter((part) => part !== undefined && part !== '').join(' ');
    lines.push(line);
    onEvent?.(line);
  }
  return lines;
}

describe('replaying turns', () => {
  it('goes on in a conversation instead of creating one, whatever became of its last call', async () => {
    using place = aPlace();
    const service = aService(place);
    const call = { target, timeoutSeconds: 10, connection: { ...grandHotel, origin: agent.origin } };
    const begun = await service.create({ ...call, parameters: {} });
    const refused = await service.send({
      ...call,
      id: begun.id,
      message: 'fault:rate-limited',
    });
    assert.equal(refused.turns.at(-1)?.state, 'failed');
    const from = agent.requests.length;
    const lines: string[] = [];
    for await (const event of replayTurns(service, {
      ...call,
      parameters: {},
      continued: refused,
      turns: [{ message: 'A room' }, { message: 'bye' }, { message: 'lost' }],
    })) {
      lines.push(event.kind === 'stopped' ? `${event.why} ${event.answered}` : event.kind);
    }
    assert.deepEqual(lines, ['sending', 'answered', 'sending', 'answered', 'over 2']);
    assert.deepEqual(
      agent.requests.slice(from).map(({ path }) => path.split('/').at(-1)),
      ['respond', 'respond'],
    );
  });

  it('creates the conversation and says each when the one before is answered', async () => {
    const from = agent.requests.length;
    assert.deepEqual(await replay(['A room', undefined, 'For two']), [
      'created Good evening',
      'sending 1',
      'answered 1 I see',
      'sending 2',
      'answered 2 Are you still there?',
      'sending 3',
      'answered 3 I see',
      'finished I see',
    ]);
    const bodies = agent.requests.slice(from).map(({ body }) => JSON.parse(body || '{}') as object);
    assert.deepEqual(
      bodies.map((body) => ('message' in body ? body.message : Object.keys(body).join())),
      ['channel', 'A room', 'conversation_id', 'For two'],
    );
  });

  it('stops when the agent ends the conversation early, and not when it does so at the end', async () => {
    assert.deepEqual((await replay(['bye', 'More'])).at(-1), 'stopped over 1 Goodbye');
    assert.deepEqual((await replay(['bye'])).at(-1), 'finished Goodbye');
  });

  it('stops at the first failure and repeats nothing', async () => {
    const from = agent.requests.length;
    const lines = await replay(['one', 'two', 'three'], (line) => {
      if (line.startsWith('answered 1')) agent.setFault('server-error');
    });
    agent.setFault(undefined);
    assert.deepEqual(lines.slice(-2), ['sending 2', 'stopped failed 1']);
    assert.equal(agent.requests.length - from, 3);
  });

  it('says nothing when the conversation could not be created', async () => {
    agent.setFault('unauthorized');
    assert.deepEqual(await replay(['one']), ['stopped failed 0']);
    agent.setFault(undefined);
  });

  it('stops when the person has had enough, between two turns and within one', async () => {
    const between = new AbortController();
    const onEvent = (line: string) => line.startsWith('answered 1') && between.abort();
    assert.equal((await replay(['one', 'two'], onEvent, between.signal)).at(-1), 'stopped cancelled 1 I see');
    const within = new AbortController();
    const lines = await replay(
      ['one'],
      (line) => line.startsWith('created') && within.abort(),
      within.signal,
    );
    assert.match(lines.at(-1) ?? '', /^stopped cancelled 0/);
  });
});

describe('the turns to replay', () => {
  const turn = (fields: Partial<Turn>): Turn =>
    ({ kind: 'respond', state: 'answered', exchange: {}, ...fields }) as Turn;
  const of = (...turns: Turn[]) => turnsToReplay({ turns })?.map(({ userText = '(delayed)' }) => userText);
  const said = (userText: string, state: Turn['state'] = 'answered') => turn({ userText, state });

  const table: [what: string, replayed: string[] | undefined, expected: string[] | undefined][] = [
    ['what was said, in order', of(turn({ kind: 'create' }), said('a'), said('b')), ['a', 'b']],
    ['not the close', of(said('a'), turn({ kind: 'close' })), ['a']],
    ['a delayed reply too', of(said('a'), turn({})), ['a', '(delayed)']],
    ['the same words twice when they were answered twice', of(said('a'), said('a')), ['a', 'a']],
    ['once what failed and was said again', of(said('a', 'failed'), said('a')), ['a']],
    [
      'once what got lost and was said again',
      of(said('a', 'unknown'), said('a', 'failed'), said('a')),
      ['a'],
    ],
    ['what was never delivered', of(said('a'), said('b', 'failed')), ['a', 'b']],
    [
      'a fetch of a delayed reply that got lost',
      of(said('a'), turn({ exchange: undefined, state: 'unknown', recorded: true })),
      ['a', '(delayed)'],
    ],
    ['nothing known when messages were not recorded', of(turn({ exchange: undefined })), undefined],
  ];
  for (const [what, replayed, expected] of table) {
    it(what, () => assert.deepEqual(replayed, expected));
  }
});
