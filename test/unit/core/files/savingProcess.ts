import { withFileLock } from '../../../../src/core/files/fileLock.ts';
import { createJsonFile } from '../../../../src/core/files/jsonFile.ts';

/** What a test asks of this process: to count in a file as often as it says, or to take a lock and keep it. */
export type SavingTask =
  | { readonly kind: 'count'; readonly path: string; readonly times: number }
  | { readonly kind: 'hold'; readonly lockFile: string };

async function count(path: string, times: number): Promise<void> {
  const file = createJsonFile({ path, version: 1 });
  for (let time = 0; time < times; time++) {
    // oxlint-disable-next-line no-await-in-loop -- one update after the other
    await file.update((contents) => ({ ...contents, count: Number(contents['count'] ?? 0) + 1 }));
  }
  file.dispose();
}

process.on('message', (task: SavingTask) => {
  const answer = (problem?: Error) => process.send?.(problem === undefined ? 'done' : String(problem));
  if (task.kind === 'count') count(task.path, task.times).then(() => answer(), answer);
  else {
    // In the middle of its work, until it is killed.
    withFileLock(task.lockFile, () => {
      answer();
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
    }).catch(answer);
  }
});
