import * as v from 'valibot';
import type { Disposable } from '../../core/common/disposable.ts';
import type { HumanError } from '../../core/common/humanError.ts';
import { type JsonObject, toJsonObject } from '../../core/common/jsonObject.ts';
import { createTypedEntries } from '../../core/files/typedEntries.ts';
import {
  type ComposerDraft,
  type EditedComposerDraft,
  emptyComposerDraft,
} from '../../protocol/conversation.ts';
import { editedComposerDraftSchema } from './parseConversationMessage.ts';

/** What is being typed into each conversation, on disk, so that it survives a reload and a crash. */
export interface ComposerDrafts extends Disposable {
  read(id: string): EditedComposerDraft | undefined;
  /**
   * Saves, or is overtaken by a later call: only the newest of each conversation is worth a write. An empty
   * draft is removed. Rejects with HumanError when the disk refuses.
   */
  write(id: string, stored: EditedComposerDraft): Promise<void>;
  /** Removes what was typed into conversations that are gone for good: those that `stillKept` does not give back. */
  removeAbandoned(stillKept: (ids: readonly string[]) => readonly string[]): Promise<void>;
}

/** Unsent text of that many conversations is kept; the one touched longest ago makes room. */
const mostKept = 200;

export function createComposerDrafts(options: {
  /** The JSON file. */
  readonly path: string;
  /** When false nothing is written, and what was written is forgotten. */
  readonly keepsDrafts: () => boolean;
  /** What of a draft may be written, as soon as that is known. */
  readonly toKept?: ((edited: EditedComposerDraft) => Promise<EditedComposerDraft>) | undefined;
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
}): ComposerDrafts {
  const entries = createTypedEntries<EditedComposerDraft>({
    path: options.path,
    parse: parseStored,
    entriesOf: draftsOf,
    withEntries: (contents, drafts) => ({ ...contents, drafts: pruned(drafts) }),
    keeps: options.keepsDrafts,
    toKept: options.toKept,
    onNotice: options.onNotice,
  });
  return {
    read: (id) => entries.read(id),
    write: (id, stored) => entries.write(id, stored),
    removeAbandoned: async (stillKept) => {
      const ids = entries.ids();
      const kept = new Set(ids.length > 0 ? stillKept(ids) : []);
      const abandoned = ids.filter((id) => !kept.has(id));
      if (abandoned.length > 0) await entries.remove(abandoned);
    },
    dispose: () => entries.dispose(),
  };
}

function draftsOf(contents: JsonObject): JsonObject {
  return toJsonObject(contents['drafts']);
}

function parseStored(value: unknown): EditedComposerDraft | undefined {
  const stored = v.safeParse(editedComposerDraftSchema, value);
  return stored.success ? stored.output : undefined;
}

/** Not by their times: a clock that was set back would make room with what was just typed. */
function pruned(drafts: JsonObject): Readonly<Record<string, EditedComposerDraft>> {
  const kept = Object.entries(drafts).flatMap(([id, value]) => {
    const stored = parseStored(value);
    return stored && !isEmptyDraft(stored.draft) ? [[id, stored] as const] : [];
  });
  return Object.fromEntries(kept.slice(-mostKept));
}

export function isEmptyDraft(draft: ComposerDraft): boolean {
  return Object.values(draft).every((text) => text === '');
}

/** The draft to go on with: of two copies the newer one, without a text that a later turn has said already. */
export function toRestoredDraft(
  stored: EditedComposerDraft | undefined,
  saved: EditedComposerDraft | undefined,
  turns: readonly { readonly userText?: string | undefined }[],
): ComposerDraft {
  const newest = (saved?.editedAtMs ?? 0) > (stored?.editedAtMs ?? 0) ? saved : stored;
  if (!newest) return emptyComposerDraft;
  const { draft, afterTurns } = newest;
  const wasSent = draft.text !== '' && turns.slice(afterTurns).some((turn) => turn.userText === draft.text);
  return wasSent ? { ...draft, text: '' } : draft;
}
