import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  commandsRun,
  copiedTexts,
  modalAnswers,
  nextBox,
  notifications,
  openedOutside,
  statusMessages,
} from '../editorDouble.ts';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { until } from '../../../support/until.ts';
import { aTalk, secrets } from './talkPlace.ts';

beforeEach(() => {
  for (const list of [notifications, modalAnswers, statusMessages, openedOutside]) list.length = 0;
});

describe('Send Message', () => {
  it('says what it is given, in the conversation it is given', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'A room for two');
    assert.deepEqual(talk.calls(), ['create', 'respond A room for two']);
    assert.deepEqual([talk.shown, talk.errors], [[id], []]);
  });

  it('asks what to say in the only open conversation, under what the agent said last', async () => {
    await using talk = await aTalk();
    await talk.create();
    const sending = talk.commands['polyai.sendMessage']();
    const box = await nextBox();
    assert.match(box.prompt ?? '', /^Agent: Good evening/);
    box.enter('  ');
    assert.match(box.message, /fetch a delayed reply/);
    box.enter('Hello');
    await sending;
    assert.deepEqual(talk.calls(), ['create', 'respond Hello']);
  });

  it('shows dots while what is typed holds a secret of a connection', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    const sent = talk.commands['polyai.sendMessage'](id);
    const box = await nextBox();
    for (const [text, isHidden] of [
      ['My key is', false],
      [`My key is ${secrets.apiKey}`, true],
      ['My key', false],
    ] as const) {
      box.paste(text);
      await setImmediate();
      assert.equal(box.password, isHidden, text);
    }
    box.escape();
    await sent;
  });

  it('shows dots in the boxes of labels and of a broadcast too, and keeps no secret that is typed there', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    const typed = `a ${secrets.apiKey}`;
    const hidden = async () => {
      const box = await nextBox();
      box.paste('a');
      await setImmediate();
      assert.equal(box.password, false, box.title);
      box.paste(typed);
      await until('dots', () => box.password);
      return box;
    };
    for (const command of ['renameConversation', 'tagConversation', 'noteConversation'] as const) {
      const done = talk.commands[`polyai.${command}`](id);
      // oxlint-disable no-await-in-loop -- one box after the other
      (await hidden()).enter();
      await done;
      // oxlint-enable no-await-in-loop
    }
    const { title, tags, note } = talk.history.summary(id) ?? {};
    assert.deepEqual([title, tags, note], ['a ••••', ['a ••••'], 'a ••••']);
    const broadcasting = talk.commands['polyai.broadcast'](talk.hotel.id);
    (await nextBox()).choose('Grand Hotel');
    (await hidden()).enter();
    (await hidden()).escape();
    await broadcasting;
  });

  it('asks in which of several, and prefers the one in front', async () => {
    await using talk = await aTalk();
    const first = await talk.create();
    await talk.create();
    const sending = talk.commands['polyai.sendMessage'](undefined, 'Hello');
    const pick = await nextBox();
    assert.equal(pick.items.length, 2);
    pick.escape();
    await sending;
    assert.deepEqual(talk.calls(), ['create', 'create']);
    talk.bringToFront(first.id);
    await talk.commands['polyai.sendMessage'](undefined, 'Hello');
    assert.deepEqual(talk.shown, [first.id]);
  });

  it('Delete, as every other command, is about the conversation in front', async () => {
    await using talk = await aTalk();
    const first = await talk.create();
    const second = await talk.create();
    talk.bringToFront(first.id);
    await talk.commands['polyai.closeChat']();
    await talk.commands['polyai.deleteConversation']();
    assert.deepEqual(
      [first, second].map(({ id }) => talk.history.get(id)?.state),
      [undefined, 'open'],
    );
    await talk.commands['polyai.undoDelete']();
    assert.equal(talk.history.get(first.id)?.state, 'closed');
  });

  it('offers to create a chat when none is open', async () => {
    await using talk = await aTalk();
    await talk.commands['polyai.sendMessage']();
    assert.deepEqual(talk.errors, ['No conversation is open. Create a chat first. [Create Chat]']);
  });

  it('has what could not be sent in the box the next time, whatever went wrong', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    talk.agent.setFault('server-error', { times: 1 });
    await talk.commands['polyai.sendMessage'](id, 'Is anybody there?');
    assert.match(talk.errors[0] ?? '', /\[Send Again…\]/);

    const again = talk.commands['polyai.sendMessage'](id);
    const box = await nextBox();
    assert.deepEqual(
      [box.value, box.prompt?.slice(0, 26)],
      ['Is anybody there?', 'This message was not sent.'],
    );
    box.escape();
    await again;

    // This time it does not even become a turn.
    await talk.vault.remove(talk.hotel.id);
    await assert.rejects(talk.commands['polyai.sendMessage'](id, 'Hello?'), /no API key/);
    await talk.vault.write(talk.hotel.id, talk.agent.origin, {
      apiKey: 'canary-key-of-the-hotel',
      token: 'canary-token-of-the-hotel',
    });
    const last = talk.commands['polyai.sendMessage'](id);
    const lastBox = await nextBox();
    assert.equal(lastBox.value, 'Hello?');
    lastBox.enter();
    await last;
    const next = talk.commands['polyai.sendMessage'](id);
    const nextOne = await nextBox();
    assert.equal(nextOne.value, '');
    nextOne.escape();
    await next;
  });

  it('says that a message may have arrived when its answer was lost', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    talk.agent.setFault('reset', { times: 1 });
    await talk.commands['polyai.sendMessage'](id, 'Hello');
    const again = talk.commands['polyai.sendMessage'](id);
    const box = await nextBox();
    assert.match(box.prompt ?? '', /may have arrived/);
    box.escape();
    await again;
    assert.equal(talk.calls().filter((call) => call === 'respond Hello').length, 1);
  });

  it('explains a conversation that is over, and offers to have it again', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'bye');
    await talk.commands['polyai.sendMessage'](id, 'One more thing');
    assert.deepEqual(talk.errors, [
      'The agent ended the conversation. Create it again to continue. [Create Again] [Create Again and Replay My Turns]',
    ]);
    assert.deepEqual(talk.calls(), ['create', 'respond bye']);
  });

  it('fetches a delayed reply with a button of the box, and as a command', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    const sending = talk.commands['polyai.sendMessage'](id);
    (await nextBox()).press('Fetch Delayed Reply');
    await sending;
    await talk.commands['polyai.fetchDelayedReply'](id);
    assert.deepEqual(talk.calls(), ['create', 'respond', 'respond']);
  });
});

