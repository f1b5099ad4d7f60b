import * as v from 'valibot';
import type { Disposable } from '../../../core/common/disposable.ts';
import type { HumanError } from '../../../core/common/humanError.ts';
import { createJsonFile } from '../../../core/files/jsonFile.ts';
import { createLatestUpdate } from '../../../core/files/latestUpdate.ts';
import {
  type ComposerDraft,
  type EditedComposerDraft,
  emptyComposerDraft,
} from '../../../protocol/conversation.ts';
import { editedComposerDraftSchema } from './parseConversationMessage.ts';

/** What is being typed into each conversation, on disk, so that it survives a reload and a crash. */
export interface ComposerDrafts extends Disposable {
  read(id: string): EditedComposerDraft | undefined;
  /**
   * Saves, or is overtaken by a later call: only the newest of each conversation is worth a write. An empty
   * draft is removed. Rejects with HumanError when the disk refuses.
   */
  write(id: string, stored: EditedComposerDraft): Promise<void>;
}

/** Unsent text of that many conversations is kept; the one touched longest ago makes room. */
const mostKept = 200;

export function createComposerDrafts(options: {
  /** The JSON file. */
  readonly path: string;
  /** When false nothing is written, and what was written is forgotten. */
  readonly keepsDrafts: () => boolean;
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
}): ComposerDrafts {
  const file = createJsonFile({ path: options.path, version: 1, onNotice: options.onNotice });
  /** Newer than what is on disk, or all there is when nothing may be written. */
  const newest = new Map<string, EditedComposerDraft>();
  const writeAll = createLatestUpdate(file, (contents) => {
    const kept = options.keepsDrafts() ? { ...draftsOf(contents), ...Object.fromEntries(newest) } : {};
    return { ...contents, drafts: pruned(kept) };
  });

  return {
    read: (id) => newest.get(id) ?? parseStored(draftsOf(file.read())[id]),
    write: (id, stored) => {
      newest.set(id, stored);
      return options.keepsDrafts() || file.read()['drafts'] !== undefined ? writeAll() : Promise.resolve();
    },
    dispose: () => file.dispose(),
  };
}

function draftsOf(contents: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const value = contents['drafts'];
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function parseStored(value: unknown): EditedComposerDraft | undefined {
  const stored = v.safeParse(editedComposerDraftSchema, value);
  return stored.success ? stored.output : undefined;
}

function pruned(drafts: Readonly<Record<string, unknown>>): Readonly<Record<string, EditedComposerDraft>> {
  const kept = Object.entries(drafts).flatMap(([id, value]) => {
    const stored = parseStored(value);
    return stored && !isEmpty(stored) ? [[id, stored] as const] : [];
  });
  const newestFirst = kept.toSorted(([, a], [, b]) => b.editedAtMs - a.editedAtMs);
  return Object.fromEntries(newestFirst.slice(0, mostKept));
}

function isEmpty({ draft }: EditedComposerDraft): boolean {
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
