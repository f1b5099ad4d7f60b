import type { JsonFile, JsonObject } from './jsonFile.ts';

/**
 * A write of what is newest, for what changes with every key: calls that come while one waits for its turn are
 * that one, for `change` is asked only when the turn has come. Rejects as `file.update` does.
 */
export function createLatestUpdate(
  file: Pick<JsonFile, 'update'>,
  change: (contents: JsonObject) => JsonObject,
): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  return () => {
    if (waiting) return waiting;
    const update = file
      .update((contents) => {
        waiting = undefined;
        return change(contents);
      })
      .finally(() => {
        // One that failed before its turn came must not keep the next from trying.
        if (waiting === update) waiting = undefined;
      });
    waiting = update;
    return update;
  };
}
