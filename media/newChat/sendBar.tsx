import * as l10n from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { Icon } from '../common/icon.tsx';
import { LiveMark } from '../common/liveMark.tsx';
import { useSeconds } from '../common/useSeconds.ts';
import { fieldLabel, sendKey } from './words.ts';

export interface SendBarProps {
  readonly running: { readonly sinceMs: number } | undefined;
  /** Those to name in the summary; the first is named in full. */
  readonly problems: readonly NewChatProblem[];
  /** What has just become of the fields, when it can be undone. */
  readonly replaced: string | undefined;
  /** The chat goes to a live environment: said here too, where the button is. */
  readonly live: boolean;
  readonly onCreate: () => void;
  readonly onCancel: () => void;
  readonly onShowProblem: (problem: NewChatProblem) => void;
  readonly onClear: () => void;
  readonly onUndo: () => void;
}

/** The one primary button, always at the same place, and beside it why it cannot be done yet. */
export function SendBar(props: SendBarProps) {
  const [first, ...others] = props.problems;
  return (
    <div class="send-bar">
      <div class="send-bar-status">
        {first && (
          <p class="summary" role="alert">
            <Icon name="error" />
            <button type="button" class="link" data-next="send" onClick={() => props.onShowProblem(first)}>
              {others.length === 0
                ? l10n.t('{0}: {1}', fieldLabel(first.field), first.message)
                : l10n.t('{0}: {1} ({2} more)', fieldLabel(first.field), first.message, others.length)}
            </button>
          </p>
        )}
        {!first && props.replaced !== undefined && (
          <p class="summary quiet">
            {props.replaced}{' '}
            <button type="button" class="link" data-next="send" onClick={props.onUndo}>
              {l10n.t('Undo')}
            </button>
          </p>
        )}
      </div>
      <div class="send-bar-buttons">
        <SendButton {...props} />
        <button type="button" class="button secondary" onClick={props.onClear}>
          {l10n.t('Clear')}
        </button>
        {props.live && <LiveMark />}
      </div>
    </div>
  );
}

function SendButton({ running, onCreate, onCancel }: SendBarProps) {
  const seconds = useSeconds(running?.sinceMs);
  return (
    <button
      type="button"
      id="send"
      class="button faces"
      aria-keyshortcuts={running ? 'Escape' : 'Control+Enter Meta+Enter'}
      title={running ? l10n.t('Cancel ({0})', l10n.t('Esc')) : undefined}
      onClick={(event) => {
        if (!running) onCreate();
        // The second click of a double click was meant for Create Chat.
        else if (event.detail < 2) onCancel();
      }}
    >
      <Face shown={!running}>
        {l10n.t('Create Chat')}
        <kbd aria-hidden="true">{sendKey(navigator.platform)}</kbd>
      </Face>
      <Face shown={running !== undefined}>
        <Icon name="loading" spin />
        {l10n.t('Cancel')}
        {/* Part of the name it would be read out anew each second. */}
        <span class="seconds" aria-hidden="true">
          {l10n.t('{0} s', seconds)}
        </span>
      </Face>
    </button>
  );
}

/** Both faces lie on each other and take the room of the larger one, so that the button keeps its width. */
function Face({ shown, children }: { readonly shown: boolean; readonly children: ComponentChildren }) {
  return (
    <span class={shown ? 'face' : 'face away'} aria-hidden={!shown}>
      {children}
    </span>
  );
}
