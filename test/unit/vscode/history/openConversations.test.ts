import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { dialogButtons, meanwhile, modalAnswers, notifications, statusMessages } from '../editorDouble.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { countOpenConversations, readLeftOpen } from '../../../../src/core/history/openConversations.ts';
import type { OnLeave } from '../../../../src/core/conversation/leaving.ts';
import { aTalk, secrets } from '../conversation/talkPlace.ts';
import { isSettledWithin } from '../../../support/timing.ts';

const { removeConnection } = await import('../../../../src/vscode/connection/connectionCommands.ts');
const { toBadge } = await import('../../../../src/vscode/history/openCount.ts');
const { askAboutLeftOpen } = await import('../../../../src/vscode/history/leftOpen.ts');
const { createLeaving } = await import('../../../../src/core/conversation/leaving.ts');

type Talk = Awaited<ReturnType<typeof aTalk>>;

beforeEach(() => {
  for (const list of [notifications, modalAnswers, statusMessages]) list.length = 0;
});

describe('the count of open conversations', () => {
  it('is nothing, one, several, and names the live ones', async () => {
    await using talk = await aTalk();
    const texts: (string | undefined)[] = [];
    const badge = () => toBadge(countOpenConversations(talk));
    const note = () => texts.push(badge()?.tooltip);
    note();
    await talk.create();
    note();
    await talk.create();
    note();
    await talk.create({ ...talk.hotel, environment: 'live' });
    note();
    assert.deepEqual(texts, [
      undefined,
      '1 open conversation',
      '2 open conversations',
      '3 open conversations, 1 of them LIVE',
    ]);
    assert.equal(badge()?.value, 3);
  });
});

describe('Close All Open Conversations', () => {
  it('asks, closes them all, and says nothing when that worked', async () => {
    await using talk = await aTalk();
    for (let count = 0; count < 3; count++) await talk.create();
    await talk.commands['polyai.closeAllOpen']();
    assert.deepEqual([notifications, talk.listOpen().length], [['Close all 3 open conversations?'], 3]);
    modalAnswers.push('Close All');
    await talk.commands['polyai.closeAllOpen']();
    assert.deepEqual([talk.listOpen().length, talk.errors], [0, []]);
    await talk.commands['polyai.closeAllOpen']();
    assert.deepEqual(statusMessages, ['No conversation is open.']);
    assert.equal(talk.calls().filter((call) => call === 'close').length, 3);
  });

  it('says how many could not be closed, and why', async () => {
    await using talk = await aTalk();
    for (let count = 0; count < 3; count++) await talk.create();
    talk.agent.setFault('unauthorized', { times: 2 });
    modalAnswers.push('Close All');
    await talk.commands['polyai.closeAllOpen']();
    assert.equal(talk.listOpen().length, 2);
    assert.match(
      talk.errors.join(),
      /^2 of 3 conversations could not be closed\. The key was refused \(401\).*\[Show Output\]$/,
    );
  });
});

describe('removing a connection with open conversations', () => {
  const remove = (talk: Talk) =>
    removeConnection(
      { store: talk.connections, vault: talk.vault, listOpen: talk.listOpen, closeOpen: talk.closeOpen },
      'hotel',
    );

  it('offers to close them first', async () => {
    await using talk = await aTalk();
    await talk.create();
    modalAnswers.push('Close and Remove');
    await remove(talk);
    assert.deepEqual(dialogButtons.at(-1), ['Close and Remove', 'Remove']);
    assert.deepEqual([talk.calls(), talk.listOpen().length], [['create', 'close'], 0]);
    assert.equal(talk.connections.get('hotel'), undefined);
  });

  it('stays when one could not be closed, which is said', async () => {
    await using talk = await aTalk();
    await talk.create();
    talk.agent.setFault('unauthorized', { times: 2 });
    modalAnswers.push('Close and Remove');
    await remove(talk);
    assert.match(talk.errors.join(), /could not be closed/);
    assert.equal(talk.connections.get('hotel')?.id, 'hotel');
  });

  it('leaves them to another connection that leads to the same agent', async () => {
    await using talk = await aTalk();
    await talk.create();
    modalAnswers.push('Remove');
    await remove(talk);
    const again = { ...talk.hotel, id: 'again', name: 'Grand Hotel again' };
    modalAnswers.push('Close All');
    await talk.commands['polyai.closeAllOpen']();
    assert.equal(talk.listOpen().length, 1, 'nobody has its credentials');
    await talk.connections.add(again);
    await talk.vault.write(again.id, talk.agent.origin, secrets);
    modalAnswers.push('Close All');
    await talk.commands['polyai.closeAllOpen']();
    assert.equal(talk.listOpen().length, 0);
  });
});

