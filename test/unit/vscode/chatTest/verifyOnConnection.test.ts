import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { modalAnswers, notifications } from '../editorDouble.ts';
import { nothingKnown, type Offer } from '../../../../src/core/chatTest/checkEvidence.ts';
import { draftOfConversation, offerChecks } from '../../../../src/core/chatTest/draftOfConversation.ts';
import { writeChatTest } from '../../../../src/core/chatTest/writeChatTest.ts';
import { mask } from '../../../../src/core/common/redaction.ts';
import { createLiveGuard } from '../../../../src/core/connection/liveGuard.ts';
import { createVerifier } from '../../../../src/core/chatTest/verifyOnConnection.ts';
import { aTalk } from '../conversation/talkPlace.ts';

const { agreesInDialog } = await import('../../../../src/vscode/asking/notifications.ts');
const { withProgressNotification } = await import('../../../../src/vscode/asking/progress.ts');

beforeEach(() => {
  for (const list of [notifications, modalAnswers]) list.length = 0;
});

type Talk = Awaited<ReturnType<typeof aTalk>>;

/** A conversation about parking, and what its test could check: all of it holds, but for the last. */
async function aConversation(talk: Talk) {
  const { id } = await talk.create();
  await talk.commands['polyai.sendMessage'](id, 'Where can I park my car?');
  const conversation = talk.service.get(id);
  assert.ok(conversation);
  const made = draftOfConversation(conversation);
  const wrong: Offer = {
    turn: 1,
    check: { kind: 'contains', text: 'flamingo' },
    sort: 'phrase',
    isLikely: true,
  };
  const offers = [...offerChecks(made, conversation), wrong];
  return { conversation, draft: made.draft, offers };
}

function servicesOf(talk: Talk) {
  return {
    connections: talk.connections,
    service: talk.service,
    resolveTarget: talk.resolveTarget,
    liveGuard: createLiveGuard(talk.vault, agreesInDialog),
    timeoutSeconds: () => 10,
    concurrency: () => 2,
    now: Date.now,
    withProgress: withProgressNotification,
  };
}

describe('verifying a test before it is saved', () => {
  it('holds the conversation until it is sure, finds what does not hold, and closes every one', async () => {
    await using talk = await aTalk();
    const { conversation, draft, offers } = await aConversation(talk);
    const before = talk.calls().length;
    const standings = await createVerifier(conversation, servicesOf(talk))?.verify(
      draft,
      offers,
      offers.map(() => nothingKnown),
    );
    const wrong = standings?.at(-1);
    assert.ok(wrong !== undefined && wrong.held === 0 && wrong.of > 0);
    for (const [index, { held, of }] of (standings ?? []).slice(0, -1).entries()) {
      assert.ok(held === of && of >= 38, JSON.stringify(offers[index]));
    }
    const calls = talk.calls().slice(before);
    const count = (wanted: string) => calls.filter((call) => call.startsWith(wanted)).length;
    assert.equal(count('close'), count('create'));
    assert.ok(count('create') >= 38 && count('create') <= 45, String(count('create')));
    // In the history they do not stand among the person's own.
    const shown = (is: 'own' | 'test') => talk.history.page({ filter: { is: [is] } }).conversations;
    assert.deepEqual(
      shown('own').map(({ id }) => id),
      [conversation.id],
    );
    assert.equal(shown('test').length, count('create'));
  });

  it('asks before it does so on a live connection, each time, and sends nothing when declined', async () => {
    await using talk = await aTalk();
    const { conversation, draft, offers } = await aConversation(talk);
    await talk.connections.update({ ...talk.hotel, environment: 'live' });
    const verifier = createVerifier(conversation, servicesOf(talk));
    const nothing = offers.map(() => nothingKnown);
    const before = talk.calls().length;
    modalAnswers.push('Not Now');
    assert.equal(await verifier?.verify(draft, offers, nothing), undefined);
    assert.equal(talk.calls().length, before);
    for (let time = 1; time <= 2; time++) {
      notifications.length = 0;
      modalAnswers.push('Verify Until Sure');
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await verifier?.verify(draft, offers, nothing);
      assert.match(
        notifications[0] ?? '',
        /^Grand Hotel is LIVE\. Hold this conversation there again, up to 45/,
      );
    }
    assert.ok(talk.calls().length > before);
  });

  it('is not offered when the connection is gone', async () => {
    await using talk = await aTalk();
    const { conversation } = await aConversation(talk);
    await talk.connections.remove(talk.hotel.id);
    assert.equal(createVerifier(conversation, servicesOf(talk)), undefined);
  });
});

describe('a conversation that is saved as a test', () => {
  it('has no id of ours or the server’s in it', async () => {
    await using talk = await aTalk();
    const { conversation, draft, offers } = await aConversation(talk);
    const turns = draft.turns.map((turn, index) => ({
      ...turn,
      checks: offers.filter((offer) => offer.turn === index).map(({ check }) => check),
    }));
    const text = writeChatTest({ ...draft, turns });
    for (const id of [conversation.id, conversation.conversationId ?? '?', talk.agent.origin]) {
      assert.ok(!text.includes(id), id);
    }
  });

  it('is refused when the mask of a secret stands in what was said: it would be sent', async () => {
    await using talk = await aTalk();
    const { conversation } = await aConversation(talk);
    const turns = conversation.turns.map((turn) => ({
      ...turn,
      ...(turn.kind === 'respond' && { userText: `My key is ${mask}` }),
    }));
    assert.throws(() => draftOfConversation({ ...conversation, turns }), /stands for a secret/);
  });
});
