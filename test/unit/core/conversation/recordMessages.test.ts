import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { aPlace, aReply } from '../history/fixtures.ts';
import { anAnswer, aWindow, bytesOf, call, createCall } from './aService.ts';

describe('messages that are not recorded', () => {
  it('switched off, then Close Chat: every earlier turn stays on disk as it was', async () => {
    using place = aPlace();
    let records = true;
    const { service, history } = aWindow(place, {}, { recordMessages: () => records });
    const { id } = await service.create({ ...createCall, parameters: { initialMessage: 'Hello' } });
    await service.send({ ...call, id, message: 'A room' });
    const before = history.get(id)?.turns;
    records = false;
    await service.close({ ...call, id });
    const stored = history.get(id);
    assert.deepEqual(stored?.turns.slice(0, 2), before);
    assert.deepEqual(
      stored?.turns.map(({ userText, reply, state }) => [userText, reply, state]),
      [
        ['Hello', 'greeting of Hello', 'answered'],
        ['A room', 'echo of A room', 'answered'],
        [undefined, undefined, 'answered'],
      ],
    );
    assert.equal(stored?.parameters.initialMessage, 'Hello');
  });

  it('off, talk, on, Close Chat: what was said while it was off is not written, and stays on the screen', async () => {
    using place = aPlace();
    let records = false;
    const { service, history } = aWindow(place, {}, { recordMessages: () => records });
    const { id } = await service.create({ ...createCall, parameters: { initialMessage: 'whispered first' } });
    await service.send({ ...call, id, message: 'whispered second' });
    records = true;
    await service.send({ ...call, id, message: 'said aloud' });
    await service.close({ ...call, id });
    assert.equal(bytesOf(place).includes('whispered'), false);
    assert.ok(bytesOf(place).includes('echo of said aloud'));
    assert.deepEqual(
      service.get(id)?.turns.map(({ userText }) => userText),
      ['whispered first', 'whispered second', 'said aloud', undefined],
    );
    assert.deepEqual(
      history.get(id)?.turns.map(({ userText, recorded }) => [userText, recorded]),
      [
        [undefined, false],
        [undefined, false],
        ['said aloud', true],
        [undefined, true],
      ],
    );
  });

  it('switched while the agent thinks: the reply follows what held when the message was sent', async () => {
    using place = aPlace();
    let records = true;
    const replies = [anAnswer(), anAnswer()];
    const { service, history } = aWindow(
      place,
      { respond: () => replies.shift()?.promise ?? Promise.reject(new Error('nothing more')) },
      { recordMessages: () => records },
    );
    const [first, second] = replies;
    const { id } = await service.create(createCall);
    const one = service.send({ ...call, id, message: 'kept' });
    records = false;
    first?.resolve(aReply('the kept reply'));
    await one;
    const two = service.send({ ...call, id, message: 'whispered' });
    records = true;
    second?.resolve(aReply('the whispered reply'));
    await two;
    assert.deepEqual(
      [history.get(id)?.turns[1]?.reply, history.get(id)?.turns[2]?.reply],
      ['the kept reply', undefined],
    );
    assert.equal(bytesOf(place).includes('whispered'), false);
  });

  it('are no attributes, no first message and no words of a server either', async () => {
    using place = aPlace();
    const { service, history } = aWindow(
      place,
      {
        create: async () =>
          aReply('Hi', { handoff: { destination: 'desk', reason: 'guest is whispered about' } }),
      },
      { recordMessages: () => false },
    );
    const parameters = {
      channel: 'sms',
      initialMessage: 'whispered first',
      integrationAttributes: '{"guest":"whispered name"}' as JsonObjectText,
    };
    const { id, handoff } = await service.create({ ...createCall, parameters });
    assert.equal(handoff?.reason, 'guest is whispered about');
    assert.equal(bytesOf(place).includes('whispered'), false);
    assert.deepEqual(
      [history.get(id)?.parameters.channel, history.get(id)?.handoff?.destination],
      ['sms', 'desk'],
    );
  });

  it('do not hide that another window has closed the chat', async () => {
    using place = aPlace();
    const here = aWindow(place, {}, { recordMessages: () => false });
    const there = aWindow(place, {}, { recordMessages: () => false });
    const { id } = await here.service.create(createCall);
    await here.service.send({ ...call, id, message: 'only in this window' });
    await there.service.close({ ...call, id });
    const shown = here.service.get(id);
    assert.equal(shown?.state, 'closed');
    assert.deepEqual(
      shown?.turns.map(({ kind, userText }) => [kind, userText]),
      [
        ['create', undefined],
        ['respond', 'only in this window'],
        ['close', undefined],
      ],
    );
    await assert.rejects(here.service.send({ ...call, id, message: 'more' }), /This conversation is over/);
    assert.equal(there.history.get(id)?.state, 'closed');
  });
});
