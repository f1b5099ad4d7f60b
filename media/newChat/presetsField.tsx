import * as l10n from '@vscode/l10n';
import type { NewChatPreset } from '../../src/core/newChat/newChatDraft.ts';
import { Icon } from '../common/icon.tsx';
import { Select } from '../common/select.tsx';

export interface PresetsFieldProps {
  readonly presets: readonly NewChatPreset[];
  readonly selected: string;
  readonly onApply: (name: string) => void;
  readonly onSave: () => void;
  readonly onDelete: (name: string) => void;
}

/** Fields saved under a name. The name is asked for by the editor, in its own input box. */
export function PresetsField({ presets, selected, onApply, onSave, onDelete }: PresetsFieldProps) {
  return (
    <div class="field">
      <label for="preset">{l10n.t('Preset')}</label>
      <div class="control-row">
        <Select
          id="preset"
          value={selected}
          disabled={presets.length === 0}
          onChange={(event) => onApply(event.currentTarget.value)}
        >
          <option value="">{presets.length === 0 ? l10n.t('None saved') : l10n.t('None')}</option>
          {presets.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <button type="button" class="button secondary" onClick={onSave}>
          {l10n.t('Save as…')}
        </button>
        <button
          type="button"
          class="icon-button"
          disabled={selected === ''}
          aria-label={l10n.t('Delete Preset')}
          title={l10n.t('Delete Preset')}
          onClick={() => onDelete(selected)}
        >
          <Icon name="trash" />
        </button>
      </div>
    </div>
  );
}
