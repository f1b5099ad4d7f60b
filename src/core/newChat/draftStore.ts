import * as v from 'valibot';
import type { Disposable } from '../common/disposable.ts';
import { createJsonFile } from '../files/jsonFile.ts';
import { createLatestUpdate } from '../files/latestUpdate.ts';
import type { HumanError } from '../common/humanError.ts';
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
}

export function createDraftStore(options: DraftStoreOptions): DraftStore {
  const file = createJsonFile({ path: options.path, version: 1, onNotice: options.onNotice });
  let newest: EditedDraft | undefined;
  const writeNewest = createLatestUpdate(file, (contents) => ({ ...contents, edited: newest }));

  return {
    read: () => {
      if (newest) return newest;
      const parsed = v.safeParse(editedDraftSchema, file.read()['edited']);
      return parsed.success ? parsed.output : undefined;
    },
    write: (edited) => {
      newest = edited;
      return writeNewest();
    },
    dispose: () => file.dispose(),
  };
}
