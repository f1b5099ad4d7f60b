import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { replayTurns } from '../../../../src/core/conversation/replayTurns.ts';
import { emptyComposerDraft } from '../../../../src/protocol/conversation.ts';
import { until } from '../../../support/until.ts';
import { agent, aPanel, connection, draft, service, target, usePanels } from './panelPlace.ts';

usePanels();

describe('what is said in a panel', () => {
  it('goes on: the message is on disk, then pending, then answered, and only the turn crosses', async () => {
    const { say, settled, ofType, turns, got } = await aPanel();
    say({ type: 'send', draft: draft('When is breakfast?') });
    const answered = await settled(1);
    assert.match(answered.agent?.text ?? '', /seven/);
    assert.deepEqual(
      ofType('sent').map(({ text }) => text),
      ['When is breakfast?'],
    );
    assert.ok(turns().some((turn) => turn.index === 1 && turn.state === 'pending'));
    assert.ok(got.findIndex(({ type }) => type === 'sent') <= got.findIndex(({ type }) => type === 'turns'));
    assert.equal(ofType('state').length, 1);
  });

  it('sends the extra fields with their numbers unharmed, and repeats them to the letter', async () => {
    const { id, say, settled } = await aPanel();
    const extra = {
      integrationAttributes: '{"big": 12345678901234567890, "price": 1.10}',
      ttsLangCode: 'en-GB',
    };
    say({ type: 'send', draft: { ...draft('fault: reset'), ...extra } });
    assert.equal((await settled(1)).state, 'unknown');
    say({ type: 'act', action: 'sendAgain', index: 1 });
    await settled(2);
    const bodies = service
      .get(id)
      ?.turns.slice(1)
      .map((turn) => turn.exchange?.requestBody);
    assert.match(bodies?.[0] ?? '', /"integration_attributes":\{"big":12345678901234567890,"price":1\.10\}/);
    assert.equal(bodies?.[1], bodies?.[0]);
  });

  it('Send Again of what holds a masked secret sends nothing, and puts it where it can be typed again', async () => {
    const { id, say, settled, ofType, errors } = await aPanel();
    agent.setFault('reset', { operation: 'respond', times: 1 });
    say({ type: 'send', draft: draft(`My key is ${agent.apiKey}`) });
    assert.equal((await settled(1)).state, 'unknown');
    const before = agent.requests.length;
    say({ type: 'act', action: 'sendAgain', index: 1 });
    await until('the refusal', () => errors.length > 0);
    assert.match(String(errors[0]), /•••• stands for a secret that was not kept\./);
    assert.equal(ofType('state').at(-1)?.state.draft.text, 'My key is ••••');
    assert.deepEqual([agent.requests.length, service.get(id)?.turns.length], [before, 2]);
  });

  it('does not repeat by itself what may have arrived', async () => {
    const { id, say, settled } = await aPanel();
    say({ type: 'send', draft: draft('fault: reset') });
    const { failure } = await settled(1);
    assert.match(failure?.remedy ?? '', /may have arrived/);
    assert.equal(service.get(id)?.turns.length, 2);
  });

  it('fetches a delayed reply with an empty message', async () => {
    const { id, say, settled } = await aPanel();
    say({ type: 'fetchDelayedReply', draft: draft('not this') });
    await settled(1);
    assert.doesNotMatch(service.get(id)?.turns[1]?.exchange?.requestBody ?? '', /message/);
  });

  it('cancels the call that runs, and says that the message may have arrived', async () => {
    const { say, settled, lastHeader, turns } = await aPanel();
    say({ type: 'send', draft: draft('fault: no-answer') });
    await until('the pending turn', () => turns().some((turn) => turn.state === 'pending'), { everyMs: 5 });
    assert.deepEqual(lastHeader()?.running, { kind: 'respond', canCancel: true });
    say({ type: 'cancel' });
    assert.equal((await settled(1)).state, 'unknown');
    assert.equal(lastHeader()?.running, undefined);
  });

  it('cancels what another gesture has begun: a replay that waits says nothing more', async () => {
    const events = replayTurns(service, {
      connection: connection(),
      target: target(),
      parameters: {},
      timeoutSeconds: 5,
      signal: new AbortController().signal,
      turns: ['fault: no-answer', 'never said'].map((message) => ({ message })),
    });
    const created = await events.next();
    assert.ok(created.value?.kind === 'created');
    await events.next();
    const stopped = events.next();
    const { say, got } = await aPanel({}, created.value.conversation.id);
    const headers = () =>
      got.flatMap((message) =>
        message.type === 'state' ? message.state.header : 'header' in message ? message.header : [],
      );
    await until('Cancel', () => headers().at(-1)?.running?.canCancel, { everyMs: 5 });
    say({ type: 'cancel' });
    const { value } = await stopped;
    assert.ok(value?.kind === 'stopped');
    assert.deepEqual([value.why, value.conversation.turns.length], ['cancelled', 2]);
    assert.equal(service.isRunning(value.conversation.id), false);
  });

  it('is closed, once', async () => {
    const { id, say, settled, lastHeader } = await aPanel();
    say({ type: 'close' });
    say({ type: 'close' });
    await settled(1);
    assert.equal(lastHeader()?.state, 'closed');
    assert.equal(service.get(id)?.turns.length, 2);
  });

  const ends: [message: string, state: string, lock: RegExp][] = [
    ['Goodbye', 'ended', /ended the conversation\.$/],
    ['I want to speak to a person', 'handedOff', /front_desk \(asked_for_human\)/],
    ['fault: conversation-ended', 'ended', /had ended this conversation already/],
    ['fault: chat-timeout', 'expired', /has expired/],
  ];
  for (const [message, state, lock] of ends) {
    it(`is over after "${message}", and says why`, async () => {
      const { say, settled, lastHeader } = await aPanel();
      say({ type: 'send', draft: draft(message) });
      await settled(1);
      assert.equal(lastHeader()?.state, state);
      assert.match(lastHeader()?.lock?.sentence ?? '', lock);
    });
  }
});

