import * as l10n from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { longestField } from '../../src/core/newChat/newChatDraft.ts';
import { Icon } from '../common/icon.tsx';

export interface FirstMessageFieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** `initial_message`: documented, dropped by newer servers, so it is tucked away and says so. */
export function FirstMessageField({ value, onInput }: FirstMessageFieldProps) {
  // Open when there is something in it; afterwards it is the user's to open and close.
  const [open, setOpen] = useState(value !== '');
  return (
    <details class="first-message" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron-right" />
        {l10n.t('First message')}
        <span class="wire-name">initial_message</span>
      </summary>
      <div class="field">
        <textarea
          id="first-message"
          class="grow"
          rows={2}
          aria-label={l10n.t('First message')}
          maxLength={longestField}
          aria-describedby="first-message-note"
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <p id="first-message-note" class="quiet">
          {l10n.t(
            'Some servers ignore this field; the agent then answers with its greeting only. To be sure that it is read, send it as the first turn of the conversation instead.',
          )}
        </p>
      </div>
    </details>
  );
}
