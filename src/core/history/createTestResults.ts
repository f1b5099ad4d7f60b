import type { DatabaseSync } from 'node:sqlite';
import type { Disposable } from '../common/disposable.ts';
import { createPacedQueue } from '../common/pacedQueue.ts';
import { mayBeTakenLater } from './historyProblem.ts';
import { insertResults, readLastPass, readLatest, readResult } from './testResultTable.ts';
import type { KeptTestResult, TestResults } from './testResults.ts';

/** So many are kept in memory while the disk takes nothing. */
const mostRefused = 1000;

/** The results of chat tests in a database that `use` gives for a moment. */
export function createTestResults(
  use: <T>(action: (database: DatabaseSync) => T) => T,
  onDidWrite: () => void,
): TestResults & Disposable {
  /** They come along with the next that the disk takes. */
  const refused: KeptTestResult[] = [];
  const queue = createPacedQueue<KeptTestResult>((results, isTimeUp) => {
    try {
      const written = use((database) => insertResults(database, results, isTimeUp));
      onDidWrite();
      queue.add(...refused.splice(0));
      return written;
    } catch (error) {
      // The queue goes on with the others: one may be too large for what is left of the disk.
      if (results[0] && refused.length < mostRefused && mayBeTakenLater(error)) refused.push(results[0]);
      throw error;
    }
  });
  return {
    add: (result) => queue.add(result),
    drain: () => queue.drain(),
    /** The disk may have space again by now, and it is not asked later. */
    dispose() {
      const rest = refused.splice(0);
      if (rest.length > 0) use((database) => insertResults(database, rest, () => false));
    },
    get: (id) => use((database) => readResult(database, id)),
    latest: (file, item) => use((database) => readLatest(database, file, item)),
    lastPass: (result) => use((database) => readLastPass(database, result)),
  };
}
