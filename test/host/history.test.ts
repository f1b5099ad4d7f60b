import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpChatClient } from '../../src/core/chatApi/httpChatClient.ts';
import type { JsonObjectText } from '../../src/core/chatApi/chatClient.ts';
import { createConversationService } from '../../src/core/conversation/conversationService.ts';
import type { History } from '../../src/core/history/history.ts';
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import { startStandInAgent } from '../../src/standInAgent/standInAgent.ts';

/** What the extension does, with the editor's own SQLite and fetch. */
describe('the history in the SQLite of the extension host', () => {
  let directory: string;
  const open = (): History =>
    openSqliteHistory({
      directory,
      now: Date.now,
      isProcessAlive: () => true,
      onProblem: (problem) => assert.fail(problem.message),
    });

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'polyai-history-'));
  });
  after(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));

  it('keeps a conversation over a restart, its large numbers included, and no secret', async () => {
    const agent = await startStandInAgent({ apiKey: `key-${randomUUID()}`, token: `token-${randomUUID()}` });
    const history = open();
    const service = createConversationService({
      client: createHttpChatClient({
        fetch: (url, request) => globalThis.fetch(url, request),
        now: Date.now,
      }),
      record: history,
      now: Date.now,
      newId: randomUUID,
      processId: process.pid,
      recordMessages: () => true,
      onRecordError: (error) => assert.ifError(error),
    });
    const { origin, accountId, projectId, apiKey, token } = agent;
    const integrationAttributes = '{"big":12345678901234567890,"price":1.10}' as JsonObjectText;
    try {
      const created = await service.create({
        connection: {
          connectionId: 'one',
          connectionName: 'Grand Hotel',
          region: origin,
          origin,
          accountId,
          projectId,
          environment: 'sandbox',
        },
        target: { origin, accountId, projectId, apiKey, token },
        parameters: { integrationAttributes },
        timeoutSeconds: 10,
      });
      assert.equal(created.state, 'open');
      history.dispose();

      const again = open();
      const kept = again.get(created.id);
      assert.equal(kept?.turns[0]?.reply, created.turns[0]?.reply);
      assert.equal(kept?.parameters.integrationAttributes, integrationAttributes);
      assert.equal(again.page().conversations.length, 1);
      again.dispose();

      const files = await readdir(directory);
      assert.ok(files.length > 0);
      for (const file of files) {
        const text = await readFile(join(directory, file), 'latin1');
        assert.ok(!text.includes(apiKey) && !text.includes(token), file);
      }
    } finally {
      await agent.close();
    }
  });
});
