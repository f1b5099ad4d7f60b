import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import {
  createKnownSecrets,
  requireMasked,
  type KnownSecrets,
} from '../../../../src/core/connection/knownSecrets.ts';
import { createSecretVault } from '../../../../src/core/connection/secretVault.ts';
import { MaskedContentError } from '../../../../src/core/conversation/maskedContent.ts';
import { emptyNewChatDraft } from '../../../../src/core/newChat/newChatDraft.ts';
import { parseStoredDraft } from '../../../../src/core/newChat/newChatDraftSchema.ts';
import { createDraftStore } from '../../../../src/core/newChat/draftStore.ts';
import { createPresetStore } from '../../../../src/core/newChat/presetStore.ts';
import { toOutputBlock } from '../../../../src/core/wording/outputBlock.ts';
import { until } from '../../../support/until.ts';
import { aWindow, bytesOf, call, createCall } from '../conversation/aService.ts';
import { aPlace, aReply } from '../history/fixtures.ts';
import { MemorySecrets } from './memorySecrets.ts';

const origin = 'https://api.uk-1.platform.polyai.app';
const foreign = { apiKey: 'canary-key-of-another', token: 'canary-token-of-another' };

/** The secrets of another connection than the one that is talked to. */
async function knownOf(storage = new MemorySecrets(), times: Parameters<typeof createKnownSecrets>[1] = {}) {
  const vault = createSecretVault(storage);
  await vault.write('another', origin, foreign);
  return Object.assign(createKnownSecrets(vault, times), { vault });
}

/** A storage that does not answer until it is unlocked. */
async function locked() {
  const storage = new MemorySecrets();
  let unlock = () => {};
  const unlocked = new Promise<void>((resolve) => (unlock = resolve));
  const keys = storage.keys.bind(storage);
  storage.keys = async () => (await unlocked, keys());
  const secrets = await knownOf(storage, { patience: 20, retry: 5 });
  return { secrets, unlock: () => unlock() };
}

const withoutSecrets =
  (secrets: KnownSecrets) =>
  <T>(typed: T) =>
    requireMasked(secrets, typed);

