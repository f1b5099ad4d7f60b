import type { DraftSeal } from './draftSeal.ts';

/** What is being typed into a webview, as the editor keeps it. */
export interface TypedDraft<Edited> {
  /** What the disk refuses is told once, and not with every letter. */
  readonly keep: (edited: Edited) => void;
  /** Undefined when it cannot be read. */
  unseal(sealed: string): Promise<Edited | undefined>;
  /** What the webview kept by itself is kept here too when it is the later one. */
  takeOver(saved: Edited | undefined): void;
  /** For the webview's own copy; undefined when nothing may be kept. */
  sealKey(): string | undefined;
}

export interface TypedDraftOptions<Edited> {
  readonly read: () => Edited | undefined;
  readonly write: (edited: Edited) => Promise<void>;
  /** Undefined when it is none. */
  readonly parse: (value: unknown) => Edited | undefined;
  /** When false, what is typed is kept in memory only. */
  readonly keepsDrafts?: (() => boolean) | undefined;
  readonly draftSeal?: DraftSeal | undefined;
  readonly showError: (error: unknown) => void;
}

export function createTypedDraft<Edited extends { readonly editedAtMs: number }>({
  read,
  write,
  parse,
  keepsDrafts,
  draftSeal,
  showError,
}: TypedDraftOptions<Edited>): TypedDraft<Edited> {
  let savingFails = false;

  const keep = (edited: Edited) => {
    write(edited).then(
      () => (savingFails = false),
      (error: unknown) => {
        if (!savingFails) showError(error);
        savingFails = true;
      },
    );
  };

  return {
    keep,
    unseal: async (sealed) => (draftSeal ? parse(await draftSeal.open(sealed)) : undefined),
    takeOver: (saved) => {
      // What is typed now is always the newest; of what was kept the later one is.
      if (saved && saved.editedAtMs > (read()?.editedAtMs ?? 0)) keep(saved);
    },
    sealKey: () => (keepsDrafts?.() === false ? undefined : draftSeal?.key),
  };
}
