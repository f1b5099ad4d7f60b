import * as l10n from '@vscode/l10n';
import { toWords } from '../../src/core/common/shortWords.ts';
import type { FromComposer, ToConversation, TypedPanelState } from '../../src/protocol/conversation.ts';
import { createSealedDraft } from '../common/sealedDraft.ts';
import { type ComposerModel, createComposerModel } from './composerModel.ts';
import { createEditorPulse } from './editorPulse.ts';

/** What every panel with a message box has: the box, and a look whether the editor still answers. */
export interface TypedPanel<From> {
  readonly composer: ComposerModel;
  readonly post: (message: From) => void;
  /** What the editor says about the box. */
  readonly receive: (
    message:
      | { readonly type: 'state'; readonly state: TypedPanelState }
      | Extract<ToConversation, { type: 'sent' | 'notSent' }>,
  ) => void;
  /** The editor has said something, whatever it was, and it is shown. */
  readonly heard: () => void;
  /** There is nothing left to wait for. */
  readonly end: () => void;
}

export interface TypedPanelOptions<From> {
  readonly post: (message: From | FromComposer | { readonly type: 'areYouThere' }) => void;
  /** Keeps a copy of what is typed over a crash of the editor. */
  readonly saveSealed: (sealed: string | undefined) => void;
  /** A reply is waited for, however long the agent takes. */
  readonly isWaiting: () => boolean;
  readonly onDidChangeSilence: (isSilent: boolean) => void;
  /** What the user said so far, oldest first. */
  readonly said: () => readonly string[];
  readonly turnCount: () => number;
}

/** `first` sets the language of the page, too. */
export function startTypedPanel<From extends { readonly type: string }>(
  first: TypedPanelState,
  { post: send, saveSealed, isWaiting, onDidChangeSilence, said, turnCount }: TypedPanelOptions<From>,
): TypedPanel<From> {
  if (first.l10nContents) l10n.config({ contents: toWords(first.l10nContents) });
  document.documentElement.lang = first.language;
  let { sealKey } = first;
  const keepSealed = createSealedDraft(saveSealed);

  const pulse = createEditorPulse({
    ask: () => send({ type: 'areYouThere' }),
    isWaiting,
    onDidChange: onDidChangeSilence,
  });
  const post = (message: From | FromComposer) => {
    send(message);
    // Typing expects no answer.
    if (message.type !== 'draftChanged') pulse.expect();
  };

  const composer = createComposerModel({
    draft: first.draft,
    editedAtMs: first.editedAtMs,
    post,
    save: (typed) => void keepSealed(sealKey, typed),
    said,
    turnCount,
    now: () => Date.now(),
  });

  return {
    composer,
    post,
    receive(message) {
      if (message.type === 'state') {
        ({ sealKey } = message.state);
        composer.restore(message.state.draft, message.state.editedAtMs);
      } else if (message.type === 'sent') composer.sent(message.text);
      else composer.notSent();
    },
    heard: () => pulse.heard(),
    end: () => pulse.stop(),
  };
}