describe('deleting an open conversation', () => {
  const closeBeforeDelete = (talk: Talk) => talk.closeBeforeDelete;

  it('closes it at its agent first, without a question', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    assert.equal(await closeBeforeDelete(talk)([id]), true);
    assert.deepEqual([talk.calls(), talk.listOpen().length, notifications], [['create', 'close'], 0, []]);
    assert.equal(await closeBeforeDelete(talk)([id]), true, 'it is over by now');
    assert.deepEqual(talk.calls(), ['create', 'close']);
  });

  it('asks before a live one is closed, and Enter alone keeps it', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create({ ...talk.hotel, environment: 'live' });
    modalAnswers.push('Not Now');
    assert.equal(await closeBeforeDelete(talk)([id]), false);
    assert.deepEqual([talk.calls(), talk.listOpen().length], [['create'], 1]);
    assert.deepEqual(dialogButtons.at(-1), ['Not Now', 'Close and Delete']);
    modalAnswers.push('Close and Delete');
    assert.equal(await closeBeforeDelete(talk)([id]), true);
    assert.deepEqual(talk.calls(), ['create', 'close']);
  });

  it('keeps one that could not be closed, unless the person wants it gone all the same', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    talk.agent.setFault('unauthorized', { times: 2 });
    assert.equal(await closeBeforeDelete(talk)([id]), false);
    assert.match(notifications.at(-1) ?? '', /could not be closed\. Delete it all the same\?/);
    assert.equal(talk.listOpen().length, 1);
    modalAnswers.push('Delete All the Same');
    assert.equal(await closeBeforeDelete(talk)([id]), true);
  });
});

