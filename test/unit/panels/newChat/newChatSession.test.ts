import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { CreateChatParameters } from '../../../../src/core/chatApi/chatClient.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { createPresetStore } from '../../../../src/core/newChat/presetStore.ts';
import type { Conversation, Turn } from '../../../../src/core/conversation/conversation.ts';
import { explainTurnError } from '../../../../src/core/conversation/turnText.ts';
import { createSealKey, seal, unseal } from '../../../../src/core/common/sealed.ts';
import { createDraftStore } from '../../../../src/core/newChat/draftStore.ts';
import { emptyNewChatDraft, type NewChatDraft } from '../../../../src/core/newChat/newChatDraft.ts';
import { parseStoredDraft } from '../../../../src/core/newChat/newChatDraftSchema.ts';
import type { FromNewChat, NewChatConnection, ToNewChat } from '../../../../src/protocol/newChat.ts';
import {
  type CreateFromForm,
  createNewChatSession,
  type NewChatDeps,
} from '../../../../src/panels/newChat/newChatSession.ts';
import { until } from '../../../support/until.ts';

let directory: string;
const cleanUp: (() => void)[] = [];
beforeEach(async () => (directory = await mkdtemp(path.join(tmpdir(), 'new-chat-'))));
afterEach(async () => {
  for (const step of cleanUp.splice(0)) step();
  await rm(directory, { recursive: true });
});

const hotel: NewChatConnection = {
  id: 'hotel',
  name: 'Grand Hotel',
  environment: 'sandbox',
  regionLabel: 'uk-1',
  createUrl: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/hotel/chat/create',
  hasCredentials: true,
};
const draft: NewChatDraft = { ...emptyNewChatDraft, connectionId: 'hotel', channel: 'webchat' };

