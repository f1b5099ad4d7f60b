import type { DatabaseSync } from 'node:sqlite';
import { createPacedQueue } from '../common/pacedQueue.ts';
import { insertResults, readLastPass, readLatest, readResult } from './testResultTable.ts';
import type { KeptTestResult, TestResults } from './testResults.ts';

/** The results of chat tests in a database that `use` gives for a moment. */
export function createTestResults(
  use: <T>(action: (database: DatabaseSync) => T) => T,
  onDidWrite: () => void,
): TestResults {
  const queue = createPacedQueue<KeptTestResult>((results, isTimeUp) => {
    const written = use((database) => insertResults(database, results, isTimeUp));
    onDidWrite();
    return written;
  });
  return {
    add: (result) => queue.add(result),
    drain: () => queue.drain(),
    get: (id) => use((database) => readResult(database, id)),
    latest: (file, item) => use((database) => readLatest(database, file, item)),
    lastPass: (result) => use((database) => readLastPass(database, result)),
  };
}
