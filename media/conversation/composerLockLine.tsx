import * as l10n from '@vscode/l10n';
import { useRef } from 'preact/hooks';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { ConversationHeader, FromConversation } from '../../src/protocol/conversation.ts';
import { CopyButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { ActionButton } from './actionButton.tsx';
import { useFocusWithWindow } from './useFocusWithWindow.ts';
import { stateIcon } from './words.ts';

export interface ComposerLockLineProps {
  readonly header: ConversationHeader;
  readonly lock: NonNullable<ConversationHeader['lock']>;
  /** What was typed and can no longer be sent. */
  readonly unsent: string;
  readonly post: (message: FromConversation) => void;
}

/** In place of the composer when the conversation is over: why, and what can be done next. */
export function ComposerLockLine({ header, lock, unsent, post }: ComposerLockLineProps) {
  const line = useRef<HTMLDivElement>(null);
  useFocusWithWindow(line);
  return (
    // It takes the keyboard from the message box, and not a button of it: who was still typing must not press that.
    <div ref={line} class="lock" role="group" aria-label={toVisibleLine(lock.sentence)} tabIndex={-1}>
      <p class="lock-sentence">
        <Icon name={stateIcon(header.state)} />
        <span class="untrusted">{lock.sentence}</span>
      </p>
      <p class="lock-actions">
        {lock.actions.map((offered, index) => (
          <ActionButton
            key={offered.action}
            offered={offered}
            look={index === 0 ? 'button' : 'button secondary'}
            onPress={(action) => post({ type: 'act', action })}
          />
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
