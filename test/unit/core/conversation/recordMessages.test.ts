import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import { toOutputBlock } from '../../../../src/core/wording/outputBlock.ts';
import { isContentKnown, toRecordedBlock } from '../../../../src/core/conversation/recordedPart.ts';
import { turnsToReplay } from '../../../../src/core/conversation/replayTurns.ts';
import { aChatError, aConversation, aPlace, aReply } from '../history/fixtures.ts';
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

  it('what was said while it was off stays on the screen, however many others are looked at', async () => {
    using place = aPlace();
    const { service } = aWindow(place, {}, { recordMessages: () => false });
    const parameters = { initialMessage: 'whispered' };
    const { id } = await service.create({ ...createCall, parameters });
    for (let count = 0; count < 150; count++) {
      place.open().save(aConversation({ id: `c${count}` }));
      service.get(`c${count}`);
    }
    assert.equal(service.get(id)?.turns[0]?.userText, 'whispered');
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

describe('what was not recorded, in the output and when it is to be said again', () => {
  it('is not in the output, which is a file; what was recorded is', async () => {
    using place = aPlace();
    let records = true;
    const { service } = aWindow(place, {}, { recordMessages: () => records });
    const blocks: string[] = [];
    service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
      if (kind === 'finished')
        blocks.push(toOutputBlock(toRecordedBlock(conversation, turnIndex), turnIndex));
    });
    const { id } = await service.create({ ...createCall, parameters: { initialMessage: 'Hello' } });
    records = false;
    await service.send({ ...call, id, message: 'whispered' });
    assert.match(blocks[0] ?? '', /greeting of Hello/);
    assert.doesNotMatch(blocks[1] ?? '', /whispered/);
    assert.match(blocks[1] ?? '', /respond .*200 .*\n.*not recorded/);
  });

  it('cannot be said again by a later window, which does not know it; a lost fetch can', async () => {
    using place = aPlace();
    const lost = () => Promise.reject(aChatError({ reason: 'timeout', outcome: 'unknown' }));
    const { service } = aWindow(place, { respond: lost }, { recordMessages: () => false });
    const { id } = await service.create(createCall);
    const here = await service.send({ ...call, id, message: 'whispered' });
    const later = aWindow(place).service.get(id);
    assert.ok(here.turns[1] && later?.turns[1]);
    assert.deepEqual([isContentKnown(here.turns[1]), isContentKnown(later.turns[1])], [true, false]);
    assert.equal(turnsToReplay(later), undefined);
    const fetched = { ...later.turns[1], recorded: true };
    assert.deepEqual(turnsToReplay({ turns: [fetched] }), [fetched]);
  });
});

it('the parameters of the last chat are in connections.json without what they say', async () => {
  using place = aPlace();
  const store = createConnectionStore({ directory: place.directory, recordMessages: () => false });
  const id = 'grand-hotel';
  await store.add({
    id,
    name: 'Hotel',
    region: 'uk-1',
    accountId: 'acme',
    projectId: 'hotel',
    environment: 'sandbox',
  });
  const integrationAttributes = '{"guest":"whispered name"}' as JsonObjectText;
  await store.setLastParameters(id, { variantId: 'v-2', integrationAttributes, initialMessage: 'whispered' });
  assert.equal(store.lastParameters(id).variantId, 'v-2');
  assert.equal(bytesOf(place).includes('whispered'), false);
  store.dispose();
});