describe('a secret of any connection, typed where it does not belong', () => {
  it('costs no turn a clock of its own once the secrets are known', async () => {
    const secrets = await knownOf();
    const clocks = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = clocks();
    const first = secrets.mask(`say ${foreign.token}`);
    assert.equal(clocks(), before + 1);
    assert.equal((await first).value, 'say ••••');
    const second = secrets.mask(`say ${foreign.token}`);
    assert.equal(clocks(), before);
    assert.deepEqual(await second, { value: 'say ••••', isSure: true });
    await secrets.vault.write('another', origin, { apiKey: 'canary-newer', token: 'canary-newer-token' });
    assert.equal((await secrets.mask('say canary-newer')).value, 'say ••••');
  });

  it('is masked in each text and name, also one that was just saved or replaced', async () => {
    const secrets = await knownOf();
    const masked = { 'a ••••': ['••••', 1], b: 'nothing' };
    assert.deepEqual(
      await requireMasked(secrets, { [`a ${foreign.token}`]: [foreign.apiKey, 1], b: 'nothing' }),
      masked,
    );
    await secrets.vault.write('another', origin, { apiKey: 'canary-newer', token: 'canary-newer-token' });
    assert.equal(await requireMasked(secrets, `canary-newer ${foreign.apiKey}`), '•••• ••••');
  });

  it('is in no message, reply, parameter, output block and file of a conversation, and reaches the agent', async () => {
    using place = aPlace();
    const sent: unknown[] = [];
    const client = {
      respond: async (_: unknown, parameters: { readonly message?: string | undefined }) => {
        sent.push(parameters.message);
        return { ...aReply(`echo of ${parameters.message}`), conversationId: foreign.token };
      },
    };
    const { service } = aWindow(place, client, { knownSecrets: await knownOf() });
    const parameters = {
      variantId: foreign.token,
      initialMessage: `first ${foreign.apiKey}`,
      integrationAttributes: `{"${foreign.token}":"${foreign.apiKey}"}` as JsonObjectText,
    };
    const { id } = await service.create({ ...createCall, parameters });
    const said = await service.send({ ...call, id, message: `Hi ${foreign.apiKey}` });
    assert.deepEqual(sent, [`Hi ${foreign.apiKey}`]);
    assert.equal(said.turns[1]?.userText, 'Hi ••••');
    assert.equal(said.turns[1]?.reply, 'echo of Hi ••••');
    assert.doesNotMatch(toOutputBlock({ ...said, conversationId: '' }, 1), /canary/);
    service.saveNow();
    assert.doesNotMatch(bytesOf(place), /canary-(key|token)-of-another(?<!canary-token-of-another")/);
  });

  it('is not in connections.json: neither in a name nor in the last parameters', async () => {
    using place = aPlace();
    const store = createConnectionStore({
      directory: place.directory,
      withoutSecrets: withoutSecrets(await knownOf()),
    });
    const hotel = {
      id: 'hotel',
      region: 'uk-1',
      accountId: 'acme',
      projectId: 'hotel',
      environment: 'sandbox',
    } as const;
    await store.add({ ...hotel, name: `Hotel ${foreign.apiKey}` });
    await store.setLastParameters('hotel', { variantId: foreign.token });
    assert.equal(store.get('hotel')?.name, 'Hotel ••••');
    await store.update({ id: 'hotel', name: foreign.token });
    assert.equal(store.get('hotel')?.name, '••••');
    assert.doesNotMatch(bytesOf(place), /canary/);
    store.dispose();
  });

  it('is neither in a preset nor in its name', async () => {
    using place = aPlace();
    const file = path.join(place.directory, 'presets.json');
    const store = createPresetStore({
      path: file,
      parseDraft: parseStoredDraft,
      withoutSecrets: withoutSecrets(await knownOf()),
    });
    const name = await store.save(`My ${foreign.apiKey}`, { ...emptyNewChatDraft, channel: foreign.token });
    assert.equal(name, 'My ••••');
    assert.equal(store.get(name)?.channel, '••••');
    assert.doesNotMatch(bytesOf(place), /canary/);
    store.dispose();
  });

  it('is in no draft on disk, and stays as it was typed in this window', async () => {
    using place = aPlace();
    const secrets = await knownOf();
    const options = {
      path: path.join(place.directory, 'newChat.json'),
      toKept: <T>(edited: T) => secrets.maskWhenKnown(edited),
    };
    const [here, there] = [createDraftStore(options), createDraftStore(options)];
    const draft = { ...emptyNewChatDraft, initialMessage: `My key is ${foreign.apiKey}` };
    await here.write({ draft, editedAtMs: 1 });
    assert.equal(here.read()?.draft.initialMessage, draft.initialMessage);
    assert.equal(there.read()?.draft.initialMessage, 'My key is ••••');
    assert.doesNotMatch(bytesOf(place), /canary/);
    // What another window types later is the newest here too.
    await there.write({ draft: { ...draft, initialMessage: 'Later' }, editedAtMs: 2 });
    assert.equal(here.read()?.draft.initialMessage, 'Later');
    here.dispose();
    there.dispose();
  });
});

describe('while the secret storage does not answer', () => {
  it('a draft is in memory only, and on disk as soon as it does', async () => {
    using place = aPlace();
    const { secrets, unlock } = await locked();
    const store = createDraftStore({
      path: path.join(place.directory, 'newChat.json'),
      toKept: (edited) => secrets.maskWhenKnown(edited),
    });
    const draft = { ...emptyNewChatDraft, initialMessage: `My key is ${foreign.apiKey}` };
    const written = store.write({ draft, editedAtMs: 1 });
    assert.equal(await Promise.race([written, secrets.mask('').then(({ isSure }) => isSure)]), false);
    assert.equal(store.read()?.draft.initialMessage, draft.initialMessage);
    assert.doesNotMatch(bytesOf(place), /My key is/);
    unlock();
    await written;
    assert.match(bytesOf(place), /My key is ••••|My key is \xe2\x80\xa2/);
    store.dispose();
  });

  it('a message reaches the agent, and what was said stays in memory', async () => {
    using place = aPlace();
    const { secrets } = await locked();
    const { service } = aWindow(place, {}, { knownSecrets: secrets });
    const { id } = await service.create({ ...createCall, parameters: { variantId: foreign.token } });
    const said = await service.send({ ...call, id, message: `Hi ${foreign.apiKey}` });
    assert.equal(said.turns[1]?.state, 'answered');
    service.saveNow();
    assert.doesNotMatch(bytesOf(place), /canary-(key|token)-of-another/);
    secrets.dispose();
  });

  it('it is asked again when it refuses', async () => {
    const storage = new MemorySecrets();
    const keys = storage.keys.bind(storage);
    let refusals = 2;
    storage.keys = async () => {
      if (refusals-- > 0) throw new Error('locked');
      return keys();
    };
    const secrets = await knownOf(storage, { patience: 10_000, retry: 1 });
    assert.equal(await secrets.maskWhenKnown(foreign.apiKey), '••••');
    await until('no more questions', () => refusals < 0);
  });
});

it('the mask is never sent: nothing reaches the agent, and the sentence says why', async () => {
  using place = aPlace();
  const sent: string[] = [];
  const client = {
    create: async () => (sent.push('create'), aReply('Hello')),
    respond: async () => (sent.push('respond'), aReply('Yes')),
  };
  const { service } = aWindow(place, client);
  const attributes = '{"key":"••••"}' as JsonObjectText;
  await assert.rejects(
    service.create({ ...createCall, parameters: { integrationAttributes: attributes } }),
    MaskedContentError,
  );
  const { id } = await service.create(createCall);
  await assert.rejects(
    service.send({ ...call, id, message: 'My key is ••••' }),
    /^HumanError: •••• stands for a secret that was not kept\.$/,
  );
  assert.deepEqual(sent, ['create']);
});
