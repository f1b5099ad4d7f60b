import * as l10n from '@vscode/l10n';
import { useEffect, useRef } from 'preact/hooks';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { ConversationHeader, FromConversation } from '../../src/protocol/conversation.ts';
import { CopyButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { useFocusWithWindow } from './useFocusWithWindow.ts';
import { stateIcon } from './words.ts';

export interface ComposerLockLineProps {
  readonly header: ConversationHeader;
  readonly lock: NonNullable<ConversationHeader['lock']>;
  /** What was typed and can no longer be sent. */
  readonly unsent: string;
  /** The composer had the focus when it went away. */
  readonly takesFocus: boolean;
  readonly post: (message: FromConversation) => void;
}

/** In place of the composer when the conversation is over: why, and what can be done next. */
export function ComposerLockLine({ header, lock, unsent, takesFocus, post }: ComposerLockLineProps) {
  const line = useRef<HTMLDivElement>(null);
  useFocusWithWindow(line);
  // Not the button: who was still typing must not press it.
  useEffect(() => {
    if (takesFocus) line.current?.focus();
  }, []);
  return (
    <div ref={line} class="lock" role="group" aria-label={l10n.t('The conversation is over')} tabIndex={-1}>
      <p class="lock-sentence" role="status">
        <Icon name={stateIcon(header.state)} />
        <span class="untrusted">{lock.sentence}</span>
      </p>
      <p class="lock-actions">
        {lock.actions.map(({ action, title }, index) => (
          <button
            type="button"
            class={index === 0 ? 'button' : 'button secondary'}
            onClick={() => post({ type: 'act', action })}
          >
            {title}
          </button>
        ))}
      </p>
      {unsent.trim() !== '' && (
        <p class="unsent">
          <span class="quiet">{l10n.t('Not sent: {0}', toVisibleLine(unsent, 200))}</span>
          <CopyButton
            look="link"
            label={l10n.t('Copy Text')}
            onCopy={() => {
              post({ type: 'copyUnsentText', text: unsent });
              return true;
            }}
          />
        </p>
      )}
    </div>
  );
}
