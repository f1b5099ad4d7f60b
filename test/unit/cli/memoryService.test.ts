import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryService } from '../../../src/cli/memoryService.ts';
import type { ChatClient } from '../../../src/core/chatApi/chatClient.ts';
import { aCloseReply, aReply, grandHotel, target } from '../core/history/fixtures.ts';

const client: ChatClient = {
  create: async () => aReply('Good evening.'),
  respond: async (_target, { message }) => aReply(`You said ${message}.`),
  close: async () => aCloseReply(),
};
const call = { target, timeoutSeconds: 10 };

describe('the engine of the command line', () => {
  it('goes on in a conversation of which only the id is known', async () => {
    const service = createMemoryService(client);
    const { id, turns } = await service.continue(grandHotel, 'CONV-9');
    assert.deepEqual(turns, []);
    const said = await service.send({ ...call, id, message: 'hello' });
    assert.deepEqual(
      [said.conversationId, said.state, said.turns[0]?.reply],
      ['CONV-9', 'open', 'You said hello.'],
    );
    assert.equal((await service.close({ ...call, id })).state, 'closed');
  });

  it('forgets what nobody asks for any more', async () => {
    const service = createMemoryService(client);
    const [kept, gone] = await Promise.all([
      service.create({ ...call, connection: grandHotel, parameters: {} }),
      service.create({ ...call, connection: grandHotel, parameters: {} }),
    ]);
    service.forget(gone.id);
    assert.equal(service.get(gone.id), undefined);
    assert.equal(service.get(kept.id)?.state, 'open');
  });
});
