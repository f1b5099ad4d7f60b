import type { Disposable } from '../common/disposable.ts';
import { toEditTime } from '../common/editTime.ts';
import type { HumanError } from '../common/humanError.ts';
import type { JsonObject } from '../common/jsonObject.ts';
import { createJsonFile } from './jsonFile.ts';

/** What is being typed, and when by the clock of `toEditTime`: of two copies the later one is what was typed. */
export interface TypedEntry {
  readonly editedAtMs: number;
}

/**
 * What is being typed into several places, in a file that all windows share. Only what is not on disk yet is taken
 * from memory, so that what another window has saved since is never replaced by something older.
 */
export interface TypedEntries<T extends TypedEntry> extends Disposable {
  read(id: string): T | undefined;
  /**
   * Saves, or is overtaken by a later call: only the newest of each entry is worth a write. Rejects with HumanError
   * when the disk refuses; until it takes it, the entry is in memory.
   */
  write(id: string, entry: T): Promise<void>;
  /** Removes entries from the disk. */
  remove(ids: readonly string[]): Promise<void>;
  /** Those on disk. */
  ids(): readonly string[];
}

export interface TypedEntriesOptions<T> {
  /** The JSON file. */
  readonly path: string;
  readonly parse: (value: unknown) => T | undefined;
  readonly entriesOf: (contents: JsonObject) => JsonObject;
  /** The entries in the order in which they were touched. */
  readonly withEntries: (contents: JsonObject, entries: JsonObject) => JsonObject;
  /** When false nothing is written, and what was written is forgotten. */
  readonly keeps?: (() => boolean) | undefined;
  /** What of an entry may be written, as soon as that is known. Until then, and after it if it differs, it is in memory. */
  readonly toKept?: ((entry: T) => Promise<T>) | undefined;
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
}

interface InMemory<T> {
  readonly entry: T;
  /** Typed while nothing may be written: it never is. */
  readonly isPrivate: boolean;
  /** What of it may be written; undefined while that is not known. */
  kept: T | undefined;
  isWritten: boolean;
  /** The disk held this when it refused the entry or took the kept part of it; whatever it holds later is newer. */
  newerThan?: string;
}

export function createTypedEntries<T extends TypedEntry>(options: TypedEntriesOptions<T>): TypedEntries<T> {
  const { parse, entriesOf, withEntries, keeps = () => true } = options;
  const file = createJsonFile({ path: options.path, version: 1, onNotice: options.onNotice });
  const memory = new Map<string, InMemory<T>>();
  let waiting: Promise<void> | undefined;
  const preparing = new Map<string, Promise<void>>();

  const textOnDisk = (contents: JsonObject, id: string) => JSON.stringify(entriesOf(contents)[id]) ?? '';

  const isOutdated = (id: string, { newerThan }: InMemory<T>, contents: JsonObject) =>
    newerThan !== undefined && newerThan !== textOnDisk(contents, id);

  const merged = (contents: JsonObject, taken: ReadonlyMap<string, InMemory<T>>): JsonObject => {
    if (!keeps()) return withEntries(contents, {});
    const entries = { ...entriesOf(contents) };
    for (const [id, ours] of taken) {
      if (ours.isPrivate || ours.isWritten || ours.kept === undefined) continue;
      if (isOutdated(id, ours, contents)) continue;
      const known = parse(entries[id]);
      delete entries[id]; // What was touched last stands last.
      entries[id] = { ...ours.kept, editedAtMs: toEditTime(ours.kept.editedAtMs, known?.editedAtMs) };
    }
    return withEntries(contents, entries);
  };

  /** Calls that come while one waits for its turn are that one. */
  const save = (): Promise<void> => {
    if (waiting) return waiting;
    let taken: ReadonlyMap<string, InMemory<T>> | undefined;
    const takeTurn = (contents: JsonObject) => {
      waiting = undefined;
      taken = new Map(memory);
      return merged(contents, taken);
    };
    const run = async () => {
      try {
        await file.update(takeTurn);
      } catch (error) {
        // One that failed before its turn came must not keep the next from trying.
        if (!taken) waiting = undefined;
        const contents = file.read();
        for (const [id, ours] of taken ?? memory) ours.newerThan ??= textOnDisk(contents, id);
        throw error;
      }
      const contents = file.read();
      for (const [id, ours] of taken ?? []) {
        if (ours.isPrivate || ours.isWritten || ours.kept === undefined || memory.get(id) !== ours) continue;
        if (ours.kept === ours.entry) memory.delete(id);
        else {
          ours.isWritten = true;
          ours.newerThan = textOnDisk(contents, id);
        }
      }
    };
    waiting = run();
    return waiting;
  };

  return {
    read: (id) => {
      const ours = memory.get(id);
      const contents = file.read();
      return ours && !isOutdated(id, ours, contents) ? ours.entry : parse(entriesOf(contents)[id]);
    },
    write: async (id, entry) => {
      const { toKept } = options;
      const ours: InMemory<T> = {
        entry,
        isPrivate: !keeps(),
        kept: toKept ? undefined : entry,
        isWritten: false,
      };
      memory.set(id, ours);
      if (toKept && !ours.isPrivate) {
        // One after the other: of what comes while one is being looked at, only the newest is.
        await preparing.get(id);
        if (memory.get(id) !== ours) return;
        const prepared = toKept(entry).then((kept) => void (ours.kept = kept));
        preparing.set(
          id,
          prepared.catch(() => undefined),
        );
        await prepared;
      }
      const hasSomething = Object.keys(entriesOf(file.read())).length > 0;
      if (keeps() || hasSomething) await save();
    },
    remove: (ids) =>
      file.update((contents) => {
        const entries = Object.entries(entriesOf(contents)).filter(([id]) => !ids.includes(id));
        return withEntries(contents, Object.fromEntries(entries));
      }),
    ids: () => Object.keys(entriesOf(file.read())),
    dispose: () => file.dispose(),
  };
}
