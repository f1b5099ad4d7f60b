import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { ChatClient, ChatReply } from '../../../../src/core/chatApi/chatClient.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import {
  createConversationService,
  type ConversationServiceOptions,
} from '../../../../src/core/conversation/conversationService.ts';
import { createConversationActivity } from '../../../../src/core/conversation/conversationActivity.ts';
import type { ConversationRecord } from '../../../../src/core/conversation/conversationRecord.ts';
import { until } from '../../../support/until.ts';
import {
  aChatError,
  aCloseReply,
  anExchange,
  aPlace,
  aReply,
  grandHotel,
  noon,
  target,
  type Place,
} from '../history/fixtures.ts';

const call = { target, timeoutSeconds: 60 };
const createCall = {
  ...call,
  connection: grandHotel,
  parameters: { initialMessage: 'Hello', channel: 'sms' },
};

function aService(
  place: Place,
  client: Partial<ChatClient>,
  options: Partial<ConversationServiceOptions> = {},
) {
  const errors: unknown[] = [];
  const events: string[] = [];
  let calls = 0;
  const history = place.open();
  let id = 0;
  const counted =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      calls++;
      return method(...args);
    };
  const service = createConversationService({
    client: {
      create: counted(client.create ?? (async () => aReply('Hi'))),
      respond: counted(client.respond ?? (async () => aReply('Of course'))),
      close: counted(client.close ?? (async () => aCloseReply())),
    },
    record: history,
    now: () => noon,
    newId: () => `id-${++id}`,
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => errors.push(error),
    ...options,
  });
  service.onDidChangeConversation(({ kind, conversation, turnIndex }) =>
    events.push(`${kind} ${turnIndex} ${conversation.turns[turnIndex]?.state} ${conversation.state}`),
  );
  return { service, history, errors, events, callCount: () => calls };
}

describe('creating a conversation', () => {
  it('is on disk before it leaves, with who waits and until when, and again before it is announced', async () => {
    using place = aPlace();
    const seen: unknown[] = [];
    const { service, history, events } = aService(place, {
      create: async () => {
        const turn = history.get('id-1')?.turns[0];
        seen.push(turn?.state, turn?.userText, turn?.owner);
        return aReply('Hi');
      },
    });
    service.onDidChangeConversation(({ kind }) => {
      if (kind === 'finished') seen.push(place.open().get('id-1')?.turns[0]?.reply);
    });
    const conversation = await service.create(createCall);
    const owner = { processId: process.pid, deadlineAt: new Date(noon + 60_000).toISOString() };
    assert.deepEqual(seen, ['pending', 'Hello', owner, 'Hi']);
    assert.deepEqual(events, ['started 0 pending creating', 'finished 0 answered open']);
    assert.equal(conversation.conversationId, 'CONV-1234567890');
  });

  it('that fails is a failed conversation, not a rejection, and is sent once', async () => {
    using place = aPlace();
    const details = {
      reason: 'unauthorized',
      outcome: 'refused',
      code: 'AUTH',
      serverMessage: 'no',
    } as const;
    const { service, history, callCount } = aService(place, {
      create: async () => {
        throw aChatError({ ...details, exchange: anExchange({ status: 401, correlationId: 'abc' }) });
      },
    });
    const { state, turns } = await service.create(createCall);
    assert.equal(state, 'failed');
    assert.equal(callCount(), 1);
    const { reason, code, status } = turns[0]?.error ?? {};
    assert.deepEqual([reason, code, status, turns[0]?.correlationId], ['unauthorized', 'AUTH', 401, 'abc']);
    assert.equal(history.get('id-1')?.turns[0]?.error?.serverMessage, 'no');
  });

  it('whose answer is lost, or that fails in a way nobody foresaw, is unknown', async () => {
    using place = aPlace();
    for (const error of [aChatError({ reason: 'timeout', outcome: 'unknown' }), new TypeError('a mistake')]) {
      const { service } = aService(place, { create: () => Promise.reject(error) });
      assert.equal((await service.create(createCall)).state, 'unknown');
    }
  });
});

