import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { aConversation, at, grandHotel, target } from './fixtures.ts';

/*
 * Another process with a history: `writerProcess.ts DIRECTORY many NAME` saves a hundred conversations;
 * `writerProcess.ts DIRECTORY ask` sends one whose answer never comes, and says when it has left.
 */
const [directory = '', task, name = ''] = process.argv.slice(2);
const history = openSqliteHistory({
  directory,
  now: Date.now,
  isProcessAlive: () => true,
  onProblem: (problem) => {
    throw problem;
  },
});

if (task === 'many') {
  for (let i = 0; i < 100; i++) history.save(aConversation({ id: `${name}-${i}`, createdAt: at(i) }));
  history.dispose();
} else {
  const forever = () =>
    new Promise<never>(() => {
      process.stdout.write('sent\n');
      setInterval(() => undefined, 1_000_000);
    });
  const service = createConversationService({
    client: { create: forever, respond: forever, close: forever },
    record: history,
    now: Date.now,
    newId: () => 'asked',
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => {
      throw error;
    },
  });
  await service.create({
    connection: grandHotel,
    target,
    parameters: { initialMessage: 'A room for two' },
    timeoutSeconds: 3600,
  });
}
