import type { Handlers } from '../../protocol/channel.ts';
import {
  type EditedComposerDraft,
  emptyComposerDraft,
  type FromConversation,
  type ToConversation,
  type TypedPanelState,
} from '../../protocol/conversation.ts';
import type { DraftSeal } from '../draftSeal.ts';
import { createTypedDraft } from '../typedDraft.ts';
import { type ComposerDrafts, toRestoredDraft } from './composerDrafts.ts';
import { parseEditedComposerDraft } from './parseConversationMessage.ts';

export interface TypedMessageDeps {
  readonly drafts: Pick<ComposerDrafts, 'read' | 'write'>;
  /** When false, what is typed is kept in memory only. */
  keepsDrafts(): boolean;
  /** For what the webview keeps by itself; it keeps nothing when left out. */
  readonly draftSeal?: DraftSeal | undefined;
  /** A chat that comes by itself leaves the keyboard where the person types. */
  noteTyping(): void;
  /** BCP 47. */
  readonly language: string;
  readonly l10nContents?: Readonly<Record<string, string>> | undefined;
  showError(error: unknown): void;
}

/** What is being typed into a panel with a message box. */
export interface TypedMessage {
  read(): EditedComposerDraft | undefined;
  readonly keep: (edited: EditedComposerDraft) => void;
  /** For good: its panel was closed. */
  readonly forget: () => void;
  /** `saved` is the webview's own copy, `turns` are those that may have said the draft already. */
  toState(
    saved: EditedComposerDraft | undefined,
    turns: readonly { readonly userText?: string | undefined }[],
  ): TypedPanelState;
  /** What the webview says of it. `begin` gets the webview's own copy, when there is one. */
  handlers(
    post: (message: Extract<ToConversation, { type: 'here' }>) => void,
    begin: (saved: EditedComposerDraft | undefined) => void,
  ): Pick<Handlers<FromConversation>, 'ready' | 'areYouThere' | 'draftChanged'>;
}

/** `id` is that of the conversation or the broadcast. */
export function createTypedMessage(id: string, deps: TypedMessageDeps): TypedMessage {
  const read = () => deps.drafts.read(id);
  const typed = createTypedDraft({
    read,
    write: (edited) => deps.drafts.write(id, edited),
    parse: parseEditedComposerDraft,
    keepsDrafts: () => deps.keepsDrafts(),
    draftSeal: deps.draftSeal,
    showError: (error) => deps.showError(error),
  });
  return {
    read,
    keep: typed.keep,
    forget: () => typed.keep({ draft: emptyComposerDraft, afterTurns: 0, editedAtMs: Date.now() }),
    toState: (saved, turns) => {
      const stored = read();
      return {
        draft: toRestoredDraft(stored, saved, turns),
        editedAtMs: Math.max(stored?.editedAtMs ?? 0, saved?.editedAtMs ?? 0),
        sealKey: typed.sealKey(),
        language: deps.language,
        l10nContents: deps.l10nContents,
      };
    },
    handlers: (post, begin) => ({
      ready: async ({ saved: clear, sealed }) => {
        const saved = sealed === undefined ? clear : await typed.unseal(sealed);
        typed.takeOver(saved);
        begin(saved);
      },
      areYouThere: () => post({ type: 'here' }),
      draftChanged: ({ edited }) => {
        deps.noteTyping();
        typed.keep(edited);
      },
    }),
  };
}
