import * as l10n from '@vscode/l10n';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConversationHeader, FromComposer } from '../../src/protocol/conversation.ts';
import { Problem, problemId } from '../common/field.tsx';
import { Icon } from '../common/icon.tsx';
import { type ComposerModel, filledExtraFields } from './composerModel.ts';
import { ExtraFields } from './extraFields.tsx';
import { SendButton } from './sendButton.tsx';
import { useFocusWithWindow } from './useFocusWithWindow.ts';

export interface ComposerProps {
  readonly model: ComposerModel;
  readonly running: ConversationHeader['running'];
  /** On the clock of `performance.now()`. */
  readonly sentAtMs: number | undefined;
  readonly post: (message: FromComposer) => void;
}

/** Where the next message is typed. A keystroke redraws this and nothing else. */
export function Composer({ model, running, sentAtMs, post }: ComposerProps) {
  useModel(model);
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusWithWindow(field);
  const [isMoreOpen, setIsMoreOpen] = useState(filledExtraFields(model.draft).length > 0);
  /** What is wrong may be said: a field was left, or sending was refused. */
  const [isRefused, setIsRefused] = useState(false);
  /** The control that the focus goes to once it is there. */
  const [wanted, setWanted] = useState<string>();
  const problems = isRefused ? model.problems : [];
  const textProblem = problems.find((problem) => problem.field === 'text')?.message;
  const extraCount = filledExtraFields(model.draft).length;
  const isRunning = running !== undefined || model.isSending;

  const attempt = (act: () => boolean) => {
    if (isRunning) return;
    const [problem] = act() ? [] : model.problems;
    setIsRefused(problem !== undefined);
    if (problem && problem.field !== 'text') setIsMoreOpen(true);
    setWanted(problem && problem.field !== 'text' ? problem.field : 'message');
  };
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    if (document.hasFocus()) document.getElementById(wanted)?.focus();
    setWanted(undefined);
  }, [wanted]);
  const send = () => attempt(() => model.send());
  const cancel = () => {
    post({ type: 'cancel' });
    field.current?.focus();
  };

  /** From everywhere in the composer, the Cancel button too. */
  const onEscape = (event: KeyboardEvent) => {
    if (event.isComposing || event.key !== 'Escape' || !running?.canCancel) return;
    event.preventDefault();
    cancel();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is still being composed, Enter and the arrows belong to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && plain) {
      event.preventDefault();
      send();
    } else if (plain && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      if (!model.recall(event.key === 'ArrowUp' ? -1 : 1)) return;
      event.preventDefault();
    }
  };

  return (
    <div class="composer" onKeyDown={onEscape}>
      <div class="composer-row">
        <textarea
          ref={field}
          id="message"
          class="message grow"
          rows={1}
          // Else a browser writes what stands in it into its session file.
          autocomplete="off"
          aria-label={l10n.t('Message')}
          aria-describedby="message-keys"
          aria-invalid={textProblem !== undefined}
          aria-errormessage={textProblem === undefined ? undefined : problemId('message')}
          placeholder={l10n.t('Type a message')}
          dir="auto"
          value={model.draft.text}
          onInput={(event) => model.edit({ text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
        />
        <SendButton
          running={running}
          sentAtMs={sentAtMs}
          canSend={model.draft.text.trim() !== '' && !model.isSending}
          onSend={send}
          onCancel={cancel}
        />
      </div>
      <Problem id={problemId('message')} message={textProblem} />
      <div class="composer-row under">
        <button
          type="button"
          class="link"
          aria-expanded={isMoreOpen}
          aria-controls="extra-fields"
          onClick={() => setIsMoreOpen(!isMoreOpen)}
        >
          <Icon name={isMoreOpen ? 'chevron-down' : 'chevron-right'} />
          {extraCount === 0 ? l10n.t('More') : l10n.t('More ({0} set)', extraCount)}
        </button>
        <span id="message-keys" class="quiet keys">
          {l10n.t('Enter sends, Shift+Enter begins a new line, Up brings back what you said')}
        </span>
      </div>
      <div id="extra-fields" hidden={!isMoreOpen}>
        {isMoreOpen && (
          <ExtraFields
            draft={model.draft}
            problems={problems}
            onEdit={(change) => model.edit(change)}
            onLeave={() => setIsRefused(true)}
            isRunning={isRunning}
            onFetchDelayedReply={() => attempt(() => model.fetchDelayedReply())}
          />
        )}
      </div>
    </div>
  );
}

function useModel(model: ComposerModel): void {
  const [, redraw] = useState(0);
  useLayoutEffect(() => model.subscribe(() => redraw((count) => count + 1)), [model]);
  useEffect(() => {
    if (document.hasFocus()) document.getElementById('message')?.focus();
  }, []);
}