describe('talking', () => {
  it('adds a turn, with the words on disk before they leave', async () => {
    using place = aPlace();
    const seen: unknown[] = [];
    const { service, history } = aService(place, {
      respond: async (_target, parameters) => {
        seen.push(parameters, history.get('id-1')?.turns[1]?.userText);
        return aReply('For which nights?', { endConversation: true });
      },
    });
    const { id } = await service.create(createCall);
    const { state, turns } = await service.send({ ...call, id, message: 'A room' });
    assert.deepEqual(seen, [{ conversationId: 'CONV-1234567890', message: 'A room' }, 'A room']);
    assert.deepEqual([state, turns.length, turns[1]?.reply], ['ended', 2, 'For which nights?']);
    await assert.rejects(service.send({ ...call, id, message: 'More' }), /This conversation is over/);
  });

  it('on and on has each answer on disk, with the next message, before that leaves', async () => {
    using place = aPlace();
    const seen: unknown[] = [];
    const { service, events } = aService(place, {
      respond: async (_target, { message }) => {
        const turns = place.open().get('id-1')?.turns ?? [];
        seen.push(turns.map(({ state, userText, reply }) => `${state} ${reply ?? userText}`));
        return aReply(`${message} answered`);
      },
    });
    const more = { saysMore: true };
    const { id, turns } = await service.create({ ...createCall, ...more });
    assert.deepEqual([turns[0]?.reply, place.open().get(id)?.turns[0]?.state], ['Hi', 'pending']);
    await service.send({ ...call, ...more, id, message: 'one' });
    await service.send({ ...call, ...more, id, message: 'two' });
    await service.whenRecorded(id);
    assert.deepEqual(seen, [
      ['answered Hi', 'pending one'],
      ['answered Hi', 'answered one answered', 'pending two'],
    ]);
    assert.equal(place.open().get(id)?.turns[2]?.reply, 'two answered');
    assert.deepEqual(
      events.map((event) => event.split(' ', 3).join(' ')),
      [0, 1, 2].flatMap((turn) => [`started ${turn} pending`, `finished ${turn} answered`]),
    );
  });

  it('waits for the answer before the next message', async () => {
    using place = aPlace();
    const answer = anAnswer();
    const { service } = aService(place, { respond: () => answer.promise });
    const { id } = await service.create(createCall);
    const first = service.send({ ...call, id, message: 'one' });
    await assert.rejects(service.send({ ...call, id, message: 'two' }), HumanError);
    answer.resolve(aReply('one answered'));
    assert.equal((await first).turns.length, 2);
  });

  it('closes once, however often it is asked', async () => {
    using place = aPlace();
    const { service, callCount } = aService(place, {});
    const { id } = await service.create(createCall);
    const [one, two] = await Promise.all([service.close({ ...call, id }), service.close({ ...call, id })]);
    assert.equal(one, two);
    assert.equal((await service.close({ ...call, id })).state, 'closed');
    assert.equal(callCount(), 2);
  });

  it('that a second caller cancels goes on for the first, and ends when nobody waits any more', async () => {
    using place = aPlace();
    let finish: () => void = () => undefined;
    const answer = new Promise<void>((resolve) => (finish = resolve));
    let signal: AbortSignal | undefined;
    const { service } = aService(place, {
      close: async (_target, _id, options) => {
        signal = options.signal;
        await answer;
        return aCloseReply();
      },
    });
    const { id } = await service.create(createCall);
    const [one, two] = [new AbortController(), new AbortController()];
    const first = service.close({ ...call, id, signal: one.signal });
    const second = service.close({ ...call, id, signal: two.signal });
    two.abort();
    assert.equal((await second).state, 'open');
    await until('the call to be under way', () => signal !== undefined);
    assert.equal(signal?.aborted, false);
    one.abort();
    assert.equal(signal?.aborted, true);
    finish();
    assert.equal((await first).state, 'closed');
  });

  it('closes when it is asked again right after a close was cancelled', async () => {
    using place = aPlace();
    let closes = 0;
    const { service } = aService(place, {
      close: async (_target, _id, { signal }) => {
        if (closes++ > 0) return aCloseReply();
        await once(signal ?? new AbortController().signal, 'abort');
        throw aChatError({ reason: 'cancelled', outcome: 'unknown' });
      },
    });
    const { id } = await service.create(createCall);
    const cancelled = new AbortController();
    const first = service.close({ ...call, id, signal: cancelled.signal });
    await until('the call', () => closes === 1, { everyMs: 1 });
    cancelled.abort();
    assert.equal((await service.close({ ...call, id })).state, 'closed');
    assert.equal((await first).turns[1]?.error?.reason, 'cancelled');
  });

  it('keeps both turns when it closes while a message is under way', async () => {
    using place = aPlace();
    const answer = anAnswer();
    const { service, history } = aService(place, { respond: () => answer.promise });
    const { id } = await service.create(createCall);
    const sending = service.send({ ...call, id, message: 'one' });
    await service.close({ ...call, id });
    answer.resolve(aReply('answered'));
    await sending;
    const stored = history.get(id);
    assert.deepEqual(
      [stored?.state, stored?.turns.map(({ state }) => state)],
      ['closed', Array(3).fill('answered')],
    );
  });
});