describe('what an earlier session left open', () => {
  function ask(talk: Talk, changes: { onLeave?: OnLeave; shown?: string } = {}) {
    // The window that created them is gone; this one has not made a call in them.
    const surroundings = { history: talk.history, isProcessAlive: () => false };
    return askAboutLeftOpen({
      onLeave: { value: changes.onLeave ?? 'ask' },
      listLeftOpen: () => readLeftOpen(surroundings),
      isShown: (id) => id === changes.shown,
      state,
      closeOpen: talk.closeOpen,
      onError: (error) => assert.fail(String(error)),
    });
  }
  const kept = new Map<string, unknown>();
  const state = {
    get: <T>(key: string, fallback?: T) => (kept.has(key) ? (kept.get(key) as T) : fallback) as T,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  beforeEach(() => kept.clear());

  it('is asked about in one sentence, and closed only on request', async () => {
    await using talk = await aTalk();
    await talk.create();
    await ask(talk);
    assert.deepEqual(notifications, [
      'A conversation with Grand Hotel is still open from an earlier session.',
    ]);
    assert.deepEqual(talk.calls(), ['create']);
    await talk.create({ ...talk.hotel, environment: 'live' });
    modalAnswers.push('Close Them');
    await ask(talk);
    assert.equal(notifications[1], '2 conversations are still open from an earlier session, 1 of them LIVE.');
    assert.equal(talk.listOpen().length, 0);
  });

  it('is not closed when I have gone on with it before I press the button', async () => {
    await using talk = await aTalk();
    const first = await talk.create();
    const second = await talk.create();
    const gone = new Set([first.id, second.id]);
    const kept = new Map<string, unknown>();
    meanwhile.push(() => gone.delete(second.id));
    modalAnswers.push('Close Them');
    await askAboutLeftOpen({
      onLeave: { value: 'ask' },
      listLeftOpen: () => talk.listOpen().filter(({ id }) => gone.has(id)),
      isShown: () => false,
      state: { get: <T>(_key: string, fallback?: T) => fallback as T, update: async () => kept.clear() },
      closeOpen: talk.closeOpen,
      onError: (error) => assert.fail(String(error)),
    });
    assert.deepEqual(
      talk.listOpen().map(({ id }) => id),
      [second.id],
    );
  });

  it('is not asked about again when it was to stay open, nor when it is in view or nobody wants to know', async () => {
    await using talk = await aTalk();
    const { id } = await talk.create();
    await ask(talk, { onLeave: 'never' });
    await ask(talk, { shown: id });
    assert.deepEqual(notifications, []);
    modalAnswers.push('Keep Open');
    await ask(talk);
    await ask(talk);
    assert.equal(notifications.length, 1);
    await talk.create();
    await ask(talk);
    assert.equal(notifications.length, 2);
  });

  it("is never the stand-in agent's: it went with its window", async () => {
    await using talk = await aTalk();
    await talk.create({ ...talk.hotel, id: 'stand-in', region: 'stand-in' });
    await ask(talk);
    assert.deepEqual(notifications, []);
  });
});

describe('leaving the window', () => {
  function leaving(talk: Talk, initial: OnLeave) {
    const changed = new Emitter<OnLeave>();
    let value = initial;
    let resolved = 0;
    const part = createLeaving({
      processId: process.pid,
      onLeave: {
        get value() {
          return value;
        },
        onDidChange: changed.event,
      },
      service: talk.service,
      resolveTarget: async (connection) => {
        resolved++;
        return talk.resolveTarget(talk.connectionOf(connection));
      },
    });
    return {
      ...part,
      resolvedCount: () => resolved,
      set: (next: OnLeave) => {
        value = next;
        changed.fire(next);
      },
    };
  }

  /** The way to a conversation is found a moment after it is there. */
  const untilKept = () => new Promise((resolve) => setImmediate(resolve));

  it('closes what this window opened when the person wants it always, without asking the vault then', async () => {
    await using talk = await aTalk();
    const part = leaving(talk, 'always');
    await talk.create();
    const { id } = await talk.create();
    await talk.commands['polyai.sendMessage'](id, 'bye');
    // The editor answers nothing any more.
    await talk.vault.remove(talk.hotel.id);
    await Promise.all([part.leave(), part.leave()]);
    assert.deepEqual(talk.listOpen(), []);
    assert.equal(talk.calls().filter((call) => call === 'close').length, 1);
  });

  it('leaves open what another window has gone on with', async () => {
    await using talk = await aTalk();
    const part = leaving(talk, 'always');
    const { id } = await talk.create();
    await untilKept();
    const taken = talk.history.get(id);
    assert.ok(taken);
    talk.history.save({ ...taken, lastProcessId: process.ppid });
    await part.leave();
    assert.deepEqual(talk.calls(), ['create']);
  });

  it('calls nothing and holds no credentials with the other settings', async () => {
    await using talk = await aTalk();
    for (const setting of ['ask', 'never'] as const) {
      const part = leaving(talk, setting);
      await talk.create();
      await part.leave();
      assert.equal(part.resolvedCount(), 0);
      part.dispose();
    }
    assert.deepEqual(talk.calls(), ['create', 'create']);
  });

  it('follows the setting while the window is open', async () => {
    await using talk = await aTalk();
    const part = leaving(talk, 'ask');
    await talk.create();
    part.set('always');
    await untilKept();
    assert.equal(part.resolvedCount(), 1);
    part.set('never');
    await part.leave();
    assert.deepEqual(talk.calls(), ['create']);
  });

  it('does not wait longer than the editor does', { timeout: 8000 }, async () => {
    await using talk = await aTalk();
    const part = leaving(talk, 'always');
    await talk.create();
    await untilKept();
    talk.agent.setFault('no-answer');
    assert.ok(await isSettledWithin(part.leave(), 4500));
    assert.ok(talk.calls().includes('close'));
    assert.equal(talk.listOpen().length, 1, 'nobody knows that it was closed');
  });
});
