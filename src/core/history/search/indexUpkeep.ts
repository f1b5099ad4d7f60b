import type { Disposable } from '../../common/disposable.ts';

/** Nothing has been said for so long. */
const quietMs = 500;

/** While conversations go on and on, the index is brought up to date all the same. */
const longestMs = 5000;

export interface IndexUpkeep extends Disposable {
  /** Something was written whose words are not in the index yet; until then search reads it. */
  soon(): void;
  /**
   * So many messages and replies more were just written. When very many wait, some are indexed at once: `indexSome` is
   * given how many, and returns how many there were.
   */
  keepUp(texts: number, indexSome: (limit: number) => number): void;
}

/** The index keeps up with conversations that never pause, and with an import. */
const mostWaiting = 4000;
/** So many are indexed at a time, for no longer than a key press is noticed. */
const atOnce = 50;
const keepUpMs = 5;
/** More than that come together before it is done again: each time costs more than what is indexed in it. */
const together = 200;

/** Indexes in a quiet moment: many turns share it, and none waits for it. `index` does so in parts, to the end. */
export function createIndexUpkeep(index: () => Promise<unknown>): IndexUpkeep {
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
    keepUp(texts, indexSome) {
      waiting += texts;
      if (waiting < mostWaiting + together) return;
      const started = performance.now();
      for (let rest = 2 * texts + together; rest > 0 && waiting > mostWaiting; rest -= atOnce) {
        const done = indexSome(atOnce);
        waiting = done === 0 ? 0 : waiting - done;
        if (performance.now() - started > keepUpMs) return;
      }
    },
    dispose: () => clearTimeout(timer),
  };
}
