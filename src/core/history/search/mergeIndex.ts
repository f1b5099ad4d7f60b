import type { Disposable } from '../../common/disposable.ts';
import { runInThread, type ThreadRun } from '../runInThread.ts';

/*
 * Each commit adds a part to the index, and parts are joined, so that a search has few to look into. FTS5 does not pause
 * within a word, and a frequent one, or a first letter, stands in every second text: in a large history that takes longer
 * than a key press is noticed. So a thread of its own does it.
 */

export interface IndexMerging extends Disposable {
  /**
   * A commit has added a part to the index in this file; `count` says how many others were left in it. Resolves when parts
   * that have become many are joined.
   */
  added(file: string, count: () => number): Promise<void> | undefined;
  /** Writes the whole index anew, without what was removed from it, whose words are there until then. */
  rewrite(file: string): Promise<void>;
}

/** So many parts are joined at a time. */
const manyParts = 32;

export function createIndexMerging(): IndexMerging {
  /** Other windows count theirs: two that join at once wait for each other. */
  let parts: number | undefined;
  let run: ThreadRun | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isDisposed = false;

  /** One after the other. */
  function merge(file: string, isWhole: boolean): Promise<void> {
    parts = 0;
    const done = last.then(() => {
      // One that waited for another does not begin when that was ended.
      if (isDisposed) return undefined;
      run = runInThread(mergeInThread, { file, isWhole });
      return run.done;
    });
    last = done.catch(() => undefined);
    return done;
  }

  return {
    added(file, count) {
      parts = parts === undefined ? count() : parts + 1;
      return parts < manyParts ? undefined : merge(file, false);
    },
    rewrite: (file) => merge(file, true),
    dispose() {
      isDisposed = true;
      run?.dispose();
    },
  };
}

interface Merging {
  readonly file: string;
  readonly isWhole: boolean;
}

/** A program of its own, see `runInThread`. */
function mergeInThread(sqlite: typeof import('node:sqlite'), { file, isWhole }: Merging): void {
  const database = new sqlite.DatabaseSync(file);
  const read = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
  database.exec('PRAGMA busy_timeout = 60000; PRAGMA secure_delete = ON');
  if (read('PRAGMA journal_mode') === 'wal') database.exec('PRAGMA synchronous = NORMAL');
  const pages = 16;
  // https://www.sqlite.org/fts5.html#the_merge_command
  const merge = database.prepare(`INSERT INTO search_words (search_words, rank) VALUES ('merge', ?)`);
  for (let rank = isWhole ? -pages : pages; ; rank = pages) {
    const before = Number(read('SELECT total_changes()'));
    const started = performance.now();
    merge.run(rank);
    if (Number(read('SELECT total_changes()')) - before < 2) break;
    // A window that waits comes in between.
    const tookMs = performance.now() - started;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(1, tookMs));
  }
  database.close();
}
