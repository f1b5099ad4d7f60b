import * as l10n from '@vscode/l10n';
import type { NewChatPreset } from '../../src/core/newChat/newChatDraft.ts';
import { Icon } from '../common/icon.tsx';
import { Select } from '../common/select.tsx';

export interface PresetsFieldProps {
  readonly presets: readonly NewChatPreset[];
  readonly selected: string;
  /** The fields no longer say what the selected one does, so that it can be chosen once more. */
  readonly isChanged: boolean;
  readonly onApply: (name: string) => void;
  readonly onSave: () => void;
  readonly onDelete: (name: string) => void;
}

/** No name of a preset: those have something to read. */
const changed = ' ';

/** Fields saved under a name. The name is asked for by the editor, in its own input box. */
export function PresetsField({ presets, selected, isChanged, onApply, onSave, onDelete }: PresetsFieldProps) {
  return (
    <div class="presets">
      <label for="preset">{l10n.t('Preset')}</label>
      <div class="control-row">
        <Select
          id="preset"
          value={isChanged ? changed : selected}
          disabled={presets.length === 0}
          onChange={(event) => onApply(event.currentTarget.value)}
        >
          <option value="">{presets.length === 0 ? l10n.t('None saved') : l10n.t('None')}</option>
          {isChanged && (
            <option value={changed} hidden>
              {l10n.t('{0} · changed', selected)}
            </option>
          )}
          {presets.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
        <button id="save-preset" type="button" class="button secondary" onClick={onSave}>
          {l10n.t('Save as…')}
        </button>
        <button
          type="button"
          class="icon-button"
          data-next="preset save-preset"
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