describe('a disk that refuses', () => {
  it('is told once, and the conversation goes on and is whole on disk when there is room again', async () => {
    using place = aPlace();
    const real = place.open();
    let isFull = true;
    const record: ConversationRecord = {
      ...real,
      async write(change) {
        if (isFull) throw new HumanError('The disk is full.');
        return real.write(change);
      },
    };
    const { service, errors } = aService(place, {}, { record });
    const { id } = await service.create(createCall);
    await service.send({ ...call, id, message: 'two' });
    assert.equal(errors.length, 1);
    assert.equal(service.get(id)?.turns.length, 2);
    assert.equal(real.get(id), undefined);
    isFull = false;
    await service.send({ ...call, id, message: 'three' });
    assert.deepEqual(
      real.get(id)?.turns.map(({ userText }) => userText),
      ['Hello', 'two', 'three'],
    );
    isFull = true;
    await service.send({ ...call, id, message: 'four' });
    assert.equal(errors.length, 2);
  });
});

describe('a mistake of ours while a turn is recorded', () => {
  const mistake = new TypeError('a mistake of ours');
  const unmaskable = {
    ...target,
    get apiKey(): string {
      throw mistake;
    },
  };
  const unreadable = <T>(reply: T, field: keyof T) =>
    Object.defineProperty(reply, field, {
      get() {
        throw mistake;
      },
    });
  type Service = ReturnType<typeof aService>['service'];
  const calls = {
    create: (service: Service, with_: typeof target) => service.create({ ...createCall, target: with_ }),
    'a message': (service: Service, with_: typeof target) =>
      service.send({ ...call, target: with_, id: 'id-1', message: 'A room' }),
    close: (service: Service, with_: typeof target) => service.close({ ...call, target: with_, id: 'id-1' }),
  };

  for (const [kind, begin] of Object.entries(calls)) {
    for (const when of ['before it is sent', 'when it is answered']) {
      it(`leaves nothing running: ${kind}, ${when}`, async () => {
        using place = aPlace();
        const isBefore = when === 'before it is sent';
        const broken = <T>(reply: T, field: keyof T, of: string) =>
          kind === of && !isBefore ? unreadable(reply, field) : reply;
        let replies = 0;
        const { service, history, callCount, events } = aService(place, {
          create: async () => broken(aReply('Hi'), 'response', 'create'),
          respond: async () =>
            replies++ === 0 ? broken(aReply('Yes'), 'response', 'a message') : aReply('Yes'),
          close: async () => broken(aCloseReply(), 'success', 'close'),
        });
        const activity = createConversationActivity(service.onDidChangeConversation);
        if (kind !== 'create') await service.create(createCall);
        const before = callCount();
        await assert.rejects(begin(service, isBefore ? unmaskable : target), (error) => error === mistake);
        assert.equal(callCount() - before, isBefore ? 0 : 1);
        assert.equal(service.isRunning('id-1'), false, 'for Cancel');
        assert.equal(activity.isBusy, false, events.join());
        const states = history.get('id-1')?.turns.map(({ state }) => state) ?? [];
        assert.equal(states.at(-1), isBefore ? (kind === 'create' ? undefined : 'answered') : 'unknown');
        if (kind === 'create') return;
        await service.send({ ...call, id: 'id-1', message: 'And now?' });
        assert.equal(history.get('id-1')?.turns.at(-1)?.state, 'answered');
      });
    }
  }

  it('leaves nothing running in a chat test either, which says more at once', async () => {
    using place = aPlace();
    const { service } = aService(place, { create: async () => unreadable(aReply('Hi'), 'response') });
    await assert.rejects(service.create({ ...createCall, saysMore: true }), (error) => error === mistake);
    assert.equal(service.isRunning('id-1'), false);
  });

  it('in what tells that the disk refuses, holds no conversation up', async () => {
    using place = aPlace();
    const real = place.open();
    const write = async () => Promise.reject(new HumanError('The disk is full.'));
    const onRecordError = () => {
      throw mistake;
    };
    const { service } = aService(place, {}, { record: { ...real, write }, onRecordError });
    assert.equal((await service.create(createCall)).state, 'open');
    assert.equal(service.isRunning('id-1'), false);
  });
});

