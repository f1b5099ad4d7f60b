import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import type { Disposable } from '../../../../src/core/common/disposable.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import {
  type ConversationService,
  createConversationService,
} from '../../../../src/core/conversation/conversationService.ts';
import type { History } from '../../../../src/core/history/history.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import {
  emptyComposerDraft,
  type FromConversation,
  type ToConversation,
  type TurnView,
} from '../../../../src/protocol/conversation.ts';
import { startStandInAgent, type StandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import {
  createComposerDrafts,
  type ComposerDrafts,
} from '../../../../src/panels/conversation/composerDrafts.ts';
import type { ConversationPanelDeps } from '../../../../src/panels/conversation/conversationPanelDeps.ts';
import { createConversationSession } from '../../../../src/panels/conversation/conversationSession.ts';
import {
  toConversationHeader,
  toPanelTitle,
} from '../../../../src/panels/conversation/conversationHeader.ts';
import { createRunningCalls, type RunningCalls } from '../../../../src/panels/conversation/runningCalls.ts';
import { until } from '../../../support/until.ts';
import { aConversation, explain } from './fixtures.ts';

let agent: StandInAgent;
let folder = '';
let history: History;
let service: ConversationService;
let drafts: ComposerDrafts;

const panels: { readonly id: string; readonly calls: RunningCalls; readonly session: Disposable }[] = [];

before(async () => {
  agent = await startStandInAgent();
  // Without a test to run, Node has called `after` already.
  agent.unref();
  folder = mkdtempSync(path.join(tmpdir(), 'polyai-panel-'));
  history = openSqliteHistory({
    directory: folder,
    now: Date.now,
    isProcessAlive: (processId) => processId === process.pid,
    onProblem: (problem) => assert.fail(problem),
  });
  drafts = createComposerDrafts({ path: path.join(folder, 'drafts.json'), keepsDrafts: () => true });
  service = aService();
});
after(async () => {
  if ((agent as StandInAgent | undefined) === undefined) return;
  await until('the last call', () => panels.every(({ id, calls }) => !calls.isRunning(id)), { everyMs: 5 });
  for (const { session } of panels) session.dispose();
  await agent.close();
  drafts.dispose();
  history.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Of one window; several share the history. */
function aService(): ConversationService {
  return createConversationService({
    client: createHttpChatClient({ fetch: globalThis.fetch }),
    record: history,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => assert.fail(String(error)),
  });
}

const connection = () => ({ ...aConversation().connection, region: agent.origin, origin: agent.origin });
const target = () => ({
  origin: agent.origin,
  accountId: agent.accountId,
  projectId: agent.projectId,
  apiKey: agent.apiKey,
  token: agent.token,
});

/** A panel on a conversation, a new one when none is named, with a webview that only listens. */
async function aPanel(change: Partial<ConversationPanelDeps> = {}, named?: string) {
  const id = named ?? (await createConversation());
  const got: ToConversation[] = [];
  const errors: unknown[] = [];
  const done: string[] = [];
  const titles: string[] = [];
  const calls = createRunningCalls();
  let receive: (message: unknown) => void = () => undefined;
  const session = createConversationSession(
    id,
    { post: (message) => got.push(message), onMessage: (listener) => (receive = listener) },
    {
      service,
      history,
      drafts,
      environmentOf: ({ environment }) => environment,
      onDidChangeConnections: () => ({ dispose: () => undefined }),
      resolveTarget: async () => target(),
      confirmLive: async () => true,
      timeoutSeconds: () => 5,
      explain,
      runFailureAction: (action) => done.push(action),
      fork: (_, turnIndex) => done.push(`fork ${turnIndex}`),
      createAgain: (_, { replay }) => done.push(replay ? 'replay' : 'createAgain'),
      startFresh: () => done.push('startFresh'),
      openLink: ({ href }) => done.push(`link ${href}`),
      openUrl: (url) => done.push(`url ${url}`),
      openRaw: () => done.push('raw'),
      openConversation: (other) => done.push(`opened ${other}`),
      openAsText: () => done.push('text'),
      saveAsChatTest: () => done.push('chat test'),
      copyText: async (text) => void done.push(`copied ${text}`),
      studioUrl: () => 'https://studio.example/c',
      keepsDrafts: () => true,
      noteTyping: () => done.push('typed'),
      language: 'en',
      showError: (error) => errors.push(error),
      ...change,
    },
    calls,
    (conversation) => titles.push(conversation.id),
  );
  const say = (message: FromConversation) => receive(message);
  const ofType = <T extends ToConversation['type']>(type: T) =>
    got.filter((message): message is Extract<ToConversation, { type: T }> => message.type === type);
  const turns = () => ofType('turns').flatMap((message) => message.turns);
  const lastHeader = () => {
    const last = got.findLast((message) => 'header' in message);
    return last && 'header' in last ? last.header : undefined;
  };
  const settled = (index: number) =>
    until(
      `turn ${index}`,
      () => turns().findLast((turn): turn is TurnView => turn.index === index && turn.state !== 'pending'),
      { everyMs: 5 },
    );
  panels.push({ id, calls, session });
  say({ type: 'ready' });
  return {
    id,
    got,
    errors,
    done,
    session,
    calls,
    say,
    receive: (value: unknown) => receive(value),
    ofType,
    turns,
    lastHeader,
    settled,
  };
}

async function createConversation(): Promise<string> {
  const options = { connection: connection(), target: target(), parameters: {}, timeoutSeconds: 5 };
  return (await service.create(options)).id;
}

const draft = (text: string) => ({ ...emptyComposerDraft, text });

describe('a conversation in its panel', () => {
  it('is sent whole when the webview is ready', async () => {
    const { ofType } = await aPanel();
    const [first] = ofType('state');
    assert.equal(first?.state.turns.length, 1);
    assert.match(first?.state.turns[0]?.agent?.text ?? '', /Grand Hotel/);
    assert.equal(first?.state.header.stateText, 'open');
  });

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

  it('is closed, once', async () => {
    const { id, say, settled, lastHeader } = await aPanel();
    say({ type: 'close' });
    say({ type: 'close' });
    await settled(1);
    assert.equal(lastHeader()?.state, 'closed');
    assert.equal(service.get(id)?.turns.length, 2);
  });

  const ends: [message: string, state: string, lock: RegExp][] = [
    ['Goodbye', 'ended', /ended this conversation\.$/],
    ['I want to speak to a person', 'handedOff', /front_desk for asked_for_human/],
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

describe('the panel', () => {
  it('shows what another window said', async () => {
    const { id, settled } = await aPanel();
    await aService().send({ id, target: target(), message: 'When is breakfast?', timeoutSeconds: 5 });
    assert.match((await settled(1)).agent?.text ?? '', /seven/);
  });

  it('says LIVE when its connection was called live after it was opened', async () => {
    const connections = new Emitter<void>();
    let environment: 'sandbox' | 'live' = 'sandbox';
    const panel = await aPanel({
      environmentOf: () => environment,
      onDidChangeConnections: connections.event,
    });
    panel.say({ type: 'ready' });
    await until('the state', () => panel.ofType('state')[0]?.state.header.environment === 'sandbox');
    environment = 'live';
    connections.fire();
    await until('LIVE', () => panel.lastHeader()?.environment === 'live');
  });

  it('says so when the conversation was deleted', async () => {
    const { id, ofType } = await aPanel();
    history.delete([id]);
    await until('the sentence', () => ofType('gone').length === 1, { everyMs: 5 });
  });

  it('copies the call for three languages, and no secret with it', async () => {
    const { say, settled, done } = await aPanel();
    say({ type: 'send', draft: draft('When is breakfast?') });
    await settled(1);
    for (const kind of ['curl', 'fetch', 'python'] as const) say({ type: 'copySnippet', index: 1, kind });
    await until('the copies', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(
      done.map((text) => text.split(' ')[1]?.trim().split('\n')[0]),
      ['curl', 'const', 'import'],
    );
    for (const text of done) {
      assert.match(text, /POLYAI_API_KEY/);
      assert.match(text, /When is breakfast/);
      assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
    }
  });

  it('copies no call to where only a file says that it went', async () => {
    const { id, say, settled, done, errors } = await aPanel();
    say({ type: 'send', draft: draft('When is breakfast?') });
    await settled(1);
    const kept = service.get(id);
    assert.ok(kept);
    for (const change of [
      { url: 'https://evil.example/v1/acme/hotel/chat/respond' },
      { url: `-o${kept.turns[1]?.exchange?.url}` },
      { url: '' },
    ]) {
      const copy = { ...kept, id: crypto.randomUUID() };
      const turns = kept.turns.map((turn) => ({
        ...turn,
        id: crypto.randomUUID(),
        exchange: turn.exchange && { ...turn.exchange, ...change },
      }));
      history.save({ ...copy, turns });
      const other = await aPanel({}, copy.id);
      other.say({ type: 'copySnippet', index: 1, kind: 'curl' });
      await until('the refusal', () => other.errors.length === 1, { everyMs: 5 });
      assert.match(String(other.errors[0]), /came from a file/);
      assert.deepEqual(other.done, []);
    }
    assert.deepEqual([done, errors], [[], []]);
  });

  it('copies an id on one line, whatever a server sent', async () => {
    const { id, done, say } = await aPanel();
    const kept = service.get(id);
    assert.ok(kept);
    const copy = { ...kept, id: crypto.randomUUID(), conversationId: 'CONV-1\nrm -rf ~\n\u001b[201~' };
    const turns = kept.turns.map((turn) => ({ ...turn, correlationId: 'c\ntouch x' }));
    history.save({ ...copy, turns });
    const other = await aPanel({}, copy.id);
    other.say({ type: 'copyConversationId' });
    other.say({ type: 'copyCorrelationId', index: 0 });
    await until('the copies', () => other.done.length === 2, { everyMs: 5 });
    for (const text of other.done) assert.doesNotMatch(text, /\p{Cc}/u);
    say({ type: 'copyConversationId' });
    await until('the copy', () => done.length === 1, { everyMs: 5 });
    assert.equal(done[0], `copied ${kept.conversationId}`);
  });

  it('says in what is copied that a secret is missing in it', async () => {
    const { say, settled, done } = await aPanel();
    say({ type: 'send', draft: draft(`My key is ${agent.apiKey}`) });
    await settled(1);
    for (const kind of ['curl', 'fetch', 'python'] as const) say({ type: 'copySnippet', index: 1, kind });
    await until('the copies', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(
      done.map((text) => text.split('\n')[0]),
      ['#', '//', '#'].map((comment) => `copied ${comment} •••• stands for a secret that was not kept.`),
    );
  });

  it('gives the webview no secret, whatever it asks for', async () => {
    const { say, settled, got, receive } = await aPanel();
    say({ type: 'send', draft: draft('fault: echoed-secrets') });
    await settled(1);
    say({ type: 'showCall', index: 1 });
    for (const part of ['user', 'agent', 'request', 'response'] as const)
      say({ type: 'showWhole', index: 1, part });
    receive({ type: 'ready' });
    assert.equal(got.filter(({ type }) => type === 'call' || type === 'whole').length, 5);
    const text = JSON.stringify(got);
    assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
  });

  it('reads how fast agents were when asked, its own first, and says so when the history refuses', async () => {
    const { say, ofType } = await aPanel();
    say({ type: 'showLatency' });
    await until('the figures', () => ofType('latency').length === 1, { everyMs: 5 });
    const [own] = ofType('latency')[0]?.connections ?? [];
    assert.equal(own?.connection, 'Grand Hotel');
    assert.ok(own.answers > 0 && own.turns[0]?.turn === 0 && own.days.length === 1);

    const refusing = await aPanel({
      history: {
        ...history,
        latencyFigures: async () => Promise.reject(new HumanError('The disk refused.')),
      },
    });
    refusing.say({ type: 'showLatency' });
    await until('the refusal', () => refusing.errors.length === 1, { everyMs: 5 });
    assert.deepEqual(refusing.ofType('latency'), [{ type: 'latency', connections: undefined }]);
  });

  it('opens nothing but http and https', async () => {
    const { say, done, errors } = await aPanel();
    say({ type: 'openLink', url: 'command:workbench.action.quit' });
    say({ type: 'openLink', url: 'https://example.com' });
    await until('both', () => done.length + errors.length === 2, { everyMs: 5 });
    assert.deepEqual(done, ['link https://example.com/']);
    assert.ok(errors[0] instanceof HumanError);
  });

  it('passes on what the person decides after the end', async () => {
    const { say, done } = await aPanel();
    for (const action of ['createAgain', 'replay', 'startFresh'] as const) say({ type: 'act', action });
    await until('all three', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(done, ['createAgain', 'replay', 'startFresh']);
  });

  it('leads to a replay as soon as there is one, and from there back', async () => {
    const original = await aPanel();
    const { id } = original;
    const headers = () =>
      original.got.flatMap((message) => (message.type === 'header' ? message.header : []));
    const replay = await service.create({
      connection: connection(),
      target: target(),
      parameters: {},
      timeoutSeconds: 5,
      replayOf: id,
    });
    await until('the replay in the header', () => headers().at(-1)?.hasReplay, { everyMs: 5 });
    original.say({ type: 'openReplay' });
    await until('the replay', () => original.done.length === 1, { everyMs: 5 });
    assert.deepEqual(original.done, [`opened ${replay.id}`]);

    const header = toConversationHeader(replay, {
      canCancel: false,
      canOpenInStudio: false,
      hasOriginal: true,
    });
    assert.deepEqual([header.replayOf, header.hasReplay], [{ canOpen: true }, false]);
    assert.match(toPanelTitle(replay), /^Grand Hotel, replay: /);
  });

  it('leaves what is not a message of its own alone', async () => {
    const { receive, got, errors } = await aPanel();
    const countBefore = got.length;
    for (const value of [undefined, 'send', { type: 'send' }, { type: '__proto__' }]) receive(value);
    assert.deepEqual([got.length, errors.length], [countBefore, 0]);
  });
});
