import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import type { History } from '../../../src/core/history/history.ts';
import { openSqliteHistory } from '../../../src/core/history/sqliteHistory.ts';

/** The history of an editor, as another window opens it. */
export function openHistory({ userDataDir }: { readonly userDataDir: string }): History {
  const [file] = globSync('**/history.db', { cwd: userDataDir });
  assert.ok(file, 'There is no history.');
  return openSqliteHistory({
    directory: path.join(userDataDir, path.dirname(file)),
    now: Date.now,
    isProcessAlive: () => true,
    onProblem: (problem) => assert.fail(problem.message),
  });
}