describe('what is not to be recorded', () => {
  it('is on the screen and not on disk; that there was a call, and how it went, is', async () => {
    using place = aPlace();
    const { service, history } = aService(place, {}, { recordMessages: () => false });
    const { id, turns } = await service.create(createCall);
    assert.equal(turns[0]?.reply, 'Hi');
    assert.equal(service.get(id)?.turns[0]?.userText, 'Hello');
    const stored = history.get(id);
    const { userText, reply, exchange, latencyMs, status } = stored?.turns[0] ?? {};
    assert.deepEqual(
      [userText, reply, exchange, latencyMs, status],
      [undefined, undefined, undefined, 412, 200],
    );
    assert.equal(stored?.parameters.channel, 'sms');
    assert.equal(bytesOf(place).includes('Hello'), false);
  });

  it('is a secret, whoever says it', async () => {
    using place = aPlace();
    const secrets = { apiKey: `key-${crypto.randomUUID()}`, token: `token-${crypto.randomUUID()}` };
    const { service } = aService(place, {
      create: async () => aReply(`Your key is ${secrets.apiKey}`),
      respond: async () => {
        throw aChatError({ reason: 'badRequest', outcome: 'refused', serverMessage: `Bad ${secrets.token}` });
      },
    });
    const withSecrets = { ...call, target: { ...target, ...secrets } };
    const parameters = { initialMessage: `My key is ${secrets.apiKey}`, variantId: secrets.token };
    const { id } = await service.create({ ...createCall, ...withSecrets, parameters });
    await service.send({ ...withSecrets, id, message: `And my token ${secrets.token}` });
    const bytes = bytesOf(place);
    assert.ok(bytes.includes('My key is ••••'));
    for (const secret of Object.values(secrets)) assert.equal(bytes.includes(secret), false);
  });
});

/** A reply that comes when the test says so. */
function anAnswer() {
  let resolve: (reply: ChatReply) => void = () => undefined;
  const promise = new Promise<ChatReply>((resolved) => (resolve = resolved));
  return { promise, resolve: (reply: ChatReply) => resolve(reply) };
}

/** Everything in the directory: the database, its write-ahead log and its index. */
function bytesOf(place: Place): string {
  const names = readdirSync(place.directory);
  assert.ok(names.includes('history.db-wal'));
  return names.map((name) => readFileSync(path.join(place.directory, name)).toString()).join('');
}
