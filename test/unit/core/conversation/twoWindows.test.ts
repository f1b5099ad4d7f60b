import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { ConversationRecord } from '../../../../src/core/conversation/conversationRecord.ts';
import { createMemoryRecord } from '../../../../src/core/conversation/memoryRecord.ts';
import { until } from '../../../support/until.ts';
import { aPlace, aReply, asStored } from '../history/fixtures.ts';
import { anAnswer, aWindow, call, createCall } from './aService.ts';

describe('one conversation in two windows', () => {
  it('has both turns when both begin one in the same millisecond', async () => {
    using place = aPlace();
    const [here, there] = [aWindow(place), aWindow(place)];
    const { id } = await here.service.create(createCall);
    there.service.get(id);
    const sent = await Promise.all([
      here.service.send({ ...call, id, message: 'mine' }),
      there.service.send({ ...call, id, message: 'theirs' }),
    ]);
    assert.equal(sent.length, 2);
    const said = here.history.get(id)?.turns.map(({ userText, reply }) => [userText, reply]);
    assert.deepEqual(said?.slice(1).sort(), [
      ['mine', 'echo of mine'],
      ['theirs', 'echo of theirs'],
    ]);
    assert.deepEqual(asStored(here.service.get(id)), asStored(there.service.get(id)));
  });

  it('stays closed when the reply to an earlier message comes after the close of the other window', async () => {
    using place = aPlace();
    const reply = anAnswer();
    const here = aWindow(place, { respond: () => reply.promise });
    const there = aWindow(place);
    const { id } = await here.service.create(createCall);
    const sending = here.service.send({ ...call, id, message: 'A room' });
    await until('the message to be on disk', () => there.history.get(id)?.turns.length === 2);
    await there.service.close({ ...call, id });
    reply.resolve(aReply('Too late'));
    const { state, turns } = await sending;
    assert.deepEqual([state, turns[1]?.reply], ['closed', 'Too late']);
    assert.deepEqual(
      [there.history.get(id)?.state, there.history.get(id)?.turns[1]?.reply],
      ['closed', 'Too late'],
    );
    assert.deepEqual(here.history.openConversations(), []);
  });

  it('has what the other has done while an answer was on its way to the disk', async () => {
    using place = aPlace();
    const [here, there] = [aWindow(place), aWindow(place)];
    const { id } = await here.service.create(createCall);
    await here.service.send({ ...call, id, message: 'mine', saysMore: true });
    await Promise.all([
      there.service.close({ ...call, id }),
      here.service.send({ ...call, id, message: 'and more' }),
    ]);
    const kept = here.history.get(id);
    assert.deepEqual(
      [kept?.state, ...(kept?.turns ?? []).map(({ kind, state }) => `${kind} ${state}`).sort()],
      ['closed', 'close answered', 'create answered', 'respond answered', 'respond answered'],
    );
    assert.deepEqual(asStored(here.service.get(id)), asStored(there.service.get(id)));
  });

  it('stays deleted in the one that still shows it', async () => {
    using place = aPlace();
    const [here, there] = [aWindow(place), aWindow(place)];
    const { id } = await here.service.create(createCall);
    there.history.delete([id]);
    assert.equal(here.service.get(id), undefined);
    await assert.rejects(here.service.send({ ...call, id, message: 'Hello?' }), /no longer in the history/);
    there.history.restore([id]);
    assert.equal(here.service.get(id)?.turns.length, 1);
  });
});

describe('what the disk has refused', () => {
  const full = () => {
    throw new HumanError('The disk is full.');
  };
  /** Refuses while `isFull` says so. */
  function moody(record: ConversationRecord, isFull: () => boolean): ConversationRecord {
    return {
      ...record,
      write: async (change) => (isFull() ? full() : record.write(change)),
      flush: () => record.flush(),
    };
  }

  it('exactly when the reply came is written when the window is left', async () => {
    using place = aPlace();
    let isFull = false;
    const history = place.open();
    const respond = async () => {
      isFull = true;
      return aReply('the reply');
    };
    const { service, errors } = aWindow(place, { respond }, { record: moody(history, () => isFull) });
    const { id } = await service.create(createCall);
    await service.send({ ...call, id, message: 'A room' });
    assert.equal(errors.length, 1);
    assert.equal(history.get(id)?.turns[1]?.state, 'pending');
    isFull = false;
    service.saveNow();
    assert.equal(place.open().get(id)?.turns[1]?.reply, 'the reply');
  });

  it('is written as soon as the disk takes something of another conversation, or by itself', async () => {
    using place = aPlace();
    let isFull = true;
    const history = place.open();
    const { service } = aWindow(place, {}, { record: moody(history, () => isFull) });
    const { id: first } = await service.create(createCall);
    isFull = false;
    const { id: second } = await service.create(createCall);
    await until('the first one to be written', () => history.get(first)?.turns[0]?.state === 'answered');
    isFull = true;
    await service.send({ ...call, id: second, message: 'A room' });
    isFull = false;
    await until('the message to be written', () => history.get(second)?.turns[1]?.state === 'answered');
  });

  it('with the whole file goes on in the next one, with every turn', async () => {
    using place = aPlace();
    const { service } = aWindow(place);
    const { id } = await service.create(createCall);
    await service.send({ ...call, id, message: 'one' });
    for (const name of readdirSync(place.directory))
      writeFileSync(path.join(place.directory, name), 'no '.repeat(4000));
    await service.send({ ...call, id, message: 'two' });
    await service.send({ ...call, id, message: 'three' });
    await until('the whole conversation to be there', () => place.open().get(id)?.turns.length === 4);
    assert.deepEqual(
      place
        .open()
        .get(id)
        ?.turns.map(({ userText }) => userText),
      [undefined, 'one', 'two', 'three'],
    );
  });
});

describe('a record in memory', () => {
  it('is as good for a conversation as the history', async () => {
    using place = aPlace();
    const record = createMemoryRecord();
    const { service } = aWindow(place, {}, { record });
    const { id } = await service.create(createCall);
    await service.send({ ...call, id, message: 'A room' });
    const closed = await service.close({ ...call, id });
    assert.deepEqual(record.read(id)?.conversation, closed);
    assert.deepEqual(
      closed.turns.map(({ kind, state, reply }) => [kind, state, reply]),
      [
        ['create', 'answered', 'greeting of undefined'],
        ['respond', 'answered', 'echo of A room'],
        ['close', 'answered', undefined],
      ],
    );
    assert.deepEqual(readdirSync(place.directory), []);
  });
});