describe('a text that could not be sent from the palette', () => {
  it('is offered again, and not any more once it was said in the panel', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.vault.write(talk.hotel.id, 'https://api.uk-1.platform.polyai.app', secrets);
    await assert.rejects(talk.commands['polyai.sendMessage'](id, 'Hello'), /is not sent to/);
    await talk.vault.write(talk.hotel.id, talk.agent.origin, secrets);
    void talk.commands['polyai.sendMessage'](id);
    const offered = await nextBox();
    assert.equal(offered.value, 'Hello');
    offered.escape();

    const target = await talk.resolveTarget(talk.hotel);
    await talk.service.send({ id, message: 'Hello', target, timeoutSeconds: 5 });
    void talk.commands['polyai.sendMessage'](id);
    const next = await nextBox();
    assert.equal(next.value, '');
    next.escape();
  });
});

describe('where a message goes', () => {
  it('is the agent that knows the conversation, also when the connection leads to another by now', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.connections.update({ ...talk.hotel, projectId: 'another' });
    await talk.commands['polyai.sendMessage'](id, 'Hello');
    assert.match(talk.agent.requests.at(-1)?.path ?? '', /\/acme\/hotel\/chat\/respond$/);
  });

  it('is nowhere when the credentials are for another origin by now, or the connection is gone', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.vault.write(talk.hotel.id, 'https://api.uk-1.platform.polyai.app', {
      apiKey: 'another-key',
      token: 'another-token',
    });
    await assert.rejects(talk.commands['polyai.sendMessage'](id, 'Hello'), /is not sent to/);
    await talk.connections.remove(talk.hotel.id);
    await assert.rejects(talk.commands['polyai.sendMessage'](id, 'Hello'), /no longer there/);
    assert.deepEqual(talk.calls(), ['create']);
  });
});

describe('Close Chat', () => {
  it('closes once, and is harmless after that', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.closeChat']();
    assert.equal(talk.service.get(id)?.state, 'closed');
    await talk.commands['polyai.closeChat'](id);
    assert.deepEqual(statusMessages, ['This conversation is not open any more.']);
    assert.deepEqual([talk.calls(), talk.errors], [['create', 'close'], []]);
  });

  it('that fails says why, and leaves the conversation in the ledger', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    talk.agent.setFault('server-error', { times: 1 });
    await talk.commands['polyai.closeChat'](id);
    assert.match(talk.errors[0] ?? '', /The agent failed \(500\).*\[Close Chat\]/);
    assert.deepEqual(
      talk.listOpen().map((summary) => summary.id),
      [id],
    );
  });
});

