import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { notifications, progressMessages } from '../editorDouble.ts';
import { readLeftOpen } from '../../../../src/core/history/openConversations.ts';
import { createTestRecord } from '../../../../src/core/history/testRecord.ts';
import { until } from '../../../support/until.ts';
import { anHttpService } from '../../core/conversation/aService.ts';
import { aTalk } from '../conversation/talkPlace.ts';

const { testConnection } = await import('../../../../src/vscode/connection/testConnection.ts');

beforeEach(() => {
  notifications.length = 0;
  progressMessages.length = 0;
});

type Talk = Awaited<ReturnType<typeof aTalk>>;

/** Tests the hotel's connection; `connect` is the way below HTTP. */
async function testHotel(talk: Talk, connect: () => Promise<unknown> = async () => undefined) {
  const reports: string[] = [];
  const fetch = (url: string, request: RequestInit) => globalThis.fetch(url, request);
  await testConnection(
    {
      store: talk.connections,
      vault: talk.vault,
      service: anHttpService(undefined, createTestRecord(talk.history)),
      liveGuard: { allow: () => undefined },
      resolveTarget: talk.resolveTarget,
      timeoutSeconds: () => 5,
      network: {
        lookup: async () => [],
        connect: async () => {
          await connect();
          return { protocol: undefined, issuer: undefined, distrust: undefined };
        },
      },
      fetch,
      versions: [],
      showError: talk.showError,
      showReport: async (_connection, report) => void reports.push(report),
      report: () => undefined,
    },
    talk.hotel,
    { hasConsent: true },
  );
  return { reports };
}

describe('Test Connection', () => {
  it('leaves no conversation among mine, and none open', async () => {
    await using talk = await aTalk();
    const { reports } = await testHotel(talk);
    assert.deepEqual(talk.calls().slice(-2), ['create', 'close']);
    assert.deepEqual([talk.history.page().conversations, reports.length], [[], 1]);
  });

  it('leaves one that can be closed when its window is killed in the middle of it', async () => {
    await using talk = await aTalk();
    let goOn = () => {};
    const whenLooked = new Promise<void>((resolve) => (goOn = resolve));
    let calls = 0;
    const resolveTarget: Talk['resolveTarget'] = async (connection) => {
      // The second call is the close, which waits here as it would for a slow agent.
      if (++calls === 2) await whenLooked;
      return talk.resolveTarget(connection);
    };
    const testing = testHotel({ ...talk, resolveTarget });
    const readLeft = () => readLeftOpen({ history: talk.history, isProcessAlive: () => false });
    await until('the close', () => calls === 2, { everyMs: 1 });
    await until('the conversation', () => readLeft().length > 0);
    assert.deepEqual(
      readLeft().map(({ connection, state }) => [connection.connectionName, state]),
      [['Grand Hotel', 'open']],
    );
    goOn();
    await testing;
    assert.equal(readLeft().length, 0);
  });

  it('lets the history alone when its conversation is closed at once', async () => {
    await using talk = await aTalk();
    let changes = 0;
    talk.history.onDidChange(() => changes++);
    await testHotel(talk);
    assert.equal(changes, 0);
    assert.equal(talk.history.count(), 0);
  });

  it('lists a conversation that it could not close, once, so that it is counted', async () => {
    await using talk = await aTalk();
    let calls = 0;
    const resolveTarget: Talk['resolveTarget'] = async (connection) => {
      // The second call is the close.
      if (++calls === 2) talk.agent.setFault('server-error', { times: 1 });
      return talk.resolveTarget(connection);
    };
    await testHotel({ ...talk, resolveTarget });
    assert.deepEqual(
      talk.listOpen().map(({ state }) => state),
      ['open'],
    );
  });

  it('names the step that it is at, and for how many seconds', async () => {
    await using talk = await aTalk();
    const isTold = () => progressMessages.some((message) => /^Connection, [1-9] s$/.test(message));
    await testHotel(talk, () => until('the seconds', isTold, { everyMs: 20 }));
    assert.ok(isTold());
  });
});
