import * as v from 'valibot';
import type { Disposable } from '../common/disposable.ts';
import type { HumanError } from '../common/humanError.ts';
import { createTypedEntries } from '../files/typedEntries.ts';
import type { EditedDraft } from './newChatDraft.ts';
import { editedDraftSchema } from './newChatDraftSchema.ts';

/** Keeps what is being typed on disk, so that it survives a reload and a crash. */
export interface DraftStore extends Disposable {
  read(): EditedDraft | undefined;
  /**
   * Saves, or is overtaken by a later call: only the newest is worth a write. Rejects with HumanError when the
   * disk refuses.
   */
  write(edited: EditedDraft): Promise<void>;
}

export interface DraftStoreOptions {
  /** The JSON file. In a folder of the workspace's own storage, so that two windows do not share one draft. */
  readonly path: string;
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
  /** When false, what is typed is kept in memory only. */
  readonly keeps?: (() => boolean) | undefined;
  /** What of a draft may be written, as soon as that is known. */
  readonly toKept?: ((edited: EditedDraft) => Promise<EditedDraft>) | undefined;
}

/** The one entry of the file. */
const id = 'edited';

export function createDraftStore(options: DraftStoreOptions): DraftStore {
  const entries = createTypedEntries<EditedDraft>({
    ...options,
    parse: (value) => {
      const parsed = v.safeParse(editedDraftSchema, value);
      return parsed.success ? parsed.output : undefined;
    },
    entriesOf: (contents) => ({ [id]: contents[id] }),
    withEntries: (contents, changed) => ({ ...contents, ...changed }),
  });
  return {
    read: () => entries.read(id),
    write: (edited) => entries.write(id, edited),
    dispose: () => entries.dispose(),
  };
}
