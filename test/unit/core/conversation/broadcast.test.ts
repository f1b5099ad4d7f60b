import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { type Broadcast, createBroadcast } from '../../../../src/core/conversation/broadcast.ts';
import { createRowComparer, toRowTurns } from '../../../../src/core/conversation/broadcastRows.ts';
import type { ConversationRecord } from '../../../../src/core/conversation/conversationRecord.ts';
import type { ConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { normalisable } from '../../../../src/core/conversation/normaliseText.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { until } from '../../../support/until.ts';
import { aPlace, grandHotel } from '../history/fixtures.ts';
import { agentsAt, anHttpService } from './aService.ts';

const scriptText = `
greeting: "{variant} greets in {channel}"
rules:
  - when: { contains: bye }
    reply: Goodbye
    end: true
fallback: "{variant} heard {message} in {conversation_id}"
`;

let agent: StandInAgent;

before(async () => {
  const { script, problems } = await parseStandInScript(scriptText);
  assert.deepEqual(problems, []);
  agent = await startStandInAgent({ script, recordRequests: true });
  agent.unref();
});
after(() => (agent as StandInAgent | undefined)?.close());

const hotel: Connection = {
  id: grandHotel.connectionId,
  name: grandHotel.connectionName,
  region: grandHotel.region,
  accountId: grandHotel.accountId,
  projectId: grandHotel.projectId,
  environment: 'sandbox',
};

interface Setting {
  /** Of each call, in milliseconds; the call is held that long on its way there, and its answer on its way back. */
  readonly delay?: (() => number) | undefined;
  /** What becomes of a call; left out it is made. */
  readonly intercept?: ((body: string) => Response | undefined) | undefined;
  readonly service?: ConversationService | undefined;
}

function aService({ delay = () => 0, intercept }: Setting, record?: ConversationRecord) {
  return anHttpService(async (url, request) => {
    await pause(delay());
    // It can be read once only.
    const body = await new Response(request?.body).text();
    const answer = intercept?.(body) ?? (await globalThis.fetch(url, { ...request, body }));
    await pause(delay());
    return answer;
  }, record);
}

const agents = agentsAt(() => agent, hotel);

function aBroadcast(variants: readonly string[], setting: Setting = {}, connectionOf = agents.connectionOf) {
  const service = setting.service ?? aService(setting);
  const broadcast = createBroadcast({
    id: 'broadcast-1',
    service,
    agents: { ...agents, connectionOf },
    newId: () => crypto.randomUUID(),
    targets: variants.map((variantId) => ({ connection: hotel, parameters: { variantId, channel: 'sms' } })),
  });
  return { broadcast, service };
}

const settled = (broadcast: Broadcast) =>
  until(
    'every column is settled',
    () => broadcast.columns.every(({ waitingSinceMs }) => waitingSinceMs === undefined),
    { everyMs: 2 },
  );

/** The replies by column, as they stand in the grid; the id is said without what differs each time. */
function grid(broadcast: Broadcast) {
  return broadcast.columns.map((column) => {
    const conversation = broadcast.conversationOf(column);
    const turns = conversation ? toRowTurns(conversation) : [];
    return turns.map(({ reply, state }) => reply?.replace(/ in CONV-\S+/, '') ?? state);
  });
}

describe('a broadcast', () => {
  it('puts no reply in the wrong cell: four targets with random delays, 200 runs', async () => {
    const variants = ['north', 'east', 'south', 'west'];
    const messages = ['one', 'two', 'three'];
    const run = async (number: number) => {
      const { broadcast } = aBroadcast(variants, { delay: () => Math.random() * 6 });
      // What is said while some have not answered yet waits for its turn in those.
      if (number % 2 === 0) for (const message of messages) broadcast.say({ message });
      await settled(broadcast);
      if (number % 2 === 1) {
        for (const message of messages) {
          broadcast.say({ message });
          // oxlint-disable-next-line no-await-in-loop -- one after the other
          await settled(broadcast);
        }
      }
      for (const column of broadcast.columns) {
        const conversation = broadcast.conversationOf(column);
        assert.ok(conversation);
        const own = (turn: { readonly reply?: string | undefined }) =>
          turn.reply?.endsWith(` in ${conversation.conversationId}`);
        assert.ok(toRowTurns(conversation).slice(1).every(own), 'a reply of another conversation');
      }
      assert.deepEqual(
        grid(broadcast),
        variants.map((variant) => [
          `${variant} greets in sms`,
          ...messages.map((message) => `${variant} heard ${message}`),
        ]),
      );
      broadcast.dispose();
    };
    for (let at = 0; at < 200; at += 10) {
      // oxlint-disable-next-line no-await-in-loop -- ten at once
      await Promise.all(Array.from({ length: 10 }, (_, next) => run(at + next)));
    }
  });

  it('creates and says nothing more where a connection is called live meanwhile, until the person says so', async () => {
    let today = hotel;
    let calls = 0;
    const variants = Array.from({ length: 12 }, (_, at) => `v${at}`);
    const { broadcast } = aBroadcast(
      variants,
      {
        delay: () => 5,
        intercept: () => {
          calls++;
          today = { ...hotel, environment: 'live' };
          return undefined;
        },
      },
      () => today,
    );
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    // Those that were under way by then.
    assert.ok(calls <= 8, String(calls));
    assert.ok(broadcast.columns.every((column) => broadcast.missedBy(column) === 1));
    assert.ok(broadcast.columns.every(({ problem }) => /has become LIVE/.test(String(problem))));
    assert.ok(broadcast.columns.every((column) => !broadcast.goesOn(column)));
    for (const { key } of broadcast.columns) broadcast.sayAgain(key);
    await settled(broadcast);
    assert.deepEqual(
      grid(broadcast),
      variants.map((variant) => [`${variant} greets in sms`, `${variant} heard one`]),
    );
    broadcast.dispose();
  });

  it('is not held up by a target that answers 500, which stands still until the person says so', async () => {
    let brokenId: string | undefined;
    const bodies: string[] = [];
    const { broadcast } = aBroadcast(['north', 'east', 'south', 'west'], {
      intercept: (body) => {
        bodies.push(body);
        const isBroken = brokenId !== undefined && body.includes(brokenId);
        return isBroken ? Response.json({ message: 'Boom' }, { status: 500 }) : undefined;
      },
    });
    await settled(broadcast);
    const [, east] = broadcast.columns;
    assert.ok(east);
    brokenId = broadcast.conversationOf(east)?.conversationId;
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    broadcast.say({ message: 'two' });
    await settled(broadcast);
    assert.deepEqual(grid(broadcast), [
      ['north greets in sms', 'north heard one', 'north heard two'],
      ['east greets in sms', 'failed'],
      ['south greets in sms', 'south heard one', 'south heard two'],
      ['west greets in sms', 'west heard one', 'west heard two'],
    ]);
    assert.equal(bodies.filter((body) => body.includes(String(brokenId))).length, 1, 'said again by itself');
    assert.equal(broadcast.missedBy(east), 2);
    brokenId = undefined;
    broadcast.sayAgain(east.key);
    await settled(broadcast);
    assert.deepEqual(grid(broadcast)[1], ['east greets in sms', 'east heard one', 'east heard two']);
    broadcast.dispose();
  });

  it('creates one anew that never came to be, and says there what the others have heard', async () => {
    let isBroken = true;
    const { broadcast, service } = aBroadcast(['north', 'east'], {
      intercept: (body) =>
        isBroken && body.includes('"east"') ? Response.json({}, { status: 500 }) : undefined,
    });
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    assert.deepEqual(grid(broadcast), [['north greets in sms', 'north heard one'], ['failed']]);
    const [, east] = broadcast.columns;
    const before = east?.id ?? '';
    isBroken = false;
    broadcast.sayAgain(east?.key ?? -1);
    await settled(broadcast);
    assert.deepEqual(grid(broadcast)[1], ['east greets in sms', 'east heard one']);
    assert.notEqual(east?.id, before);
    assert.equal(service.get(before)?.state, 'failed', 'what failed stays recorded');
    broadcast.dispose();
  });

  it('leaves alone what has ended, and goes on with the others', async () => {
    const { broadcast } = aBroadcast(['north', 'east']);
    await settled(broadcast);
    const [north] = broadcast.columns;
    broadcast.say({ message: 'bye' });
    await settled(broadcast);
    assert.ok(north && !broadcast.goesOn(north));
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    assert.deepEqual(grid(broadcast), [
      ['north greets in sms', 'Goodbye'],
      ['east greets in sms', 'Goodbye'],
    ]);
    broadcast.dispose();
  });

  it('gives up what is under way, and says nothing by itself that was not said', async () => {
    let isSlow = false;
    const { broadcast, service } = aBroadcast(['north', 'east'], { delay: () => (isSlow ? 1500 : 0) });
    await settled(broadcast);
    isSlow = true;
    broadcast.say({ message: 'one' });
    broadcast.say({ message: 'two' });
    await until('both are on their way', () =>
      broadcast.columns.every(({ id }) => service.get(id)?.turns.at(-1)?.state === 'pending'),
    );
    broadcast.cancel();
    await settled(broadcast);
    isSlow = false;
    broadcast.say({ message: 'three' });
    await settled(broadcast);
    for (const column of broadcast.columns) {
      assert.equal(service.get(column.id)?.turns.length, 2);
      assert.equal(broadcast.missedBy(column), 3);
    }
    broadcast.sayAgain(broadcast.columns[0]?.key ?? -1);
    await settled(broadcast);
    assert.deepEqual(grid(broadcast)[0], [
      'north greets in sms',
      'north heard one',
      'north heard two',
      'north heard three',
    ]);
    broadcast.dispose();
  });

  it('records what is answered after its cell was taken out, and shows it in no other cell', async () => {
    let isSlow = false;
    const { broadcast, service } = aBroadcast(['north', 'east', 'south'], { delay: () => (isSlow ? 40 : 0) });
    await settled(broadcast);
    isSlow = true;
    broadcast.say({ message: 'one' });
    const [north] = broadcast.columns;
    assert.ok(north);
    await until('the call', () => service.get(north.id)?.turns.at(-1)?.state === 'pending');
    broadcast.takeOut(north.key);
    // Said while it is under way: its last was the one before.
    broadcast.say({ message: 'two' });
    await settled(broadcast);
    await until('the answer', () => service.get(north.id)?.turns.at(-1)?.state === 'answered');
    assert.deepEqual(grid(broadcast), [
      ['east greets in sms', 'east heard one', 'east heard two'],
      ['south greets in sms', 'south heard one', 'south heard two'],
    ]);
    assert.match(service.get(north.id)?.turns.at(-1)?.reply ?? '', /^north heard one /);
    assert.equal(service.get(north.id)?.turns.length, 2);
    broadcast.dispose();
  });

  it('in two windows on one history has every reply in its own cell, and in the record', async () => {
    using place = aPlace();
    const variants = ['north', 'east', 'south', 'west'];
    const windows = ['here', 'there'].map((name) => ({
      name,
      ...aBroadcast(
        variants.map((variant) => `${variant} ${name}`),
        { service: createRecorded({ delay: () => Math.random() * 6 }, place) },
      ),
    }));
    for (const message of ['one', 'two', 'three'])
      for (const { name, broadcast } of windows) broadcast.say({ message: `${message} ${name}` });
    await Promise.all(windows.map(({ broadcast }) => settled(broadcast)));
    for (const { name, broadcast } of windows) {
      const wanted = variants.map((variant) => [
        `${variant} ${name} greets in sms`,
        ...['one', 'two', 'three'].map((message) => `${variant} ${name} heard ${message} ${name}`),
      ]);
      assert.deepEqual(grid(broadcast), wanted);
      // A third window reads the same.
      const record = createRecorded({}, place);
      const read = broadcast.columns.map(({ id }) => record.get(id)?.turns.map(({ reply }) => reply));
      assert.deepEqual(
        read.map((replies) => replies?.map((reply) => reply?.replace(/ in CONV-\S+/, ''))),
        wanted,
      );
      broadcast.dispose();
    }
    assert.deepEqual(place.problems, []);
  });

  it('lets one be taken out, and one that is talked to elsewhere leave', async () => {
    const { broadcast, service } = aBroadcast(['north', 'east', 'south']);
    await settled(broadcast);
    const [north, east] = broadcast.columns;
    assert.ok(north && east);
    broadcast.takeOut(north.key);
    const target = await agents.resolveTarget();
    await service.send({ id: east.id, message: 'alone', target, timeoutSeconds: 10 });
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    assert.deepEqual(grid(broadcast), [['south greets in sms', 'south heard one']]);
    assert.equal(service.get(north.id)?.state, 'open');
    assert.equal(service.get(north.id)?.turns.length, 1);
    broadcast.dispose();
  });

  it('has at most eight calls under way', async () => {
    let running = 0;
    let most = 0;
    const service = aService({ delay: () => 3 });
    const counting = {
      ...service,
      create: async (request: Parameters<ConversationService['create']>[0]) => {
        most = Math.max(most, ++running);
        return service.create(request).finally(() => running--);
      },
    };
    const { broadcast } = aBroadcast(
      Array.from({ length: 32 }, (_, at) => `v${at}`),
      { service: counting },
    );
    await settled(broadcast);
    assert.equal(most, 8);
    assert.equal(grid(broadcast).filter(([greeting]) => greeting?.includes('greets')).length, 32);
    broadcast.dispose();
  });

  it('tells why no call could be made, and makes it when that is mended', async () => {
    let isMissing = true;
    const broadcast = createBroadcast({
      id: 'broadcast-2',
      service: aService({}),
      agents: {
        ...agents,
        resolveTarget: async () => {
          if (isMissing) throw new Error('no key');
          return agents.resolveTarget();
        },
      },
      newId: () => crypto.randomUUID(),
      targets: [{ connection: hotel, parameters: { variantId: 'north' } }],
    });
    await settled(broadcast);
    assert.match(String(broadcast.columns[0]?.problem), /no key/);
    isMissing = false;
    broadcast.sayAgain(0);
    await settled(broadcast);
    assert.deepEqual(grid(broadcast), [['north greets in ']]);
    assert.equal(broadcast.columns[0]?.problem, undefined);
    broadcast.dispose();
  });

  it('is there again after a reload, with what one of them has missed, and without one that went its own way', async () => {
    using place = aPlace();
    let brokenId: string | undefined;
    const setting: Setting = {
      intercept: (body) =>
        brokenId !== undefined && body.includes(brokenId) ? Response.json({}, { status: 500 }) : undefined,
    };
    const { broadcast, service } = aBroadcast(['north', 'east', 'south'], {
      service: createRecorded(setting, place),
    });
    await settled(broadcast);
    const [north, east, south] = broadcast.columns;
    assert.ok(north && east && south);
    broadcast.say({ message: 'one' });
    await settled(broadcast);
    brokenId = service.get(east.id)?.conversationId;
    broadcast.say({ message: 'two' });
    await settled(broadcast);
    const target = await agents.resolveTarget();
    await service.send({ id: south.id, message: 'alone', target, timeoutSeconds: 10 });
    broadcast.say({ message: 'three' });
    await settled(broadcast);
    broadcast.dispose();

    const reloaded = createRecorded({}, place);
    const conversations = [north.id, east.id, south.id].flatMap((id) => reloaded.get(id) ?? []);
    assert.deepEqual(new Set(conversations.map(({ broadcastId }) => broadcastId)), new Set(['broadcast-1']));
    const again = createBroadcast({
      id: 'broadcast-1',
      service: reloaded,
      agents,
      newId: () => crypto.randomUUID(),
      continued: conversations,
    });
    assert.deepEqual(
      again.columns.map((column) => again.missedBy(column)),
      [0, 2],
    );
    again.sayAgain(1);
    await settled(again);
    assert.deepEqual(
      grid(again).map((replies) => replies.at(-1)),
      ['north heard three', 'east heard three'],
    );
    again.dispose();
  });
});

describe('a row of a broadcast', () => {
  const cell = (reply: string, state: 'open' | 'ended' = 'open') => {
    const turn = {
      id: crypto.randomUUID(),
      index: 1,
      kind: 'respond',
      state: 'answered',
      reply,
      startedAt: '',
    } as const;
    return { turn, conversation: { state, turns: [turn] } };
  };
  const mark = (cells: Parameters<ReturnType<typeof createRowComparer>['mark']>[0], reference = 0) =>
    createRowComparer(normalisable).mark(cells, reference);

  it('marks the replies that differ from the reference, ids and dates apart', () => {
    const booked = (id: string) => cell(`Booked as BK-${id}.`);
    assert.deepEqual(mark([booked('20881'), booked('20882'), cell('No room.')]), [
      'reference',
      'same',
      'differs',
    ]);
  });

  it('marks one that ended the conversation with the same words', () => {
    assert.deepEqual(mark([cell('Goodbye'), cell('Goodbye', 'ended')]), ['reference', 'differs']);
  });

  it('compares with another reply where the reference has none, and one reply with nothing', () => {
    assert.deepEqual(mark([undefined, cell('Yes'), cell('No')]), [undefined, 'reference', 'differs']);
    assert.deepEqual(mark([undefined, cell('Yes')]), [undefined, undefined]);
  });
});

function createRecorded(setting: Setting, place: ReturnType<typeof aPlace>) {
  return aService(setting, place.open());
}