describe('a live environment', () => {
  it('is asked about once per session before a message, and every time before a replay', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    // Labelled live only later: that counts too.
    await talk.connections.update({ ...talk.hotel, environment: 'live' });
    await talk.commands['polyai.sendMessage'](id, 'Hello');
    assert.deepEqual([notifications.length, talk.calls()], [1, ['create']], 'declined');
    modalAnswers.push('Send Message');
    await talk.commands['polyai.sendMessage'](id, 'Hello');
    await talk.commands['polyai.sendMessage'](id, 'Hello again');
    assert.equal(notifications.length, 2);

    await talk.commands['polyai.createAgainAndReplay'](id);
    modalAnswers.push('Create Again and Replay My Turns');
    await talk.commands['polyai.createAgainAndReplay'](id);
    await talk.commands['polyai.createAgainAndReplay'](id);
    assert.deepEqual(notifications.slice(2), Array(3).fill(notifications[2]));
    assert.match(notifications[2] ?? '', /LIVE\. Create a chat there and send your 2 messages again\?/);
    assert.equal(talk.calls().filter((call) => call === 'create').length, 2);
  });
});

describe('Create Again and Replay My Turns', () => {
  it('asks on which connection when its own is gone, and on another whenever I want', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'A room');
    const inn = { ...talk.hotel, id: 'inn', name: 'Small Inn', projectId: 'inn' };
    await talk.connections.add(inn);
    await talk.vault.write(inn.id, talk.agent.origin, secrets);
    await talk.connections.remove(talk.hotel.id);
    talk.shown.length = 0;

    const replaying = talk.commands['polyai.createAgainAndReplay'](id);
    (await nextBox()).choose('Small Inn');
    await replaying;
    const replayed = talk.service.get(talk.shown[0] ?? '');
    assert.deepEqual([replayed?.connection.projectId, replayed?.turns.at(-1)?.userText], ['inn', 'A room']);

    const another = talk.commands['polyai.createAgainOnAnother'](id);
    (await nextBox()).choose('Small Inn');
    (await nextBox()).choose('What I said before');
    await another;
    assert.equal(talk.calls().filter((call) => call === 'respond A room').length, 3);
  });

  it('has the same conversation once more, and shows it as soon as it is there', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'A room');
    await talk.commands['polyai.sendMessage'](id, 'Tomorrow');
    talk.shown.length = 0;
    await talk.commands['polyai.createAgainAndReplay'](id);
    const [copyId = ''] = talk.shown;
    const said = (which: string) =>
      talk.service.get(which)?.turns.map(({ userText, reply }) => [userText, reply]);
    assert.notEqual(copyId, id);
    assert.deepEqual(said(copyId), said(id));
    assert.equal(talk.service.get(copyId)?.replayOf, id);
    assert.equal(talk.history.latestReplay(id), copyId);
    assert.equal(talk.history.latestReplay(copyId), undefined);
    talk.history.delete([copyId]);
    assert.equal(talk.history.latestReplay(id), undefined);
    assert.deepEqual(talk.errors, []);
  });

  it('says so when the agent ends it earlier than before, and why when it fails', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'A room');
    await talk.commands['polyai.sendMessage'](id, 'Tomorrow');
    talk.agent.setFault('conversation-ended', { operation: 'respond', times: 1 });
    await talk.commands['polyai.createAgainAndReplay'](id);
    assert.match(
      talk.errors[0] ?? '',
      /This conversation is over: it was closed, has ended or has expired\..*\[Create Again\]/,
    );
  });
});

describe('Fork at a Turn', () => {
  const modes = [
    ['a deterministic agent', 'Your booking is BK-1001.', { kind: 'identical' }, 'identical'],
    [
      'one that numbers anew',
      'Your booking is BK-2002.',
      { kind: 'sameNormalised' },
      'same after normalising',
    ],
    ['one that has switched', 'No. Which day?', { kind: 'diverged', turn: 3 }, 'diverged at turn 3'],
  ] as const;
  for (const [agent, reply, verdict, words] of modes) {
    it(`says of ${agent}: ${words}`, async () => {
      const { script } = await parseStandInScript(
        'greeting: Good evening\nrules:\n  - when: { contains: friday }\n    reply: Your booking is BK-1001.\nfallback: Of course.\n',
      );
      assert.ok(script);
      await using talk = await aTalk(script);
      const original = await talk.create(talk.hotel, { channel: 'sms', variantId: 'seaside' });
      for (const message of ['A room for two', 'For Friday', 'Thank you']) {
        // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
        await talk.commands['polyai.sendMessage'](original.id, message);
      }
      const before = talk.agent.requests.length;
      Object.assign(script.rules?.[0] ?? {}, { reply });
      talk.shown.length = 0;
      await talk.commands['polyai.forkConversation'](original.id, 3);
      assert.deepEqual(talk.errors, []);
      const forked = talk.history.summary(talk.shown[0] ?? '');
      assert.deepEqual([forked?.replayOf, forked?.rerun?.fork], [original.id, { turnIndex: 3, verdict }]);
      assert.equal(statusMessages.at(-1), `${words} · fork at turn 4`);
      // The agent's log: what was called, in order, with the same parameters.
      const logged = talk.agent.requests.map(({ path: called, body }) => {
        const { conversation_id: _, ...rest } = JSON.parse(body || '{}') as Record<string, unknown>;
        return [called.split('/').at(-1), rest];
      });
      assert.deepEqual(logged.slice(before), logged.slice(0, 3));
      assert.deepEqual(
        logged.slice(before).map(([call]) => call),
        ['create', 'respond', 'respond'],
      );
    });
  }
});