/** The editor's side of the form on real files, with a hand in the webview's place. */
function openForm(overrides: Partial<NewChatDeps> = {}, connections: NewChatConnection[] = [hotel]) {
  const calls: {
    request: CreateFromForm;
    answer(conversation: Conversation | undefined): void;
    fail(error: unknown): void;
  }[] = [];
  const copied: string[] = [];
  const opened: string[] = [];
  const errors: unknown[] = [];
  const onDidChange = new Emitter<void>();
  const draftStore = createDraftStore({ path: path.join(directory, 'draft.json') });
  const presetStore = createPresetStore({
    path: path.join(directory, 'presets.json'),
    parseDraft: parseStoredDraft,
  });
  const session = createNewChatSession({
    connections: {
      list: async () => [...connections],
      onDidChange: onDidChange.event,
      activeId: () => connections[0]?.id,
    },
    draftStore,
    presetStore,
    suggestions: async () => ({ channels: ['webchat'], languages: ['en-GB'], variants: [] }),
    createChat: (request) =>
      new Promise((resolve, reject) => calls.push({ request, answer: resolve, fail: reject })),
    sendFirstTurn: async (conversation, message) => ({
      ...conversation,
      turns: [
        ...conversation.turns,
        ...conversationWith({ index: 1, kind: 'respond', userText: message, reply: 'At seven.' }).turns,
      ],
    }),
    explain: explainTurnError,
    copyText: async (text) => void copied.push(text),
    openConversation: (id) => opened.push(id),
    addConnection: () => undefined,
    editConnection: () => undefined,
    useStandInAgent: () => undefined,
    askPresetName: async () => 'VIP guest',
    confirmDeletePreset: async () => true,
    language: 'en',
    onError: (error) => errors.push(error),
    ...overrides,
  });

  const shown: ToNewChat[] = [];
  const waiting: (() => void)[] = [];
  let listen: (value: unknown) => void = () => undefined;
  const webview = session.attach({
    post: (message) => {
      shown.push(structuredClone(message));
      for (const wake of waiting.splice(0)) wake();
    },
    onMessage: (listener) => (listen = listener),
  });
  cleanUp.push(() => {
    session.dispose();
    draftStore.dispose();
    presetStore.dispose();
  });
  const say = (message: FromNewChat) => listen(structuredClone(message));
  /** The next message that answers to `wanted`, among those not yet taken. */
  const expectShown = async <Type extends ToNewChat['type']>(
    type: Type,
    wanted: (message: Extract<ToNewChat, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ToNewChat, { type: Type }>> => {
    for (;;) {
      for (const message of shown.splice(0)) {
        if (message.type !== type) continue;
        const candidate = message as Extract<ToNewChat, { type: Type }>;
        if (wanted(candidate)) return candidate;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const expectResult = async (kind: string) =>
    (await expectShown('result', ({ result }) => result.kind === kind)).result;
  return {
    session,
    webview,
    say,
    shown,
    expectShown,
    expectResult,
    calls,
    copied,
    opened,
    errors,
    draftStore,
    connections,
    onDidChange,
  };
}

function conversationWith(turn: Partial<Turn>, more: Partial<Conversation> = {}): Conversation {
  const at = '2026-11-23T17:00:00.000Z';
  const parameters: CreateChatParameters = {};
  return {
    id: 'local-1',
    conversationId: 'CONV-1',
    connection: {
      connectionId: 'hotel',
      connectionName: 'Grand Hotel',
      region: 'uk-1',
      origin: 'https://api.uk-1.platform.polyai.app',
      accountId: 'acme-uk',
      projectId: 'hotel',
      environment: 'sandbox',
    },
    parameters,
    state: 'open',
    createdAt: at,
    updatedAt: at,
    turns: [{ id: 'turn-0', index: 0, kind: 'create', state: 'answered', startedAt: at, ...turn }],
    ...more,
  };
}

describe('what is typed', () => {
  test('is kept by the webview, which the editor writes to a file, only while messages are recorded', async () => {
    for (const keeps of [true, false]) {
      const draftSeal = { key: 'a key', open: async () => undefined };
      const form = openForm({ keepsDrafts: () => keeps, draftSeal });
      form.say({ type: 'ready' });
      // oxlint-disable-next-line no-await-in-loop -- one form after the other
      assert.equal((await form.expectShown('state')).state.sealKey, keeps ? 'a key' : undefined);
    }
  });

  test('is on disk before the form is closed, and comes back in a new window', async () => {
    const form = openForm();
    form.say({ type: 'draftChanged', edited: { draft: { ...draft, channel: 'w' }, editedAtMs: 1 } });
    form.say({ type: 'draftChanged', edited: { draft, editedAtMs: 2 } });
    form.webview.dispose();
    await form.draftStore.write({ draft, editedAtMs: 2 });

    const later = openForm();
    later.say({ type: 'ready' });
    assert.deepEqual((await later.expectShown('state')).state.draft, draft);
  });

  test('is taken from the webview when the editor crashed before it could write', async () => {
    const form = openForm();
    await form.draftStore.write({ draft: { ...draft, channel: 'w' }, editedAtMs: 1 });
    form.say({ type: 'ready', saved: { draft, editedAtMs: 2 } });
    assert.equal((await form.expectShown('state')).state.draft.channel, 'webchat');
  });

  test('is taken from what the webview has sealed, and the seal tells nothing', async () => {
    const key = createSealKey();
    const sealed = await seal(key, { draft, editedAtMs: 2 });
    assert.doesNotMatch(Buffer.from(sealed, 'base64').toString('latin1'), /webchat/);
    const form = openForm({ draftSeal: { key, open: (text) => unseal(key, text) } });
    form.say({ type: 'ready', sealed });
    assert.equal((await form.expectShown('state')).state.draft.channel, 'webchat');
    assert.equal(await unseal(createSealKey(), sealed), undefined);
  });

  test('is taken from the editor when the webview kept an older one', async () => {
    const form = openForm();
    await form.draftStore.write({ draft, editedAtMs: 2 });
    form.say({ type: 'ready', saved: { draft: { ...draft, channel: 'w' }, editedAtMs: 1 } });
    assert.equal((await form.expectShown('state')).state.draft.channel, 'webchat');
  });

  test('cannot be kept: that is said once, not with every letter', async () => {
    await writeFile(path.join(directory, 'draft.json'), '{"version": 99}');
    const form = openForm();
    for (const editedAtMs of [1, 2, 3]) {
      form.say({ type: 'draftChanged', edited: { draft, editedAtMs } });
      await form.draftStore.write({ draft, editedAtMs }).catch(() => undefined);
    }
    assert.equal(form.errors.length, 1);
    assert.ok(form.errors[0] instanceof HumanError);
  });

  test('goes to the active connection when its own is gone', async () => {
    const form = openForm();
    form.say({ type: 'ready', saved: { draft: { ...draft, connectionId: 'gone' }, editedAtMs: 1 } });
    assert.equal((await form.expectShown('state')).state.draft.connectionId, 'hotel');
  });
});

describe('creating a chat from the form', () => {
  test('the first message is said as a turn of its own when that was chosen', async () => {
    const form = openForm();
    form.say({
      type: 'create',
      draft: { ...draft, initialMessage: 'When is breakfast?', sendsAsFirstTurn: true },
    });
    await called(form);
    assert.equal(form.calls[0]?.request.parameters.initialMessage, undefined);
    form.calls[0]?.answer(conversationWith({ reply: 'Hello', latencyMs: 412 }));
    const result = await form.expectResult('answered');
    assert.ok(result.kind === 'answered');
    assert.equal(result.reply, 'At seven.');
    assert.deepEqual(result.firstTurn, { greeting: 'Hello', said: 'When is breakfast?' });
  });

  test('a first turn is not sent to an agent that ended the conversation at once', async () => {
    const form = openForm({ sendFirstTurn: () => assert.fail('it was sent') });
    form.say({ type: 'create', draft: { ...draft, initialMessage: 'Hi', sendsAsFirstTurn: true } });
    await called(form);
    form.calls[0]?.answer(conversationWith({ reply: 'Bye' }, { state: 'ended' }));
    const result = await form.expectResult('answered');
    assert.equal(result.kind === 'answered' && result.reply, 'Bye');
  });

  test('a form that was hidden learns what the reply in it was the answer to', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.say({ type: 'ready' });
    assert.deepEqual((await form.expectShown('state')).state.sentDraft, draft);
  });

  test('sends what was typed, once, and shows the reply', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    form.say({ type: 'create', draft });
    await form.expectResult('running');
    await called(form);
    assert.equal(form.calls[0]?.request.connectionId, 'hotel');
    assert.equal(form.calls[0]?.request.parameters.channel, 'webchat');
    form.calls[0]?.answer(conversationWith({ reply: 'Hello', latencyMs: 412 }));
    assert.deepEqual(await form.expectResult('answered'), {
      kind: 'answered',
      conversationId: 'CONV-1',
      reply: 'Hello',
      latencyMs: 412,
      note: undefined,
    });
    assert.equal(form.calls.length, 1);

    form.say({ type: 'copyConversationId' });
    form.say({ type: 'openConversation' });
    await until('the panel', () => form.opened.length > 0, { everyMs: 1 });
    assert.deepEqual([form.copied, form.opened], [['CONV-1'], ['local-1']]);
  });

  test('a tab that was hidden meanwhile learns that it runs, and for how long', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    form.say({ type: 'ready' });
    const { result } = (await form.expectShown('state')).state;
    assert.equal(result.kind, 'running');
  });

  test('Cancel aborts the call', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.say({ type: 'cancel' });
    assert.equal(form.calls[0]?.request.signal.aborted, true);
  });

  test('closing the form does not: the outcome would be unknown', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.webview.dispose();
    assert.equal(form.calls[0]?.request.signal.aborted, false);
  });

  test('declined: the form is as before', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.calls[0]?.answer(undefined);
    await form.expectResult('none');
  });

  test('a failure says what happened, what to do, and the correlation id', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    const error = { reason: 'unauthorized', outcome: 'refused', status: 401 } as const;
    form.calls[0]?.answer(
      conversationWith({ state: 'failed', error, correlationId: 'c-1', latencyMs: 9 }, { state: 'failed' }),
    );
    const result = await form.expectResult('failed');
    assert.ok(result.kind === 'failed');
    assert.match(result.message, /401/);
    assert.ok(result.remedy);
    assert.equal(result.correlationId, 'c-1');
    assert.equal(result.canOpen, true);
    form.say({ type: 'copyCorrelationId' });
    await until('the copy', () => form.copied.length > 0, { everyMs: 1 });
    assert.deepEqual(form.copied, ['c-1']);
  });

  test('nothing was sent: the sentence and its remedy stand in the form', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.calls[0]?.fail(new HumanError('The secrets are gone.', { remedy: 'Enter them again.' }));
    assert.deepEqual(await form.expectResult('failed'), {
      kind: 'failed',
      message: 'The secrets are gone.',
      remedy: 'Enter them again.',
      canOpen: false,
    });
    assert.deepEqual(form.errors, []);
  });

  test('what holds a masked secret is not sent, as after Type It Again: the sentence stands in the form', async () => {
    const form = openForm();
    for (const masked of [
      { channel: '••••' },
      { attributesView: 'json', attributesText: '{"••••": 1}' },
      { initialMessage: 'My key is ••••', sendsAsFirstTurn: true },
    ] as const) {
      form.say({ type: 'create', draft: { ...draft, ...masked } });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const result = await form.expectResult('failed');
      assert.ok(result.kind === 'failed');
      assert.equal(result.message, '•••• stands for a secret that was not kept.');
      assert.equal(result.remedy, 'Type it again. Nothing was sent.');
    }
    assert.deepEqual([form.calls, form.errors], [[], []]);
  });

  test('a connection that went away meanwhile: nothing is sent', async () => {
    const form = openForm({}, []);
    form.say({ type: 'create', draft });
    await form.expectResult('failed');
    assert.equal(form.calls.length, 0);
  });

  test('a reply of megabytes is shown in part, and says so', async () => {
    const form = openForm();
    form.say({ type: 'create', draft });
    await called(form);
    form.calls[0]?.answer(conversationWith({ reply: 'x'.repeat(5_000_000) }));
    const result = await form.expectResult('answered');
    assert.ok(result.kind === 'answered' && result.reply.length <= 100_000 && result.note);
  });
});