describe('what was typed', () => {
  it('stays when the chat is closed while the secret storage is slow', async () => {
    let unlock = () => {};
    const unlocked = new Promise<void>((resolve) => (unlock = resolve));
    let asked = 0;
    const { say, ofType, id, errors } = await aPanel({
      // The first answer takes its time, as a keychain does that asks for a password.
      resolveTarget: async () => {
        if (asked++ === 0) await unlocked;
        return target();
      },
    });
    say({ type: 'ready' });
    say({ type: 'send', draft: { ...emptyComposerDraft, text: 'Hello?' } });
    say({ type: 'close' });
    await until('the close', () => service.get(id)?.state === 'closed', { everyMs: 5 });
    assert.deepEqual(ofType('sent'), [], 'it was not sent, so the box keeps it');
    unlock();
    await until('the refusal', () => errors.length === 1, { everyMs: 5 });
    assert.deepEqual([ofType('sent').length, ofType('notSent').length], [0, 1]);
    assert.ok(!service.get(id)?.turns.some(({ userText }) => userText === 'Hello?'));
  });

  it('stays when the person does not want to talk to a live agent', async () => {
    const { id, say, ofType } = await aPanel({ confirmLive: async () => false });
    say({ type: 'send', draft: draft('Hello') });
    await until('the answer', () => ofType('notSent').length === 1, { everyMs: 5 });
    assert.equal(service.get(id)?.turns.length, 1);
  });

  it('stays when the connection is gone, and the error is shown', async () => {
    const gone = new HumanError('The connection is gone.');
    const { say, ofType, errors } = await aPanel({ resolveTarget: () => Promise.reject(gone) });
    say({ type: 'send', draft: draft('Hello') });
    await until('the answer', () => ofType('notSent').length === 1, { everyMs: 5 });
    await until('the error', () => errors.length === 1, { everyMs: 5 });
    assert.deepEqual(errors, [gone]);
  });

  it('is there again for the next webview', async () => {
    const { say, ofType } = await aPanel();
    say({ type: 'draftChanged', edited: { draft: draft('half a sen'), editedAtMs: 5, afterTurns: 1 } });
    say({ type: 'ready' });
    assert.equal(ofType('state').at(-1)?.state.draft.text, 'half a sen');
  });

  it('is kept though the clock goes back ten minutes', async () => {
    const { say, ofType } = await aPanel();
    const now = Date.now();
    const before = { draft: draft('before'), editedAtMs: now, afterTurns: 1 };
    say({ type: 'draftChanged', edited: before });
    say({
      type: 'draftChanged',
      edited: { ...before, draft: draft('after'), editedAtMs: now - 600_000 },
    });
    say({ type: 'ready' });
    assert.equal(ofType('state').at(-1)?.state.draft.text, 'after');
  });

  it('is not replaced by an older copy of the webview', async () => {
    const { say, ofType } = await aPanel();
    say({ type: 'draftChanged', edited: { draft: draft('new'), editedAtMs: 9, afterTurns: 1 } });
    say({ type: 'ready', saved: { draft: draft('old'), editedAtMs: 5, afterTurns: 1 } });
    assert.equal(ofType('state').at(-1)?.state.draft.text, 'new');
    assert.equal(ofType('state').at(-1)?.state.editedAtMs, 9);
  });

  it('is noted as it is typed, so that a chat which comes meanwhile leaves the keyboard here', async () => {
    const { say, done } = await aPanel();
    say({ type: 'draftChanged', edited: { draft: draft('half a sen'), editedAtMs: 5, afterTurns: 1 } });
    assert.deepEqual(done, ['typed']);
  });

  it('is taken from the webview when that has the newer copy', async () => {
    const { say, ofType } = await aPanel();
    say({ type: 'ready', saved: { draft: draft('kept there'), editedAtMs: 9, afterTurns: 1 } });
    assert.equal(ofType('state').at(-1)?.state.draft.text, 'kept there');
  });
});
