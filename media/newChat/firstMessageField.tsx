import * as l10n from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { longestField, type NewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import { WireName } from '../common/field.tsx';
import { Icon } from '../common/icon.tsx';

export interface FirstMessageFieldProps {
  readonly value: string;
  /** It is said as the first turn instead of going with create. */
  readonly isTurn: boolean;
  readonly onEdit: (change: Partial<NewChatDraft>) => void;
}

/** `initial_message`: documented, dropped by newer servers, so it is tucked away and says so. */
export function FirstMessageField({ value, isTurn, onEdit }: FirstMessageFieldProps) {
  // Open when there is something in it; afterwards it is the user's to open and close.
  const [open, setOpen] = useState(value !== '');
  return (
    <details class="first-message" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron-right" />
        {l10n.t('First message')}
        <WireName name="initial_message" />
      </summary>
      <div class="field">
        <textarea
          id="first-message"
          class="grow"
          rows={2}
          // Else a browser writes what stands in it into its session file.
          autocomplete="off"
          aria-label={l10n.t('First message')}
          maxLength={longestField}
          aria-describedby="first-message-note"
          value={value}
          onInput={(event) => onEdit({ initialMessage: event.currentTarget.value })}
        />
        <p id="first-message-note" class="quiet">
          {l10n.t(
            'Some servers ignore this field (initial_message); the agent then answers with its greeting only. To be sure that it is read, send it as the first turn.',
          )}
        </p>
        <label class="check">
          <input
            type="checkbox"
            checked={isTurn}
            onChange={(event) => onEdit({ sendsAsFirstTurn: event.currentTarget.checked })}
          />
          {l10n.t('Send as first turn')}
        </label>
      </div>
    </details>
  );
}