describe('what holds a masked secret is not said again', () => {
  it('by a replay, also after the key has changed; what holds none is said with the new key', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, `My key is ${secrets.apiKey}`);
    const other = await talk.create();
    await talk.commands['polyai.sendMessage'](other.id, 'A room');
    assert.equal(talk.service.get(id)?.turns[1]?.userText, 'My key is ••••');

    const changed = { apiKey: 'canary-key-of-tomorrow', token: 'canary-token-of-tomorrow' };
    for (const credentials of [secrets, changed]) {
      await talk.vault.write(talk.hotel.id, talk.agent.origin, credentials);
      const before = talk.calls().length;
      await assert.rejects(
        talk.commands['polyai.createAgainAndReplay'](id),
        /^HumanError: •••• stands for a secret that was not kept\.$/,
      );
      assert.equal(talk.calls().length, before);
    }
    await talk.commands['polyai.createAgainAndReplay'](other.id);
    const { path: called, headers } = talk.agent.requests.at(-1) ?? {};
    assert.ok(called?.endsWith('/chat/create'));
    assert.deepEqual(
      [headers?.['x-api-key'], headers?.['x-token']],
      [changed.apiKey, changed.token],
      'the key of yesterday was sent',
    );
  });

  it('by Create Again and as last time: the form is offered, to type it again', async () => {
    await using talk = await aTalk();
    const parameters = { integrationAttributes: `{"key":"${secrets.apiKey}"}` as JsonObjectText };
    const { id } = await talk.create(talk.hotel, parameters);
    const kept = talk.service.get(id)?.parameters;
    assert.deepEqual(kept, { integrationAttributes: '{"key":"••••"}' });
    const before = talk.calls().length;

    commandsRun.length = 0;
    await talk.commands['polyai.rerunConversation'](id);
    assert.deepEqual(commandsRun, [['polyai.createChat', talk.hotel.id, kept]]);

    // Copied as cURL it says so itself, as a comment of the shell.
    await talk.commands['polyai.copyAsCurl'](id);
    const [note, curl] = copiedTexts.at(-1)?.split('\n') ?? [];
    assert.equal(note, '# •••• stands for a secret that was not kept.');
    assert.match(curl ?? '', /^curl -X POST .*'\{"integration_attributes":\{"key":"••••"\}\}'$/);
    await talk.commands['polyai.createChat'](talk.hotel.id, kept);
    await talk.connections.setLastParameters(talk.hotel.id, kept ?? {});
    await talk.commands['polyai.createChat'](talk.hotel.id);
    const sentence =
      '•••• stands for a secret that was not kept. Type it again. Nothing was sent. [Type It Again]';
    assert.deepEqual(talk.errors, [sentence, sentence]);
    assert.equal(talk.calls().length, before);
  });
});

describe('Open in Agent Studio', () => {
  it('leads to the conversation, to the project of a connection, or says that there is none', async () => {
    await using talk = await aTalk();
    const uk = { ...talk.hotel, id: 'uk', region: 'uk-1' };
    await talk.connections.add(uk);
    const conversation = await talk.create();
    talk.history.save({
      ...conversation,
      id: 'of-uk',
      conversationId: 'CONV-1',
      connection: { ...conversation.connection, region: 'uk-1' },
    });
    await talk.commands['polyai.openInStudio']({ conversationId: 'of-uk' });
    await talk.commands['polyai.openInStudio']({ connectionId: 'uk' });
    assert.deepEqual(openedOutside, [
      'https://studio.uk.poly.ai/acme/hotel/conversations/CONV-1',
      'https://studio.uk.poly.ai/acme/hotel',
    ]);
    await assert.rejects(
      talk.commands['polyai.openInStudio'](conversation.id),
      /No Agent Studio is known for 127\.0\.0\.1/,
    );
  });
});
