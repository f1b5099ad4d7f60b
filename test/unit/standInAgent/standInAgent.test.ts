import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import {
  type ChatOperation,
  ChatOperations,
  operationMethods,
} from '../../../src/standInAgent/chatOperations.ts';
import { parseStandInScript } from '../../../src/standInAgent/parseStandInScript.ts';
import {
  type StandInAgent,
  type StandInAgentOptions,
  startStandInAgent,
} from '../../../src/standInAgent/standInAgent.ts';
import type { AnsweredRequest } from '../../../src/standInAgent/standInRequest.ts';
import { isSettledWithin } from '../../support/timing.ts';
import { until } from '../../support/until.ts';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Runs a test against an agent of its own, which is gone afterwards. */
async function withAgent(
  options: StandInAgentOptions,
  run: (agent: StandInAgent) => Promise<void>,
): Promise<void> {
  const agent = await startStandInAgent(options);
  try {
    await run(agent);
  } finally {
    await agent.close();
  }
}

async function send(agent: StandInAgent, operation: ChatOperation, body: object = {}): Promise<Answer> {
  const response = await fetch(`${agent.origin}/v1/stand-in/grand-hotel/chat/${operation}`, {
    method: operationMethods[operation],
    headers: { 'X-API-KEY': agent.apiKey, 'X-TOKEN': agent.token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Says the lines one after the other; gives what the agent said to each. */
async function talk(agent: StandInAgent, create: object, ...messages: string[]): Promise<string[]> {
  const created = await send(agent, 'create', create);
  const replies = [String(created.body['response'])];
  for (const message of messages) {
    // oxlint-disable-next-line no-await-in-loop -- a conversation is one line after the other
    const { body } = await send(agent, 'respond', {
      conversation_id: created.body['conversation_id'],
      message,
    });
    replies.push(String(body['response'] ?? body['error_code']));
  }
  return replies;
}

describe('The front desk of the Grand Hotel', () => {
  it('books a room', () =>
    withAgent({}, async (agent) => {
      const replies = await talk(
        agent,
        { integration_attributes: { customer_name: 'Ada' } },
        'I need a room for two',
        'Friday to Sunday',
        'Lovelace',
        'Yes, please',
      );
      assert.equal(replies[0], 'Good evening, Ada. How can I help?');
      assert.match(replies[2] ?? '', /“Friday to Sunday”.* name/);
      assert.match(replies[3] ?? '', /“Lovelace”\. .* 140 euros a night/);
      assert.match(replies[4] ?? '', /GH-2047/);
    }));

  it('can be left in the middle of a booking', () =>
    withAgent({}, async (agent) => {
      const replies = await talk(agent, {}, 'book a room', 'never mind', 'when is breakfast?');
      assert.match(replies[2] ?? '', /^No problem/);
      assert.match(replies[3] ?? '', /^Breakfast is/);
    }));

  it('answers a guest who asks something else in the middle, and goes on where they were', () =>
    withAgent({}, async (agent) => {
      const replies = await talk(
        agent,
        {},
        'I need a room',
        'What does it cost?',
        'tomorrow',
        'Is breakfast included?',
        'Lovelace',
        'And parking?',
        'What is the meaning of life?',
        'yes',
        'no',
      );
      assert.match(replies[2] ?? '', /140 euros a night/);
      assert.match(replies[3] ?? '', /“tomorrow”.*name/);
      assert.match(replies[4] ?? '', /^Breakfast is included/);
      assert.match(replies[5] ?? '', /“Lovelace”.*Shall I book it/);
      assert.match(replies[6] ?? '', /18 euros/);
      assert.match(replies[7] ?? '', /Shall I book it/);
      assert.match(replies[8] ?? '', /GH-2047/);
      assert.match(replies[9] ?? '', /good night/);
    }));

  it('asks again for what is no night, no name and no room number', () =>
    withAgent({}, async (agent) => {
      const replies = await talk(agent, {}, 'book a room', 'purple', 'tonight', 'Why do you ask?', 'Ada');
      assert.match(replies[2] ?? '', /did not catch the nights/);
      assert.match(replies[4] ?? '', /Under which name/);
      assert.match(replies[5] ?? '', /“Ada”/);
    }));

  it('understands what a guest says first', () =>
    withAgent({}, async (agent) => {
      for (const said of [
        'What does it cost?',
        'How much is a double room?',
        'Do you have rooms this weekend?',
        'When can I check in?',
        'Where are you?',
        'What can you do?',
        'Do you allow dogs?',
        'Is there a restaurant?',
        'How are you?',
        'Yes',
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- one conversation at a time
        const [, answer] = await talk(agent, {}, said);
        assert.doesNotMatch(answer ?? '', /did not understand/, said);
      }
    }));

  it('greets in the language of the guest', () =>
    withAgent({}, async (agent) => {
      assert.match((await talk(agent, { tts_lang_code: 'de-DE' }))[0] ?? '', /^Guten Abend/);
      assert.match((await talk(agent, { asr_lang_code: 'es-ES' }))[0] ?? '', /^Buenas noches/);
      assert.match((await talk(agent, { tts_lang_code: 'fi-FI' }))[0] ?? '', /^Good evening/);
    }));

  it('puts the guest through to a person', () =>
    withAgent({}, async (agent) => {
      const { body } = await send(agent, 'create');
      const id = body['conversation_id'];
      const last = await send(agent, 'respond', { conversation_id: id, message: 'May I speak to a person?' });
      assert.equal(last.body['end_conversation'], true);
      assert.deepEqual(last.body['handoff'], { destination: 'front_desk', reason: 'asked_for_human' });
      const after = await send(agent, 'respond', { conversation_id: id, message: 'Hello?' });
      assert.equal(after.body['error_code'], 'CHAT_CONVERSATION_ENDED');
      assert.equal((await send(agent, 'close', { conversation_id: id })).status, 200);
    }));

  it('brings a reply later, to a message without text', () =>
    withAgent({}, async (agent) => {
      const replies = await talk(agent, {}, 'Is anything available?', '', '');
      assert.match(replies[1] ?? '', /^One moment/);
      assert.match(replies[2] ?? '', /two double rooms/);
      assert.match(replies[3] ?? '', /still here/);
    }));
});

describe('The stand-in agent', () => {
  it('times a silent conversation out, for good', async () => {
    let nowMs = 0;
    await withAgent({ now: () => nowMs }, async (agent) => {
      const { body } = await send(agent, 'create');
      const message = { conversation_id: body['conversation_id'], message: 'hello' };
      nowMs += 600_000;
      assert.equal((await send(agent, 'respond', message)).status, 200);
      nowMs += 600_001;
      assert.equal((await send(agent, 'respond', message)).body['error_code'], 'CHAT_TIMEOUT');
      nowMs -= 600_000;
      assert.equal((await send(agent, 'respond', message)).body['error_code'], 'CHAT_TIMEOUT');
    });
  });

  it('ignores initial_message when its script says so, as newer servers do', async () => {
    const { script } = await parseStandInScript('greeting: Hi\nfallback: Hm\ninitialMessage: ignore\n');
    await withAgent({ script }, async (agent) => {
      assert.deepEqual(await talk(agent, { initial_message: 'A room' }), ['Hi']);
    });
  });

  it('brings a fault about at a word, once', () =>
    withAgent({}, async (agent) => {
      const { body } = await send(agent, 'create');
      const id = body['conversation_id'];
      const faulty = await send(agent, 'respond', { conversation_id: id, message: 'fault:rate-limited' });
      assert.equal(faulty.status, 429);
      assert.equal((await send(agent, 'respond', { conversation_id: id, message: 'hello' })).status, 200);
      assert.equal((await send(agent, 'create', { variant_id: 'fault:forbidden' })).status, 403);
    }));

  it('brings a fault about for one operation, as often as asked', () =>
    withAgent({}, async (agent) => {
      agent.setFault('server-error', { operation: 'create', times: 1 });
      assert.equal((await send(agent, 'close', { conversation_id: 'x' })).status, 404);
      assert.equal((await send(agent, 'create')).status, 500);
      assert.equal((await send(agent, 'create')).status, 200);
    }));

  it('has new secrets in every process and accepts no others', async () => {
    await withAgent({}, async (one) => {
      await withAgent({}, async (other) => {
        assert.notEqual(one.apiKey, other.apiKey);
        assert.notEqual(one.token, other.token);
        assert.equal((await send({ ...one, origin: other.origin }, 'create')).status, 401);
      });
    });
  });

  it('accepts any credentials when asked to, but not empty ones', () =>
    withAgent({ acceptAnyCredentials: true }, async (agent) => {
      assert.equal((await send({ ...agent, apiKey: 'x', token: 'y' }, 'create')).status, 200);
      assert.equal((await send({ ...agent, apiKey: '', token: 'y' }, 'create')).status, 401);
      assert.equal((await send({ ...agent, apiKey: 'x', token: ' ' }, 'create')).status, 401);
    }));

  it('knows only its own account and project when it is given them', async () => {
    await withAgent({ accountId: 'acme' }, async (agent) => {
      assert.equal((await send(agent, 'create')).body['error_code'], 'ACCOUNT_NOT_FOUND');
    });
    await withAgent({ projectId: 'motel' }, async (agent) => {
      assert.equal((await send(agent, 'create')).body['error_code'], 'PROJECT_NOT_FOUND');
    });
  });

  it('tells what it answered, without secrets and texts', () =>
    withAgent({}, async (agent) => {
      const answered: AnsweredRequest[] = [];
      agent.onDidAnswer((request) => answered.push(request));
      await send(agent, 'create', { initial_message: 'my secret wish' });
      await until('the answer to be told', () => answered.length > 0, { everyMs: 1 });
      assert.equal(answered[0]?.operation, 'create');
      assert.equal(answered[0].status, 200);
      const text = JSON.stringify(answered);
      for (const secret of [agent.apiKey, agent.token, 'my secret wish']) assert.ok(!text.includes(secret));
      assert.deepEqual(agent.requests, [], 'nothing is recorded unasked');
    }));

  it('listens on this machine only', () =>
    withAgent({}, async (agent) => {
      assert.equal(new URL(agent.origin).hostname, '127.0.0.1');
    }));

  it('says so when its port is taken', () =>
    withAgent({}, async (agent) => {
      const port = Number(new URL(agent.origin).port);
      await assert.rejects(startStandInAgent({ port }), { code: 'EADDRINUSE' });
    }));

  it('stops at once, whatever is going on', async () => {
    const agent = await startStandInAgent();
    const { hostname, port } = new URL(agent.origin);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const slow = send(agent, 'create', { initial_message: 'wait' });
    const stalled = send(agent, 'create', { variant_id: 'fault:no-answer' });
    await until('two open requests', () => agent.countOpenRequests() === 2, { everyMs: 1 });

    const cut = [assert.rejects(slow), assert.rejects(stalled), once(idle, 'close')];
    // The slow reply alone would take three seconds.
    assert.ok(await isSettledWithin(Promise.all([agent.close(), ...cut]), 1000));
    await Promise.all(cut);
    await agent.close();
    await assert.rejects(send(agent, 'create'));
  });

  it('forgets the oldest conversations instead of growing for ever', async () => {
    const { script } = await parseStandInScript('greeting: Hi');
    assert.ok(script);
    let count = 0;
    const operations = new ChatOperations({ script, now: () => 0, createId: () => `CONV-${(count += 1)}` });
    const isKnown = (id: string) =>
      operations.run('respond', 'a/b', { conversation_id: id }).kind === 'answer';
    for (let n = 0; n < 1000; n += 1) operations.run('create', 'a/b', {});
    assert.ok(isKnown('CONV-1'));
    operations.run('create', 'a/b', {});
    assert.ok(!isKnown('CONV-1'));
    assert.ok(isKnown('CONV-2'));
  });
});
