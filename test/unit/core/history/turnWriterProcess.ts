// Another window: adds turns to the conversation that is named, waiting for nobody, and says which were acknowledged.
// `turnWriterProcess.ts DIRECTORY ID COUNT NAME`
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { aCloseReply, aReply, noon, target } from './fixtures.ts';

const [directory = '', id = '', count = '', name = ''] = process.argv.slice(2);
const fail = (error: unknown) => {
  throw error;
};
const history = openSqliteHistory({
  directory,
  now: Date.now,
  isProcessAlive: () => true,
  onProblem: fail,
});
const service = createConversationService({
  client: {
    create: async () => aReply('Hi'),
    respond: async (_, { message }) => aReply(`echo of ${message}`),
    close: async () => aCloseReply(),
  },
  record: history,
  // All of them say the same time, so that nothing but its id tells one turn from another.
  now: () => noon,
  newId: () => crypto.randomUUID(),
  processId: process.pid,
  recordMessages: () => true,
  onRecordError: fail,
});

const acknowledged: string[] = [];
while (acknowledged.length < Number(count)) {
  const message = `${name} ${acknowledged.length}`;
  try {
    // oxlint-disable-next-line no-await-in-loop -- a person says one thing after the other
    await service.send({ id, message, target, timeoutSeconds: 3600 });
    acknowledged.push(message);
  } catch (error) {
    // The other window waits for an answer at this very moment.
    if (!String(error).includes('has not answered yet')) throw error;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setImmediate(resolve));
  }
}
process.stdout.write(JSON.stringify(acknowledged));
history.dispose();
