import { setTimeout as pause } from 'node:timers/promises';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { aConversation, at, grandHotel, target } from './fixtures.ts';

/*
 * Another process with a history: `writerProcess.ts DIRECTORY many NAME` saves a hundred conversations;
 * `writerProcess.ts DIRECTORY append NAME COUNT` adds so many turns, a hundred to a conversation, twenty at once;
 * `writerProcess.ts DIRECTORY ask` sends one whose answer never comes, and says when it has left;
 * `writerProcess.ts DIRECTORY churn` adds conversations of one moment and deletes them, until its input ends;
 * `writerProcess.ts DIRECTORY save` saves until its input ends, and says how long each took.
 */
const [directory = '', task, name = '', count = ''] = process.argv.slice(2);
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
} else if (task === 'append') {
  const { turns, ...head } = aConversation();
  const [turn] = turns;
  const atOnce = 20;
  if (!turn) throw new Error('There is no turn');
  for (let first = 0; first < Number(count); first += atOnce) {
    const changes = Array.from({ length: Math.min(atOnce, Number(count) - first) }, (_, index) => {
      const number = first + index;
      const text = `said ${name}${number}x `.repeat(20);
      return history.write({
        head: { ...head, id: `${name}-${Math.floor(number / 100)}`, createdAt: at(number) },
        turns: [{ ...turn, id: `${name}-${number}`, kind: 'respond', userText: text, reply: text }],
      });
    });
    // oxlint-disable-next-line no-await-in-loop -- as many as there are conversations that go on at once
    await Promise.all(changes);
  }
  history.dispose();
} else if (task === 'churn') {
  process.stdin.resume();
  process.stdout.write('\n');
  for (let number = 0; !process.stdin.readableEnded; number++) {
    const { turns, ...head } = aConversation({ id: `churn-${number}` });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await history.write({ head, turns });
    if (number % 2 === 1) history.delete([`churn-${number - 1}`]);
    // oxlint-disable-next-line no-await-in-loop
    await pause(2);
  }
  history.dispose();
} else if (task === 'save') {
  const times: number[] = [];
  process.stdin.resume();
  history.save(aConversation({ id: 'first save' }));
  process.stdout.write('\n');
  while (!process.stdin.readableEnded) {
    const { turns, ...head } = aConversation({ id: `saved-${times.length}` });
    const started = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await history.write({ head, turns });
    times.push(performance.now() - started);
    // oxlint-disable-next-line no-await-in-loop
    await pause(3);
  }
  process.stdout.write(JSON.stringify(times));
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
