import type { Disposable } from '../../common/disposable.ts';

/** Nobody has said anything for so long. */
const quietMs = 500;

/** While conversations go on and on, the index is brought up to date all the same. */
const longestMs = 5000;

export interface LaterIndex extends Disposable {
  /** Something was written whose words are not in the index yet; until then search reads it. */
  soon(): void;
  /** After so many changes more, which are to index some of what waits then. */
  isBehind(changes: number): boolean;
}

/** The index keeps up with conversations that never pause. */
const mostWaiting = 4000;

/** Indexes in a quiet moment: many turns share it, and none waits for it. `index` does so in parts, to the end. */
export function createLaterIndex(index: () => Promise<unknown>): LaterIndex {
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let isIndexing = false;
  let waiting = 0;

  const begin = () => {
    timer = undefined;
    isIndexing = true;
    const end = () => (isIndexing = false);
    index()
      .then(() => (waiting = 0))
      .then(end, end);
  };

  return {
    soon() {
      if (isIndexing) return;
      if (timer === undefined) {
        since = performance.now();
        timer = setTimeout(begin, quietMs).unref();
      } else if (performance.now() - since < longestMs) timer.refresh();
    },
    isBehind: (changes) => {
      waiting = Math.min(waiting + changes, mostWaiting);
      return waiting === mostWaiting;
    },
    dispose: () => clearTimeout(timer),
  };
}
