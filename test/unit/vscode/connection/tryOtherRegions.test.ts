import type { Origin } from '../../../../src/core/chatApi/region.ts';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { meanwhile, modalAnswers, notifications } from '../editorDouble.ts';
import type { ChatTarget } from '../../../../src/core/chatApi/chatClient.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  createConnectionStore,
  type ConnectionStore,
} from '../../../../src/core/connection/connectionStore.ts';
import { createSecretVault } from '../../../../src/core/connection/secretVault.ts';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { otherRegions } from '../../../../src/core/doctor/otherRegions.ts';
import { aChatError, aCloseReply, aPlace, aReply } from '../../core/history/fixtures.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { tryOtherRegions } = await import('../../../../src/vscode/connection/testConnection.ts');

const secrets = { apiKey: `key-${crypto.randomUUID()}`, token: `token-${crypto.randomUUID()}` };
const hotel: Connection = {
  id: 'hotel',
  name: 'Grand Hotel',
  region: 'uk-1',
  accountId: 'acme',
  projectId: 'hotel',
  environment: 'sandbox',
};
const ukOrigin = 'https://api.uk-1.platform.polyai.app';
const euOrigin = 'https://api.euw-1.platform.polyai.app';

beforeEach(() => {
  notifications.length = 0;
  modalAnswers.length = 0;
});

/** A key that one origin accepts; every call is noted by its origin. */
async function tryKey(acceptedBy: string | undefined, change?: (store: ConnectionStore) => Promise<void>) {
  const place = aPlace();
  const store = createConnectionStore({ directory: place.directory });
  const vault = createSecretVault(new MemorySecrets());
  await store.add(hotel);
  await vault.write(hotel.id, ukOrigin, secrets);
  const calls: string[] = [];
  const errors: string[] = [];
  const note = (call: string, { origin, apiKey, token }: ChatTarget) => {
    assert.deepEqual({ apiKey, token }, secrets);
    calls.push(`${call} ${origin}`);
  };
  const history = place.open();
  const service = createConversationService({
    client: {
      create: async (target) => {
        note('create', target);
        if (target.origin === acceptedBy) return aReply('Hi');
        throw aChatError({ reason: 'unauthorized', outcome: 'refused' });
      },
      respond: () => assert.fail('responded'),
      close: async (target) => {
        note('close', target);
        return aCloseReply();
      },
    },
    record: history,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => assert.fail(String(error)),
  });
  // The second notification is the one that offers the move.
  if (change)
    meanwhile.push(
      () => undefined,
      () => change(store),
    );
  const moved = tryOtherRegions(
    {
      store,
      vault,
      service,
      timeoutSeconds: () => 5,
      showError: (error) => errors.push(error instanceof Error ? error.message : String(error)),
    },
    hotel,
  );
  await moved.catch((error: unknown) => errors.push(String(error)));
  const onDisk = readdirSync(place.directory)
    .map((name) => readFileSync(path.join(place.directory, name)).toString())
    .join('');
  const region = store.get(hotel.id)?.region;
  const isBoundTo = async (origin: Origin) => vault.has(hotel.id, origin);
  const bound = (await isBoundTo(ukOrigin)) ? 'uk-1' : (await isBoundTo(euOrigin)) ? 'euw-1' : 'nowhere';
  place[Symbol.dispose]();
  store.dispose();
  for (const secret of Object.values(secrets)) assert.ok(!onDisk.includes(secret), 'on disk');
  return { calls, errors, region, bound };
}

describe('trying the other regions', () => {
  it('sends nothing anywhere before the person has agreed', async () => {
    const { calls, region } = await tryKey(euOrigin);
    assert.deepEqual([calls, region], [[], 'uk-1']);
    assert.match(notifications[0] ?? '', /^Try the API key and the connector token of Grand Hotel/);
  });

  it('stops at the first that answers, closes there, and moves nothing by itself', async () => {
    modalAnswers.push('Send Them There');
    const { calls, region, bound, errors } = await tryKey(euOrigin);
    assert.deepEqual(calls, [
      'create https://api.us-1.platform.polyai.app',
      `create ${euOrigin}`,
      `close ${euOrigin}`,
    ]);
    assert.deepEqual([region, bound, errors], ['uk-1', 'uk-1', []]);
    assert.equal(notifications[1], 'Grand Hotel answers in region euw-1.');
  });

  it('moves the connection and its credentials when the person says so', async () => {
    modalAnswers.push('Send Them There', 'Use Region euw-1');
    const { region, bound } = await tryKey(euOrigin);
    assert.deepEqual([region, bound], ['euw-1', 'euw-1']);
  });

  it('does not bring back what was changed before the button was pressed', async () => {
    modalAnswers.push('Send Them There', 'Use Region euw-1');
    const { region, bound, errors } = await tryKey(euOrigin, (store) =>
      store.update({ id: hotel.id, environment: 'live' }),
    );
    assert.deepEqual([region, bound], ['uk-1', 'uk-1']);
    assert.match(errors.join(), /was changed meanwhile, so its region stays as it is/);
  });

  it('says when none accepts them, and never asks the one that has refused already', async () => {
    modalAnswers.push('Send Them There');
    const { calls, errors } = await tryKey(undefined);
    assert.equal(calls.length, 3);
    assert.ok(!calls.join().includes(ukOrigin));
    assert.deepEqual(errors, ['No other region accepts these credentials.']);
  });

  it('is offered only between origins that PolyAI documents', () => {
    assert.ok(otherRegions(hotel).length > 0);
    assert.deepEqual(otherRegions({ ...hotel, region: 'https://chat.example.com' }), []);
    assert.deepEqual(otherRegions({ ...hotel, region: 'stand-in' }), []);
  });
});
