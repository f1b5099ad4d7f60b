import * as l10n from '@vscode/l10n';
import type { ConversationHeader } from '../../src/protocol/conversation.ts';
import { useSeconds } from '../common/useSeconds.ts';

export interface SendButtonProps {
  readonly running: ConversationHeader['running'];
  readonly sentAtMs: number | undefined;
  readonly canSend: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

/** Send, and in the same place and width Cancel while a call runs. */
export function SendButton({ running, sentAtMs, canSend, onSend, onCancel }: SendButtonProps) {
  const seconds = useSeconds(sentAtMs);
  return (
    <button
      type="button"
      class="button send faces"
      disabled={running ? !running.canCancel : !canSend}
      aria-keyshortcuts={running ? 'Escape' : 'Enter'}
      title={running ? l10n.t('Cancel (Escape)') : l10n.t('Send (Enter)')}
      onClick={(event) => {
        if (!running) onSend();
        // The second click of a double click was meant for Send.
        else if (event.detail < 2) onCancel();
      }}
    >
      <span class={running ? 'face away' : 'face'} aria-hidden={running !== undefined}>
        {l10n.t('Send')}
        <kbd aria-hidden="true">⏎</kbd>
      </span>
      <span class={running ? 'face' : 'face away'} aria-hidden={running === undefined}>
        {l10n.t('Cancel')}
        <span class="seconds" aria-hidden="true">
          {l10n.t('{0} s', seconds)}
        </span>
      </span>
    </button>
  );
}