describe('around the form', () => {
  test('the cURL line names two variables and no secret', async () => {
    const form = openForm();
    form.say({ type: 'copyAsCurl', draft });
    await until('the copy', () => form.copied.length > 0, { everyMs: 1 });
    assert.match(
      form.copied[0] ?? '',
      /^curl -X POST 'https:\/\/api\.uk-1.*\$POLYAI_API_KEY.*\$POLYAI_TOKEN.*webchat/s,
    );
  });

  test('a preset is saved under the name that was given, and deleted', async () => {
    const form = openForm();
    form.say({ type: 'savePreset', draft });
    const saved = await form.expectShown('presets', ({ selected }) => selected !== undefined);
    assert.deepEqual([saved.selected, saved.presets], ['VIP guest', [{ name: 'VIP guest', draft }]]);
    form.say({ type: 'deletePreset', name: 'VIP guest' });
    await form.expectShown('presets', ({ presets }) => presets.length === 0);
  });

  test('a connection that is added from the form is chosen', async () => {
    const connections = [hotel];
    const form = openForm(
      { addConnection: () => void connections.push({ ...hotel, id: 'bank' }) },
      connections,
    );
    form.say({ type: 'addConnection' });
    assert.equal((await form.expectShown('draft')).draft.connectionId, 'bank');
  });

  test('an unexpected failure reaches the one funnel', async () => {
    const boom = new Error('boom');
    const form = openForm({ openConversation: () => Promise.reject(boom) });
    form.say({ type: 'create', draft });
    await called(form);
    form.calls[0]?.answer(conversationWith({ reply: 'Hello' }));
    await form.expectResult('answered');
    form.say({ type: 'openConversation' });
    await until('the error', () => form.errors.length > 0, { everyMs: 1 });
    assert.deepEqual(form.errors, [boom]);
  });

  test('what is not a message of the form changes nothing', async () => {
    const form = openForm();
    form.say({ type: 'create', draft: { ...draft, channel: 7 } } as unknown as FromNewChat);
    form.say({ type: 'ready' });
    await form.expectShown('state');
    assert.equal(form.calls.length, 0);
  });
});

function called(form: { readonly calls: readonly unknown[] }) {
  return until('the call', () => form.calls.length > 0, { everyMs: 1 });
}
